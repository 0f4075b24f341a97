"""The pauses of the bot in memory: what was asked, under which key, and who is to be told. No sockets."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from pausepoint.wire import CallbackTarget, OpenPause, PauseView, Problem, ProblemItem


class Refused(Exception):
    """What the bot answers with a problem."""

    def __init__(self, status: int, code: str, detail: str, errors: tuple[ProblemItem, ...] = ()) -> None:
        super().__init__(detail)
        self.problem = Problem(title=code, status=status, code=code, detail=detail, errors=list(errors))


@dataclass(slots=True, kw_only=True)
class Asked:
    """A pause as the fake knows it: what was asked, how it stands, whom to tell."""

    request: OpenPause
    view: PauseView
    listeners: set[str] = field(default_factory=set)
    callbacks: list[CallbackTarget] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.view.id

    def listen(self, wanted: OpenPause) -> None:
        """Tell whoever asked, too."""
        if wanted.listener is not None:
            self.listeners.add(wanted.listener)
        if wanted.callback is not None:
            self.callbacks.append(wanted.callback)


class Register:
    """The pauses, and which of them holds a key."""

    def __init__(self) -> None:
        self.pauses: dict[str, Asked] = {}

    def waiting(self) -> list[Asked]:
        """Return the pauses that nobody has decided yet, oldest first."""
        return [asked for asked in self.pauses.values() if asked.view.state == "waiting"]

    def holder(self, wanted: OpenPause) -> Asked | None:
        """Return the pause that holds the key asked for."""
        holding = {"waiting", "held", "decided"}
        holders = (asked for asked in self.pauses.values() if asked.view.state in holding)
        return next((asked for asked in holders if wanted.key and asked.request.key == wanted.key), None)

    def open(self, wanted: OpenPause) -> Asked:
        """Open a pause, unless the form or the key forbids it."""
        _refuse_secrets(wanted)
        holder = self.holder(wanted)
        if holder is not None and holder.view.state == "decided":
            raise Refused(409, "key_reused", "the key holds a decision")
        now, timeout = datetime.now(UTC), wanted.timeout_seconds
        view = PauseView(
            id=f"pau_{secrets.token_hex(10)}",
            key=wanted.key,
            state="waiting",
            digest=digest_of(wanted),
            title=wanted.title,
            opened_at=now,
            deadline=None if timeout is None else now + timedelta(seconds=timeout),
        )
        asked = self.pauses[view.id] = Asked(request=wanted, view=view)
        asked.listen(wanted)
        return asked


def parsed(body: bytes) -> OpenPause:
    """Read a request to open a pause."""
    try:
        return OpenPause.model_validate_json(body)
    except ValidationError as error:
        items = (ProblemItem(pointer="/" + "/".join(map(str, e["loc"])), detail=e["msg"]) for e in error.errors())
        raise Refused(422, "invalid_request", "the request is wrong", tuple(items)) from error


def _refuse_secrets(wanted: OpenPause) -> None:
    properties = (wanted.schema_ or {}).get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        if isinstance(schema, dict) and schema.get("format") == "password":
            item = ProblemItem(
                pointer=f"/schema/properties/{name}", detail="a secret would pass through Slack in clear"
            )
            raise Refused(422, "form_refused", "the form cannot be shown in Slack", (item,))


def digest_of(wanted: OpenPause) -> str:
    """Name what is asked, so that two questions can be told apart."""
    asked = wanted.model_dump(mode="json", include={"title", "preview", "schema_", "initial", "policy"})
    return "sha256:" + hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
