"""The parameters of query strings, and the cursor that pages carry. Pure."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final

from pydantic import Field

from pausepoint.wire import EVENT_FEED_WAIT_SECONDS, PAUSE_ID, Line, ListenerId, PauseState, Request
from pausepoint_bot.errors import RequestRefused, Wrong
from pausepoint_bot.pauses import PauseId

LARGEST_SEQ: Final = 2**63 - 1


class ListPauses(Request):
    """Query of `GET /v1/pauses`."""

    state: PauseState | None = None
    key: Annotated[Line, Field(min_length=1, max_length=255)] | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="`next` of the previous page."
    )
    limit: int = Field(default=50, ge=1, le=200)


class FollowEvents(Request):
    """Query of `GET /v1/events`."""

    listener: ListenerId
    after: int = Field(default=0, ge=0, le=LARGEST_SEQ, description="Acknowledges events up to this seq.")
    wait: float = Field(
        default=EVENT_FEED_WAIT_SECONDS,
        ge=0,
        allow_inf_nan=False,
        description=f"Seconds to wait for news; {EVENT_FEED_WAIT_SECONDS} at most, whatever is asked for.",
    )


def cursor_after(pause: PauseId) -> str:
    """Return the cursor of the page that follows `pause`."""
    return base64.urlsafe_b64encode(f"1:{pause}".encode()).decode().rstrip("=")


def pause_before(cursor: str) -> PauseId:
    """Return the pause that ended the previous page.

    Raises:
        RequestRefused: no page of this API handed out such a cursor.
    """
    try:
        version, _, pause = (
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode().partition(":")
        )
    except (binascii.Error, ValueError):
        version, pause = "", ""
    if version != "1" or not PAUSE_ID.fullmatch(pause):
        detail = "is no cursor of this API; pass on `next` of the previous page as it came"
        raise RequestRefused(f"/cursor {detail}", wrong=[Wrong(pointer="/cursor", detail=detail)])
    return PauseId(pause)
