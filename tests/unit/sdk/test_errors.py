from __future__ import annotations

import copy
import pickle

import pytest

from pausepoint import (
    Approver,
    BadConfiguration,
    BotUnreachable,
    FlowPauseTimeout,
    FormProblem,
    FormRefused,
    KeyReused,
    PauseCancelled,
    PauseError,
    PauseFailed,
    PauseRejected,
)
from pausepoint.client import AttemptFailed
from pausepoint.refusals import RequestRefused, refusal
from pausepoint.wire import Problem, ProblemItem

ERRORS = [
    FlowPauseTimeout("late"),
    PauseRejected((Approver(id="U1", name="Ann"),), "no"),
    PauseCancelled("superseded"),
    PauseFailed("not_in_channel", "Invite the bot."),
    FormRefused((FormProblem(pointer="/schema/properties/x", detail="a secret"),)),
    KeyReused("k", "really"),
    BotUnreachable("http://b", "refused"),
    BadConfiguration("wrong"),
    RequestRefused(409, "not_waiting", "over"),
    AttemptFailed("http://b", "refused", may_have_arrived=False, retry_after=3),
]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_is_a_pause_error_that_survives_pickle_and_copy(error: PauseError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own bytes
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert vars(other) == vars(error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PauseRejected((Approver(id="U1", name="Ann"),), "no"), "Rejected by Ann (U1): no"),
        (PauseRejected((), None), "Rejected by somebody, without a reason."),
        (PauseFailed("not_in_channel", "Invite the bot."), "Invite the bot. (not_in_channel)"),
        (ERRORS[4], "This form cannot be asked: /schema/properties/x: a secret"),
    ],
)
def test_messages_say_what_was_wrong(error: PauseError, said: str) -> None:
    assert str(error) == said


def problem(status: int, code: str, *pointers: str) -> Problem:
    items = [ProblemItem(pointer=pointer, detail="wrong") for pointer in pointers]
    return Problem(title=code, status=status, code=code, detail="detail", errors=items)


@pytest.mark.parametrize(
    ("status", "code", "pointers", "kind"),
    [
        (422, "form_refused", ["/schema/properties/x"], FormRefused),
        (413, "body_too_large", [], FormRefused),
        (422, "invalid_request", ["/initial/x"], FormRefused),
        (422, "invalid_request", ["/channel"], RequestRefused),
        (409, "key_reused", [], KeyReused),
        (409, "not_waiting", [], RequestRefused),
        (404, "not_found", [], RequestRefused),
        (400, "invalid_request", [], RequestRefused),
        (401, "unauthorized", [], BadConfiguration),
        (403, "forbidden", [], BadConfiguration),
        (422, "callback_not_allowed", ["/callback/url"], BadConfiguration),
    ],
)
def test_every_problem_of_the_bot_is_a_typed_error(
    status: int, code: str, pointers: list[str], kind: type[PauseError]
) -> None:
    error = refusal(status, problem(status, code, *pointers), "http://b")

    assert isinstance(error, kind)
    assert "detail" in str(error) or "wrong" in str(error)


def test_a_reply_that_is_no_problem_is_not_from_a_bot() -> None:
    assert "PAUSEPOINT_API_URL" in str(refusal(404, None, "http://b"))
    assert isinstance(refusal(401, None, "http://b"), BadConfiguration)
