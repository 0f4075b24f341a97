from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pausepoint import PauseFailed, RunInput
from pausepoint.question import Wording, make_question, settle
from pausepoint.wire import DecisionView, PauseView

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("timeout", "seconds"), [(60, 60.0), (0.5, 0.5), (timedelta(minutes=2), 120.0), (None, None)])
def test_a_timeout_is_seconds_a_timedelta_or_none(timeout: Any, seconds: float | None) -> None:
    assert make_question(None, timeout, None, Wording()).request.timeout_seconds == seconds


@pytest.mark.parametrize("timeout", [0, -1, timedelta(0), float("nan")])
def test_a_timeout_that_is_over_at_once_is_a_value_error(timeout: Any) -> None:
    with pytest.raises(ValueError, match="more than 0 seconds"):
        make_question(None, timeout, None, Wording())


@pytest.mark.parametrize("timeout", [True, "60"])
def test_a_timeout_of_another_type_is_a_type_error(timeout: Any) -> None:
    with pytest.raises(TypeError, match="timedelta"):
        make_question(None, timeout, None, Wording())


@pytest.mark.parametrize(
    ("wording", "key", "said"),
    [
        (Wording(title="two\nlines"), None, r"title: .*one line.*\(given: 'two\\nlines'\)"),
        (Wording(title=""), None, "title: "),
        (Wording(), "", "key: "),
        (Wording(approvers=[]), None, "approvers is empty"),
        (Wording(approvers=[""]), None, r"approvers\.0: "),
        (Wording(flow_name="x", flow_url="ftp://x"), None, "flow_url: "),
        (Wording(channel="c" * 81), None, "channel: "),
    ],
)
def test_a_wrong_argument_is_named_with_its_value(wording: Wording, key: str | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_question(None, 60, key, wording)


def test_a_timeout_longer_than_the_bot_keeps_is_named() -> None:
    with pytest.raises(ValueError, match="timeout: "):
        make_question(None, 1e12, None, Wording())


def test_a_flows_address_needs_its_name() -> None:
    with pytest.raises(TypeError, match="flow_name"):
        make_question(None, 60, None, Wording(flow_url="https://x"))


def test_a_single_approver_need_not_be_a_list() -> None:
    request = make_question(None, 60, None, Wording(approvers="ann@example.com")).request

    assert request.policy is not None
    assert request.policy.approvers == ["ann@example.com"]


def test_the_preview_argument_takes_the_place_of_the_description() -> None:
    assert make_question(str, 60, None, Wording(preview="**p**")).request.preview == "**p**"


def test_an_answer_that_was_deleted_is_never_taken_for_an_empty_one() -> None:
    class Note(RunInput):
        text: str = "nothing"

    decision = DecisionView(verdict="answered", by=[], at=NOON, answer_deleted=True)
    pause = PauseView(id="pau_1", state="decided", digest="sha256:0", opened_at=NOON, decision=decision)

    with pytest.raises(PauseFailed, match="has been deleted since") as failed:
        settle(make_question(Note, 60, "k", Wording()), pause)

    assert failed.value.code == "answer_deleted"


def test_a_plain_approval_holds_although_its_reason_was_deleted() -> None:
    decision = DecisionView(verdict="answered", by=[], at=NOON, answer_deleted=True)
    pause = PauseView(id="pau_1", state="decided", digest="sha256:0", opened_at=NOON, decision=decision)

    assert settle(make_question(None, 60, "k", Wording()), pause) is None
