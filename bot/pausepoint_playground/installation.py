"""One app installed in one workspace: its secrets, its scopes, and the parts that serve it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pausepoint_playground.faults import Faults
from pausepoint_playground.ids import Clock, Ids
from pausepoint_playground.record import Record
from pausepoint_playground.response_urls import ResponseUrls
from pausepoint_playground.scopes import Manifest
from pausepoint_playground.triggers import Triggers
from pausepoint_playground.workspace.workspace import Workspace


@dataclass(slots=True, kw_only=True)
class Installation:
    """What the doors share. `url` is known once the server listens; the secrets are new in every run."""

    workspace: Workspace
    triggers: Triggers
    response_urls: ResponseUrls
    faults: Faults
    record: Record
    clock: Clock
    ids: Ids
    scopes: frozenset[str]
    bot_events: frozenset[str]
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    url: str = ""
    request_url: str | None = None
    options_url: str | None = None
    socket_tickets: set[str] = field(default_factory=set)

    @classmethod
    def fresh(cls, *, clock: Clock, app: Manifest) -> Installation:
        """Install the app in a new workspace, with new secrets."""
        ids, faults = Ids(clock), Faults()
        return cls(
            workspace=Workspace(clock=clock, ids=ids, bot_name=app.name),
            triggers=Triggers(clock=clock, ids=ids, faults=faults),
            response_urls=ResponseUrls(clock=clock, ids=ids),
            faults=faults,
            record=Record(),
            clock=clock,
            ids=ids,
            scopes=app.scopes,
            bot_events=app.bot_events,
            bot_token=f"xoxb-{ids.number()}-{ids.number()}-{ids.secret(24)}",
            app_token=f"xapp-1-{ids.of('A')}-{ids.number()}-{ids.secret(64)}",
            signing_secret=ids.secret(),
            verification_token=ids.secret(24),
        )
