"""Slack's refusals: which last, which pass, and what each says to do."""

from __future__ import annotations

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackClientError

from pausepoint_bot.slack.failures import failure_from
from tests.support.slack_requests import SAMPLES


class Answered:
    def __init__(self, data, *, status=200, headers=None):
        self.data, self.status_code, self.headers = data, status, headers or {}


def refused(error, *, status=200, headers=None, **more):
    return failure_from(
        SlackApiError("refused", Answered({"ok": False, "error": error, **more}, status=status, headers=headers)),
        subject="#ops",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("channel_not_found", "#ops"),
        ("not_in_channel", "/invite @pausepoint"),
        ("is_archived", "archived"),
        ("token_revoked", "PAUSEPOINT_SLACK_BOT_TOKEN"),
        ("account_inactive", "install"),
        ("invalid_auth", "PAUSEPOINT_SLACK_BOT_TOKEN"),
        ("restricted_action", "#ops"),
        ("message_not_found", "deleted"),
        ("cant_update_message", "not the bot's own"),
        ("an_error_of_next_year", "an_error_of_next_year"),
    ],
)
def test_what_lasts_says_what_to_do(code, words):
    failure = refused(code)

    assert (failure.code, failure.lasting, failure.retry_after) == (code, True, None)
    assert words in failure.detail


def test_a_missing_scope_is_named():
    assert "users:read.email" in refused("missing_scope", needed="users:read.email", provided="chat:write").detail


def test_slacks_words_on_wrong_blocks_are_passed_on():
    messages = ["[ERROR] must be less than 76 characters [json-pointer:/blocks/0]"]

    assert "76 characters" in refused("invalid_blocks", response_metadata={"messages": messages}).detail


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable", "request_timeout"])
def test_what_passes_is_tried_again(code):
    assert not refused(code).lasting


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_passes_whatever_it_says(status):
    assert not refused("invalid_auth", status=status).lasting


@pytest.mark.parametrize(
    ("code", "status", "headers", "seconds"),
    [
        ("ratelimited", 429, {"Retry-After": "7"}, 7.0),
        ("rate_limited", 200, {"Retry-After": "1"}, 1.0),
        ("ratelimited", 429, {}, 30.0),
        ("ratelimited", 429, {"Retry-After": "soon"}, 30.0),
        ("ratelimited", 429, {"Retry-After": "99999999"}, 3600.0),
        ("", 429, {"Retry-After": "7"}, 7.0),
    ],
)
def test_a_rate_limit_says_when_to_come_back(code, status, headers, seconds):
    failure = refused(code, status=status, headers=headers)

    assert (failure.lasting, failure.retry_after) == (False, seconds)


@pytest.mark.parametrize(
    "error",
    [aiohttp.ClientConnectionError("gone"), TimeoutError(), ConnectionResetError(), SlackClientError("odd")],
)
def test_no_answer_is_no_refusal(error):
    assert not failure_from(error).lasting


@pytest.mark.parametrize("data", [None, "text", b"bytes", [], {}, {"error": None}, {"error": 5}])
def test_an_odd_answer_is_taken_for_one_that_passes_or_lasts_but_never_breaks(data):
    failure = failure_from(SlackApiError("odd", Answered(data)))

    assert failure.detail


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recorded payloads are not in this checkout")
def test_every_recorded_error_is_in_words():
    for file in sorted((SAMPLES / "errors").glob("*.json")):
        data = json.loads(file.read_text())
        failure = failure_from(SlackApiError("refused", Answered(data)), subject="#ops")
        assert "see Slack's reference" not in failure.detail or failure.code in {
            "block_mismatch",
            "duplicate_external_id",
            "exchanged_trigger_id",
            "expired_trigger_id",
            "invalid_trigger_id",
            "markdown_text_conflict",
            "metadata_too_large",
            "not_found",
            "push_limit_reached",
        }, file.name
        assert "{" not in failure.detail
