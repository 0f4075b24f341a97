"""One text under a key: given back as it was, and only where and as it was stored."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.store.keyring import AnswersLocked, KeyRefused, Keyring, is_sealed, new_key

KEY, OTHER = (
    "ppk_" + base64.urlsafe_b64encode(bytes(range(first, first + 32))).decode().rstrip("=") for first in (1, 100)
)


@given(text=st.text(), place=st.text())
def test_what_is_sealed_opens_where_it_was_sealed(text: str, place: str) -> None:
    ring = Keyring([KEY])
    assert (
        ring.open(ring.seal(text, place.encode(errors="replace").decode()), place.encode(errors="replace").decode())
        == text
    )


def test_the_same_text_never_looks_the_same_twice() -> None:
    ring = Keyring([KEY])
    assert ring.seal("yes", "here") != ring.seal("yes", "here")


def test_without_a_key_a_text_stays_as_it_is() -> None:
    assert Keyring().seal("{}", "here") == "{}"
    assert Keyring().is_current("{}")


def test_what_was_stored_without_a_key_is_read_as_it_is() -> None:
    assert Keyring([KEY]).open("{}", "here") == "{}"
    assert not Keyring([KEY]).is_current("{}")


def test_an_older_key_opens_but_is_not_current() -> None:
    sealed = Keyring([OTHER]).seal("yes", "here")
    both = Keyring([KEY, OTHER])
    assert both.open(sealed, "here") == "yes"
    assert not both.is_current(sealed)
    assert both.is_current(both.seal("yes", "here"))


def test_another_place_does_not_open_it() -> None:
    ring = Keyring([KEY])
    with pytest.raises(AnswersLocked, match="moved there from another row"):
        ring.open(ring.seal("yes", "here"), "there")


@given(at=st.integers(min_value=0), to=st.sampled_from("AB_-:= é"))
def test_a_changed_ciphertext_is_refused_and_never_a_traceback(at: int, to: str) -> None:
    ring = Keyring([KEY])
    sealed = ring.seal("yes", "here")
    at = len("enc:") + at % (len(sealed) - len("enc:"))
    changed = sealed[:at] + to + sealed[at + 1 :]
    try:
        opened = ring.open(changed, "here")
    except AnswersLocked:
        return
    assert opened == "yes"  # padding bits of base64 say nothing


def test_a_missing_key_is_named_by_its_setting_and_no_key_is_shown() -> None:
    sealed = Keyring([OTHER]).seal("yes", "here")
    with pytest.raises(AnswersLocked, match="PAUSEPOINT_ENCRYPTION_KEYS") as refused:
        Keyring([KEY]).open(sealed, "here")
    assert KEY not in str(refused.value)
    assert "yes" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "ppk_", "secret", KEY[4:], KEY[:-1], KEY + "A", "ppk_" + "!" * 43, "ppk_é" + KEY[5:]]
)
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(KeyRefused, match="key 2 is none") as refused:
        Keyring([KEY, text])
    assert not text or text not in str(refused.value)


def test_keys_are_all_different_and_show_in_no_repr() -> None:
    assert len({new_key() for _ in range(50)}) == 50
    assert KEY[4:] not in repr(Keyring([KEY]))


def test_no_json_looks_encrypted() -> None:
    assert not any(map(is_sealed, ('{"enc:1:": 1}', "[]", '"enc:1:"', "null", "true", "1", "")))
