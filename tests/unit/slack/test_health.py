"""How Slack is doing: what counts as trouble, since when, and what ends it."""

from __future__ import annotations

import pytest

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.slack.health import Health
from tests.support.pauses import NOON


class Hours:
    """A clock that is an hour later at every look."""

    def __init__(self):
        self.looks = 0

    def __call__(self):
        self.looks += 1
        return NOON.replace(hour=11 + self.looks)


def failed(code, *, lasting=False):
    return DeliveryFailed(f"it was {code}", code=code, lasting=lasting)


def test_nothing_is_wrong_before_anything_failed():
    assert Health(Hours()).trouble() is None


def test_trouble_is_told_since_its_first_failure_with_its_newest_reason():
    health = Health(Hours())

    health.hear(failed("unreachable"))
    health.hear(failed("service_unavailable"))

    assert health.trouble() == f"since {NOON:%Y-%m-%d}T12:00:00Z: it was service_unavailable"
    assert health.troubled.is_set()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        failed("channel_not_found", lasting=True),
        failed("ratelimited"),
        failed("hash_conflict"),
        failed("expired_trigger_id", lasting=True),
    ],
)
def test_any_answer_of_slacks_ends_it(answer):
    health = Health(Hours())
    health.hear(failed("unreachable"))

    health.hear(answer)

    assert health.trouble() is None
    assert not health.troubled.is_set()


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_token_that_slack_no_longer_takes_is_trouble(code):
    health = Health(Hours())

    health.hear(failed(code, lasting=True))

    assert code in (health.trouble() or "")
