from __future__ import annotations

import pytest

from pausepoint_bot.telemetry import black_out, hide_secrets

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
