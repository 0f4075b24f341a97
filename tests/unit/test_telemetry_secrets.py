from __future__ import annotations

import json

import pytest

from pausepoint_bot.telemetry import black_out, hide_secrets, show_controls

SECRETS = [
    "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzygqy",
    "xoxe.xoxp-1-Mi0yLTE2NDk",
    "xapp-1-A0123-456-abcdef",
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD/x==",
    "ppt_Aj3_-x9",
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    "13345224609.738474920.8088930838d88f008e0abcdef0123456",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["{}", "token {}, then", "'{}'", '{{"a": "{}"}}', "?x={}&y=1"])
def test_secrets_that_can_be_told_by_their_looks_are_blacked_out(secret: str, around: str):
    hidden = hide_secrets(around.format(secret))
    assert secret not in hidden
    assert "[secret]" in hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("postgresql://bot:hunter2@db:5432/x refused", "postgresql://[secret]@db:5432/x refused"),
        ("postgresql://:hunter2@db/x", "postgresql://[secret]@db/x"),
        ("postgresql://db/x?user=bot&password=hunter2 refused", "postgresql://db/x?user=bot&[secret] refused"),
        (
            "wss://wss-primary.slack.com/link/?ticket=ab-cd&app_id=1",
            "wss://wss-primary.slack.com/link/?[secret]&app_id=1",
        ),
        ("POST https://hooks.slack.com/actions/T1/22/abC-d failed", "POST https://hooks.slack.com/[secret] failed"),
        ("http://127.0.0.1:9/hooks/actions/T0AB/123/a0b1c2", "http://127.0.0.1:9/hooks/[secret]"),
    ],
)
def test_of_an_address_only_its_secret_part_is_blacked_out(text: str, hidden: str):
    assert hide_secrets(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "pau_01JX2M3N4P5Q6R7S8T9V0W1X2Y is decided",
        "https://example.com:8080/services/list?page=2",
        "#ops C024BE91L U024BE7LH 1712345678.123456",
        "ann@example.com: https://user@host/",
        "2026-11-22T16:07:17.835333Z",
    ],
)
def test_what_an_operator_needs_stays(text: str):
    assert hide_secrets(text) == text


def test_secrets_are_found_in_every_value_of_an_entry():
    entry = black_out(
        None, "info", {"event": "x", "count": 3, "error": ValueError("ppt_abc"), "more": {"a": ["ppt_d"]}}
    )
    assert entry == {"event": "x", "count": 3, "error": "[secret]", "more": "{'a': ['[secret]']}"}


FORGED = "deploy\n2026-11-22 [info] all is well\r\x1b[2K\x9b2J\u202ex\u2028y"


def test_no_value_writes_a_line_of_its_own_or_moves_the_cursor():
    entry = black_out(None, "info", {"event": "failed", "title": FORGED, "more": [FORGED]})
    assert all(str(value).isprintable() for value in entry.values())
    assert str(entry["title"]).startswith(
        "deploy\\n2026-11-22 [info] all is well\\r\\u001b[2K\\u009b2J\\u202ex\\u2028y"
    )


def test_a_traceback_keeps_its_lines_and_nothing_else():
    entry = black_out(None, "error", {"event": "x", "exception": "Traceback:\n\tline\x1b[2K"})
    assert entry["exception"] == "Traceback:\n\tline\\u001b[2K"


def test_json_stays_json():
    odd = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA1), 0x202E, 0x2028, 0xE0041, 0x1F600)))
    written = show_controls(json.dumps({"a": odd}, ensure_ascii=False))
    assert written.isprintable()
    assert json.loads(written) == {"a": odd}


def test_what_can_be_printed_is_left_as_it_is():
    assert show_controls("Größe ☂ 42 \U0001f600 'x' \\ ") == "Größe ☂ 42 \U0001f600 'x' \\ "
