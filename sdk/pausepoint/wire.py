"""The JSON that the SDK and the bot agree on, version 1. Pure: shapes only, no I/O.

Requests refuse members they do not know, so that a misspelt one is an error and not a silent nothing. What is read
back (`PauseView`, `Event`, `Problem`) ignores unknown members, so that an older SDK keeps working against a newer bot.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

API_VERSION: Final = "v1"

EVENT_FEED_WAIT_SECONDS: Final = 25
"""How long a long poll of the event feed stays open without news."""

DATE_TIME_LOCAL: Final = "date-time-local"
"""Format of a date and time without an offset (OpenAPI Format Registry). The SDK marks naive datetimes with it."""

SLACK_USER: Final = "slack-user"
"""Format of a string that is the id of a Slack user."""

SLACK_CHANNEL: Final = "slack-channel"
"""Format of a string that is the id of a Slack conversation."""

PauseState = Literal["waiting", "held", "decided", "expired", "cancelled", "failed"]
EventType = Literal["announced", "check", "decided", "expired", "cancelled", "failed"]
Verdict = Literal["answered", "rejected"]
CancelReason = Literal["withdrawn", "superseded", "cancelled"]

PAUSE_ID: Final = re.compile(r"pau_[0-9A-Za-z]{16,40}")
CHECK_ID: Final = re.compile(r"chk_[0-9A-Za-z]{16,40}")
LISTENER_ID: Final = re.compile(r"lis_[0-9A-Za-z]{16,40}")

PauseId = Annotated[str, Field(pattern=rf"^{PAUSE_ID.pattern}$")]
ListenerId = Annotated[str, Field(pattern=rf"^{LISTENER_ID.pattern}$")]


def _no_control_characters(text: str) -> str:
    if any(ord(character) < 0x20 for character in text):  # noqa: PLR2004 - the C0 control characters
        msg = "must be one line without control characters"
        raise ValueError(msg)
    return text


Line = Annotated[str, AfterValidator(_no_control_characters)]


class Request(BaseModel):
    """Base of what is sent to the bot: unknown members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(BaseModel):
    """Base of what is read from the bot: unknown members are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class PolicyRequest(Request):
    """Who may decide. An approver is a Slack user id (`U…`, `W…`), an e-mail address or `token:<name>`."""

    approvers: list[Annotated[Line, Field(min_length=1, max_length=320)]] = Field(default_factory=list, max_length=100)


class FlowRef(Request):
    """Which flow waits; shown to the approver, and part of the identity of a key."""

    name: Line = Field(min_length=1, max_length=200)
    run_id: Line | None = Field(default=None, max_length=200)
    url: Line | None = Field(default=None, max_length=2000, pattern=r"^https?://[^\s<>|\"]+$")


class CallbackTarget(Request):
    """Where the bot sends the signed webhook. The secret is the opener's (Standard Webhooks)."""

    url: Line = Field(max_length=2000, pattern=r"^https?://")
    secret: str = Field(pattern=r"^whsec_[A-Za-z0-9+/]{32,128}={0,2}$", repr=False)


class OpenPause(Request):
    """Body of `POST /v1/pauses`."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    key: Line | None = Field(default=None, min_length=1, max_length=255)
    title: Line = Field(default="A flow waits for your decision", min_length=1, max_length=500)
    preview: str = ""
    schema_: dict[str, JsonValue] | None = Field(default=None, alias="schema")
    initial: dict[str, JsonValue] | None = None
    check: bool = False
    channel: Line | None = Field(default=None, min_length=1, max_length=80)
    policy: PolicyRequest | None = None
    rejectable: bool = False
    timeout_seconds: float | None = Field(
        default=None, gt=0, le=10 * 366 * 86400, allow_inf_nan=False, description="None waits for ever."
    )
    requester: Line | None = Field(default=None, min_length=1, max_length=320)
    flow: FlowRef | None = None
    listener: ListenerId | None = None
    callback: CallbackTarget | None = None


class CheckError(Request):
    """What a validator of the flow's own class says: `pointer` is the JSON pointer of the value, `""` for the whole."""

    pointer: str = Field(default="", max_length=2000)
    message: str = Field(min_length=1, max_length=2000)


class CheckReply(Request):
    """Body of `POST /v1/pauses/{id}/checks/{check}`: no errors means that the class accepts the answer."""

    errors: list[CheckError] = Field(default_factory=list, max_length=100)


class AnswerPause(Request):
    """Body of `POST /v1/pauses/{id}/answer`."""

    verdict: Verdict = "answered"
    values: dict[str, JsonValue] | None = None
    reason: str | None = Field(default=None, max_length=3000)


class CancelPause(Request):
    """Body of `POST /v1/pauses/{id}/cancel`; may be absent."""

    reason: Literal["withdrawn", "cancelled"] = "cancelled"


class ApproverView(Reading):
    """Someone who decided. `id` is a Slack user id or `token:<name>`; `team` the person's Slack workspace."""

    id: str
    team: str | None = None
    name: str | None = None


class DecisionView(Reading):
    """What was decided, by whom and when.

    `answer_deleted` tells that values and reason are no longer kept: that they are null says nothing of the answer.
    """

    verdict: Verdict
    values: dict[str, JsonValue] | None = None
    reason: str | None = None
    by: list[ApproverView]
    at: datetime
    answer_deleted: bool = False


class FailureView(Reading):
    """Why a pause failed for good: Slack's error code, and a sentence on what to do."""

    code: str
    detail: str


class PauseView(Reading):
    """A pause as the API shows it."""

    id: str
    key: str | None = None
    state: PauseState
    digest: str
    title: str = ""
    opened_at: datetime
    deadline: datetime | None = None
    announced: bool = False
    channel: str | None = None
    permalink: str | None = None
    decision: DecisionView | None = None
    cancel_reason: CancelReason | None = None
    failure: FailureView | None = None


class PauseList(Reading):
    """A page of `GET /v1/pauses`; pass `next` back as `cursor` to go on."""

    pauses: list[PauseView]
    next: str | None = None


class CheckRequest(Reading):
    """Data of a `check` event: run the flow's class over `values` and reply to `check`."""

    check: str
    values: dict[str, JsonValue]


class EventData(Reading):
    """What an event carries: the pause as it then was, and for `check` what to check."""

    pause: PauseView
    check: CheckRequest | None = None


class Event(Reading):
    """Something that happened to a pause. The event feed and the callback carry the same one.

    `seq` rises per listener; it is None in a callback for a pause that has no listener.
    """

    seq: int | None = None
    pause: str
    type: EventType
    at: datetime
    data: EventData

    @model_validator(mode="after")
    def _is_about_one_pause(self) -> Event:
        if self.data.pause.id != self.pause:
            msg = f"an event of {self.pause} that carries {self.data.pause.id}"
            raise ValueError(msg)
        return self

    @property
    def id(self) -> str:
        """Name the event for the receiver's idempotency (header `webhook-id`): a pause ends only once."""
        return f"evt_{self.pause}_{self.type}"


class EventBatch(Reading):
    """Body of `GET /v1/events`."""

    events: list[Event]


class ProblemItem(Reading):
    """One wrong member: a JSON pointer into the request body, and what is wrong with it."""

    pointer: str
    detail: str


class Problem(Reading):
    """An error as RFC 9457 problem+json, with pointers to what was wrong.

    `request` is the id under which the service logs the request, as in the header `X-Request-ID`.
    """

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemItem] = Field(default_factory=list)
    request: str | None = None
