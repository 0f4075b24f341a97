"""The bot's refusals (RFC 9457 problems) as errors a caller can catch: the one mapping table. No I/O."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from pydantic import ValidationError

from pausepoint.errors import BadConfiguration, FormProblem, FormRefused, KeyReused, PauseError
from pausepoint.wire import Problem

NOT_UNDERSTOOD: Final = "not_understood"
"""The code of what no bot has said."""


class RequestRefused(PauseError):
    """The bot refused a request for a reason without an error type of its own; `code` is the problem's."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(status, code, detail)
        self.status = status
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"The bot refused the request: {self.detail} ({self.code})"


class CallbackNotAllowed(BadConfiguration):
    """The bot does not call back to this process; the event feed does the work alone."""


class AnsweredByAnother(BadConfiguration):
    """Something before the bot refused, or leads elsewhere. At the call PAUSEPOINT_* is wrong; later it may pass."""


def refusal(status: int, problem: Problem | None, url: str) -> PauseError:
    """Translate what the bot at `url` refused with; no problem means that something else answered in its place."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        if problem is not None:
            return BadConfiguration(f"The bot at {url} refuses PAUSEPOINT_API_TOKEN: {problem.detail}")
        detail = "it is unknown, revoked, or not allowed to do this"
        return AnsweredByAnother(f"What answers at {url} refuses PAUSEPOINT_API_TOKEN: {detail}")
    return not_a_bot(status, url) if problem is None else _error_of(problem, status)


def not_a_bot(status: int, url: str) -> RequestRefused:
    """Say that whatever answers at `url` is not a bot."""
    detail = f"what answers at {url} does not speak pausepoint's API; is PAUSEPOINT_API_URL right?"
    return RequestRefused(status, NOT_UNDERSTOOD, detail)


def read_problem(body: bytes) -> Problem | None:
    """Read a body that says it is problem+json; None if it is not."""
    try:
        return Problem.model_validate_json(body)
    except ValidationError:
        return None


def _error_of(problem: Problem, status: int) -> PauseError:
    match problem.code:
        case "key_reused":
            return KeyReused(None, problem.detail)
        case "callback_not_allowed":
            return CallbackNotAllowed(
                f"{problem.detail} Allow it at the bot with PAUSEPOINT_CALLBACK_ALLOW, or set PAUSEPOINT_CALLBACK=off."
            )
        case "form_refused" | "body_too_large":
            return FormRefused(_problems(problem))
        case "invalid_request" if any(item.pointer.startswith(("/schema", "/initial")) for item in problem.errors):
            return FormRefused(_problems(problem))
        case _:
            return RequestRefused(status, problem.code, _sentence(problem))


def _problems(problem: Problem) -> tuple[FormProblem, ...]:
    listed = tuple(FormProblem(pointer=item.pointer, detail=item.detail) for item in problem.errors)
    return listed or (FormProblem(pointer="", detail=problem.detail),)


def _sentence(problem: Problem) -> str:
    return "; ".join([problem.detail, *(f"{item.pointer}: {item.detail}" for item in problem.errors)])
