"""Shortening: within the limit, never inside a visible character, never to nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pausepoint_bot.slack.limits import safe_cut, shorten


def test_a_text_within_its_limit_stays_as_it_is() -> None:
    assert shorten("exactly ten", 11) == "exactly ten"


def test_a_long_text_ends_with_an_ellipsis_and_fills_its_limit() -> None:
    assert shorten("abcdefghij", 5) == "abcd…"


def test_no_blank_stands_before_the_ellipsis() -> None:
    assert shorten("abc defgh", 5) == "abc…"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("cafe\u0301 noir", 5, "caf…"),
        ("ab👩\u200d👩\u200d👧 family", 5, "ab…"),
        ("ab👍🏽 done", 4, "ab…"),
        ("a🇩🇪🇫🇷 flags", 5, "a🇩🇪…"),
        ("a❤\ufe0f more", 3, "a…"),
    ],
    ids=["accent", "family", "skin tone", "flags", "variation"],
)
def test_a_visible_character_is_never_cut_in_two(text: str, limit: int, shown: str) -> None:
    assert shorten(text, limit) == shown


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        shorten("abc", 0)


@settings(deadline=None)
@given(st.text(), st.integers(min_value=1, max_value=80))
def test_a_shortened_text_keeps_its_limit_and_is_never_empty(text: str, limit: int) -> None:
    shown = shorten(text, limit)

    assert len(shown) <= limit
    assert bool(shown) == bool(text)
    assert shown == text or shown.endswith("…")


@settings(deadline=None)
@given(st.text(alphabet="a\u0301\u200d👍🏽🇩🇪 ", max_size=40), st.integers(min_value=1, max_value=60))
def test_a_cut_makes_progress_and_stays_in_the_text(text: str, at: int) -> None:
    place = safe_cut(text, at)

    assert min(at, len(text), 1) <= place <= min(at, len(text))
