from __future__ import annotations

import pytest

from pausepoint_bot.slack.widgets.elements import plain_text


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x1b", "\x00", "\x85", "\ud800"])
def test_nothing_in_a_label_can_disguise_the_rest(hidden):
    assert plain_text(f"pay {hidden}fdp.exe") == {"type": "plain_text", "text": "pay \ufffdfdp.exe", "emoji": False}


def test_every_other_script_and_emoji_stays():
    text = "Größe\t日本語\n\u0627\u0644 👩‍👩‍👧"

    assert plain_text(text)["text"] == text
