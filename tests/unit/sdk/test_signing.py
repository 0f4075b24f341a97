from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint.signing import SignatureRefused, secret_from, sign, verify

SECRET = secret_from(bytes(range(32)))
NOW = 1_700_000_000


@pytest.mark.parametrize("off", [-301, 301])
def test_a_stale_callback_is_refused(off: int) -> None:
    headers = sign(SECRET, message_id="evt_1", timestamp=NOW, body=b"")

    with pytest.raises(SignatureRefused, match="five minutes"):
        verify(SECRET, headers, b"", now=NOW + off)


def test_one_fitting_signature_among_several_is_enough() -> None:
    headers = sign(SECRET, message_id="evt_1", timestamp=NOW, body=b"x")
    headers["webhook-signature"] = f"v1,AAAA v2,zzz {headers['webhook-signature']}"

    assert verify(SECRET, headers, b"x", now=NOW) == "evt_1"


@given(
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=40)),
    st.binary(max_size=40),
)
def test_whatever_a_stranger_sends_is_refused_and_never_an_error(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(SignatureRefused):
        verify(SECRET, headers, body, now=NOW)


@pytest.mark.parametrize("part", ["body", "id", "timestamp", "secret"])
def test_changing_any_part_breaks_the_signature(part: str) -> None:
    headers = sign(SECRET, message_id="evt_1", timestamp=NOW, body=b"body")
    changed = {"id": {"webhook-id": "evt_2"}, "timestamp": {"webhook-timestamp": str(NOW + 1)}}.get(part, {})
    secret = secret_from(b"x" * 32) if part == "secret" else SECRET

    with pytest.raises(SignatureRefused):
        verify(secret, headers | changed, b"other" if part == "body" else b"body", now=NOW)


@pytest.mark.parametrize("length", [23, 65])
def test_a_secret_has_24_to_64_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="24 to 64"):
        secret_from(bytes(length))
