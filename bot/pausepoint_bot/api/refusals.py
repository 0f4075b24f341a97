"""What only this door refuses: requests that are no proper HTTP, JSON or token. Error classes only.

errors.PausepointError
|- MalformedBody        400: the body is no JSON (RFC 8259) that every reader reads alike
|- WrongMediaType       415: the body is not sent as JSON
|- BodyTooLarge         413: the body is over the cap
|- BodyTooSlow          408: the body did not arrive in time
|- TooManyPolls         429: the token has as many long polls open as it may
|- TokenRefused         401: no token, or none in force
`- errors.NotAllowed
   `- ScopeMissing      403: the token lacks the scope
"""

from __future__ import annotations

from pausepoint_bot.errors import NotAllowed, PausepointError


class MalformedBody(PausepointError):
    """Raised when the body is no JSON text, or one that two readers could read differently."""

    code = "malformed_json"


class WrongMediaType(PausepointError):
    """Raised when the body is not sent as JSON."""

    code = "wrong_media_type"


class BodyTooLarge(PausepointError):
    """Raised when the body is over the cap."""

    code = "body_too_large"


class BodyTooSlow(PausepointError):
    """Raised when the body drips: whoever sends it would hold a connection for as long as they please."""

    code = "body_too_slow"


class TooManyPolls(PausepointError):
    """Raised when a token has as many long polls open as it may."""

    code = "too_many_polls"


class TokenRefused(PausepointError):
    """Raised when a request carries no token, or one that is unknown or revoked."""

    code = "unauthorized"
    challenge = 'Bearer realm="pausepoint"'


class ScopeMissing(NotAllowed):
    """Raised when the token is in force and lacks the scope that the call needs."""

    def __init__(self, detail: str, *, scope: str) -> None:
        super().__init__(detail)
        self.challenge = f'Bearer realm="pausepoint", error="insufficient_scope", scope="{scope}"'
