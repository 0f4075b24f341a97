"""The bot's error tree. Only what a caller can fix; a person's rejection or a late click is a value, not an error.

PausepointError           has a code (stable, for programs), a sentence (for people), pointers to what was wrong
|- RequestRefused         the request cannot be taken as it stands
|  |- FormCannotBeShown   the schema or its initial data is nothing that Slack can show
|  |- CallbackNotAllowed  the callback address is outside what the settings allow
|  `- AnswerRefused       the values break the form
|- KeyReused              the key holds a decision on another question
|- IdempotencyKeyReused   the Idempotency-Key came before with another body
|- NotFound               no such pause, or none of this token's
|- NotAllowed             this token or person may not do that
|  `- ChannelNotAllowed   the token is limited to other channels
|- NotWaiting             the pause has ended
|- DeliveryFailed         an effect could not be delivered: for now, or for good
`- SettingsRefused        a setting is wrong, or what it names cannot be used
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that is wrong: where (a JSON pointer), and what about it."""

    pointer: str
    detail: str


class PausepointError(Exception):
    """Base of all that a caller, an operator or a person can fix."""

    code = "error"

    def __init__(self, detail: str, *, wrong: Iterable[Wrong] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.wrong = tuple(wrong)


class RequestRefused(PausepointError):
    """Raised when a request cannot be taken as it stands."""

    code = "invalid_request"


class FormCannotBeShown(RequestRefused):
    """Raised when a pause is opened with a schema, or initial data, that Slack cannot show."""

    code = "form_refused"


class CallbackNotAllowed(RequestRefused):
    """Raised when a pause is opened with a callback address that the settings do not allow."""

    code = "callback_not_allowed"


class AnswerRefused(RequestRefused):
    """Raised when values given through the API break the form."""

    code = "answer_refused"


class KeyReused(PausepointError):
    """Raised when a key already holds a decision on another question: no approval is used for something else."""

    code = "key_reused"


class IdempotencyKeyReused(PausepointError):
    """Raised when an Idempotency-Key returns with another request."""

    code = "idempotency_key_reused"


class NotFound(PausepointError):
    """Raised when there is no such thing, or none that this token may see."""

    code = "not_found"


class NotAllowed(PausepointError):
    """Raised when the token is right but its scopes, or the policy, do not allow the call."""

    code = "forbidden"


class ChannelNotAllowed(NotAllowed):
    """Raised when a pause is to be opened where its token cannot be proved to be allowed."""

    code = "channel_not_allowed"


class NotWaiting(PausepointError):
    """Raised when a pause has already ended."""

    code = "not_waiting"


class DeliveryFailed(PausepointError):
    """Raised by a surface or receiver: the effect did not, or perhaps did not, arrive.

    `lasting` means that trying again is no use. `retry_after` is what the other side asked for, in seconds.
    """

    code = "delivery_failed"

    def __init__(
        self, detail: str, *, code: str = "delivery_failed", lasting: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.lasting = lasting
        self.retry_after = retry_after


class SettingsRefused(PausepointError):
    """Raised at start: a setting is wrong, or what it names (file, port, database) cannot be used."""

    code = "settings"
