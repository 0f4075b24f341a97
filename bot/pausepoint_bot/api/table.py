"""The API's calls as one table: who may make them, what they take and what comes back. Routes and OpenAPI read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel

from pausepoint.wire import (
    API_VERSION,
    AnswerPause,
    CancelPause,
    CheckReply,
    EventBatch,
    OpenPause,
    PauseList,
    PauseView,
)
from pausepoint_bot.api.operators import Health, Readiness
from pausepoint_bot.api.queries import FollowEvents, ListPauses

Scope = Literal["open", "answer", "read-all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A JSON request body. A call that `is_repeatable` takes an `Idempotency-Key`."""

    model: type[BaseModel]
    is_required: bool = True
    is_repeatable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful response: a model as JSON, or text of another media type."""

    status: int = 200
    says: str
    model: type[BaseModel] | None = None
    media_type: str = "application/json"
    has_location: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One method of one path. It needs one of the `scopes`; none means that it is open to all.

    `problems` are the statuses of problem+json that only this call has; those that follow from scopes, body and query
    are added where they are described.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    says: str
    scopes: tuple[Scope, ...] = ()
    query: type[BaseModel] | None = None
    body: Body | None = None
    answers: tuple[Answer, ...]
    problems: dict[int, str] = field(default_factory=dict)


_PAUSES: Final = f"/{API_VERSION}/pauses"
_ONE_PAUSE: Final = _PAUSES + "/{id}"
_UNKNOWN: Final = "There is no such pause, or it is another token's."
_ENDED: Final = "The pause has ended; `detail` says how."
_TEXT: Final = "text/plain"

CALLS: Final = (
    Call(
        name="open_pause",
        method="POST",
        path=_PAUSES,
        says="Open a pause, or find the one that asks the same under the same key.",
        scopes=("open",),
        body=Body(model=OpenPause),
        answers=(
            Answer(status=201, says="The pause is open.", model=PauseView, has_location=True),
            Answer(says="The key holds this very question already.", model=PauseView, has_location=True),
        ),
        problems={
            403: "The token lacks the scope, or is limited to other channels, which `detail` names.",
            409: "The key holds a decision on another question.",
        },
    ),
    Call(
        name="list_pauses",
        method="GET",
        path=_PAUSES,
        says="List pauses, newest first: one's own, or everybody's with the scope `read-all`.",
        scopes=("open", "read-all"),
        query=ListPauses,
        answers=(Answer(says="A page; pass `next` on as `cursor`.", model=PauseList),),
    ),
    Call(
        name="get_pause",
        method="GET",
        path=_ONE_PAUSE,
        says="Read a pause.",
        scopes=("open", "read-all"),
        answers=(Answer(says="The pause.", model=PauseView),),
        problems={404: _UNKNOWN},
    ),
    Call(
        name="follow_events",
        method="GET",
        path=f"/{API_VERSION}/events",
        says="Wait for what happens to a listener's pauses. Asking with `after` acknowledges all up to it.",
        scopes=("open",),
        query=FollowEvents,
        answers=(Answer(says="What happened, in order; empty after a wait without news.", model=EventBatch),),
        problems={429: "The token has as many polls open as it may."},
    ),
    Call(
        name="answer_pause",
        method="POST",
        path=_ONE_PAUSE + "/answer",
        says="Answer as `token:<name>`, where the pause's policy lists it.",
        scopes=("answer",),
        body=Body(model=AnswerPause),
        answers=(
            Answer(says="The answer counts.", model=PauseView),
            Answer(
                status=202,
                says="The flow has been asked and has not replied yet, or the answer is held until the flow is back.",
                model=PauseView,
            ),
        ),
        problems={404: _UNKNOWN, 409: _ENDED},
    ),
    Call(
        name="reply_to_check",
        method="POST",
        path=_ONE_PAUSE + "/checks/{check}",
        says="Say whether the flow's class takes an answer, after an event `check`. The first reply counts.",
        scopes=("open",),
        body=Body(model=CheckReply, is_repeatable=False),
        answers=(Answer(status=204, says="The reply was heard."),),
        problems={404: "There is no such check of this pause, or it is another token's."},
    ),
    Call(
        name="cancel_pause",
        method="POST",
        path=_ONE_PAUSE + "/cancel",
        says="Withdraw one's own pause. Repeating it does no harm.",
        scopes=("open",),
        body=Body(model=CancelPause, is_required=False, is_repeatable=False),
        answers=(Answer(says="The pause is cancelled.", model=PauseView),),
        problems={404: _UNKNOWN, 409: _ENDED},
    ),
    Call(
        name="tell_health",
        method="GET",
        path="/healthz",
        says="Tell that the process serves requests.",
        answers=(Answer(says="It does.", model=Health),),
    ),
    Call(
        name="tell_readiness",
        method="GET",
        path="/readyz",
        says="Tell whether all that the service needs is there.",
        answers=(
            Answer(says="It is.", model=Readiness),
            Answer(status=503, says="Something is not; `checks` says what.", model=Readiness),
        ),
    ),
    Call(
        name="show_metrics",
        method="GET",
        path="/metrics",
        says="Show metrics for Prometheus.",
        answers=(Answer(says="Metrics in the text format.", media_type=_TEXT),),
    ),
    Call(
        name="describe_api",
        method="GET",
        path=f"/{API_VERSION}/openapi.json",
        says="Describe this API (OpenAPI 3.1).",
        answers=(Answer(says="This document."),),
    ),
)
