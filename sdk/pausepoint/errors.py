"""The SDK's errors.

    PauseError                  anything that goes wrong with a pause; also an answer of the bot that fits nothing below
    ├── FlowPauseTimeout        nobody decided before the deadline (also a TimeoutError)
    ├── PauseRejected           a person said no: by whom, and why
    ├── PauseCancelled          withdrawn, or superseded by another question under the same key
    ├── PauseFailed             it could not be asked, or its answer not be used, for good: code, and what to do
    ├── FormRefused             the bot cannot ask this form: pointer and reason of each problem; raised by the call
    ├── KeyReused               the key already holds the decision of another question
    ├── BotUnreachable          the bot did not answer for too long
    └── BadConfiguration        PAUSEPOINT_* is wrong, or the bot refuses the token

Every message says what was wrong and what to do. None holds a token or a secret. All of them can be pickled, so
they may cross from a worker process to its parent.
"""

from __future__ import annotations

from dataclasses import dataclass

from pausepoint.decisions import Approver


class PauseError(Exception):
    """Something went wrong with a pause."""


class FlowPauseTimeout(PauseError, TimeoutError):
    """Nobody decided before the deadline. Only the bot judges deadlines."""


class PauseRejected(PauseError):
    """A person said no."""

    def __init__(self, by: tuple[Approver, ...], reason: str | None = None) -> None:
        super().__init__(by, reason)
        self.by = by
        self.reason = reason

    def __str__(self) -> str:
        who = ", ".join(map(str, self.by)) or "somebody"
        return f"Rejected by {who}" + (f": {self.reason}" if self.reason else ", without a reason.")


class PauseCancelled(PauseError):
    """The pause ended without a decision. `reason` is `withdrawn`, `superseded` or `cancelled`."""

    _SENTENCES = {  # noqa: RUF012 - a constant
        "superseded": "The pause was superseded: another run opened a different question under the same key.",
        "withdrawn": "The pause was withdrawn by the code that opened it.",
    }

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self._SENTENCES.get(self.reason, "The pause was cancelled before anybody decided.")


class PauseFailed(PauseError):
    """The pause ended for good without a usable decision.

    `code` is Slack's error (`channel_not_found`, `not_in_channel`, ...), or `answer_not_accepted` where the flow's own
    class refuses an answer that was already given, or `answer_deleted` where the bot no longer keeps it. `detail` says
    what to do.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.detail} ({self.code})"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProblem:
    """One part of a form that cannot be asked: a JSON pointer into the request, and the reason."""

    pointer: str
    detail: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.detail}" if self.pointer else self.detail


class FormRefused(PauseError):
    """This form cannot be asked. Raised by the call that asks, before anybody sees a message."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "This form cannot be asked: " + "; ".join(map(str, self.problems))


class KeyReused(PauseError):
    """The key already holds the decision of another question, or one whose answer was deleted since.

    Neither may be used for this question. `detail` is the bot's reason.
    """

    def __init__(self, key: str | None, detail: str = "") -> None:
        super().__init__(key, detail)
        self.key = key
        self.detail = detail

    def __str__(self) -> str:
        reason = self.detail or "it already holds the decision of a different question; choose another key"
        return f"The key {self.key!r} cannot be used for this question: {reason}."


class BotUnreachable(PauseError):
    """The bot did not answer: for 30 s at opening, or until 60 s past the deadline while waiting."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"The bot at {self.url} cannot be reached ({self.reason}). Is it running, and is PAUSEPOINT_API_URL right?"
        )


class BadConfiguration(PauseError):
    """A PAUSEPOINT_* variable is wrong or missing, or the bot refuses the token."""
