"""The playground itself: one server on 127.0.0.1 with the Web API, Socket Mode, response urls and the page."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.slack_client import SlackClient
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.deliveries.http import HttpDelivery
from pausepoint_playground.deliveries.replies import Reply
from pausepoint_playground.deliveries.socket_mode import SocketMode
from pausepoint_playground.faults import Faults
from pausepoint_playground.ids import Clock
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonView
from pausepoint_playground.page_api import PageApi
from pausepoint_playground.posting import post_as
from pausepoint_playground.record import Entry, Record
from pausepoint_playground.scopes import Manifest, read_manifest
from pausepoint_playground.validation import validate_message, validate_view
from pausepoint_playground.web_api.hooks import Hooks
from pausepoint_playground.web_api.transport import WebApi
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Kind, Person
from pausepoint_playground.workspace.seed import seed
from pausepoint_playground.workspace.workspace import Workspace

HOST = "127.0.0.1"
ACK_SECONDS = 3.0
"""Slack's deadline for answers to interactions."""

_BACKLOG = 4096
_BODY_BYTES = 8 * 1024 * 1024
# slack_sdk sends some calls as one long query string.
_LINE_BYTES = 2 * 1024 * 1024
_SHUTDOWN_SECONDS = 1.0
_CUT_SECONDS = 0.05


class Playground:
    """A running stand-in for Slack with one installed app.

    Point the app's Web API client at `api_url` with `bot_token`; give it `signing_secret` and set `request_url`, or
    leave `request_url` None and connect over Socket Mode with `app_token`.
    """

    def __init__(self, installation: Installation, *, ack_seconds: float) -> None:
        self._installation = installation
        self.people = seed(installation.workspace)
        self._http = HttpDelivery(installation, ack_seconds=ack_seconds)
        self.socket_mode = SocketMode(installation, ack_seconds=ack_seconds)
        self._courier = Courier(installation, http=self._http, socket=self.socket_mode)
        self._page = PageApi(installation, self._courier, self._client)
        app = web.Application(client_max_size=_BODY_BYTES)
        api, hooks = WebApi(installation), Hooks(installation)
        app.add_routes(
            [
                web.get("/api/{method}", api.serve),
                web.post("/api/{method}", api.serve),
                web.post("/hooks/{path:.+}", hooks.serve),
                web.get("/socket", self.socket_mode.serve),
                *self._page.routes(),
            ]
        )
        app.on_shutdown.append(self._let_go)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            max_line_size=_LINE_BYTES,
            max_field_size=_LINE_BYTES,
        )

    @classmethod
    def start(
        cls,
        *,
        port: int = 0,
        scopes: frozenset[str] | None = None,
        manifest: Path | None = None,
        clock: Clock = time.time,
        ack_seconds: float = ACK_SECONDS,
    ) -> Starting:
        """Start one: `await` it and `stop()` it later, or use it as an asynchronous context manager.

        The app holds `scopes`, or those of the manifest file, or everything but chat:write.public. Port 0 takes a
        free one.
        """
        app = read_manifest(manifest) if manifest else Manifest()
        if scopes is not None:
            app = replace(app, scopes=scopes)
        installation = Installation.fresh(clock=clock, app=app)
        return Starting(installation, port=port, ack_seconds=ack_seconds)

    @property
    def is_running(self) -> bool:
        """Tell whether it listens."""
        return bool(self._runner.sites)

    async def listen(self, port: int) -> None:
        """Begin to listen."""
        await self._runner.setup()
        await self._bind(port)
        self._installation.url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def _bind(self, port: int) -> None:
        await web.TCPSite(self._runner, HOST, port, backlog=_BACKLOG).start()

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Refuse all connections for the length of a block, page included; those that are open end."""
        port = self._runner.addresses[0][1]
        for site in list(self._runner.sites):
            await site.stop()
        await self.socket_mode.drop()
        if self._runner.server is not None:
            await self._runner.server.shutdown(_CUT_SECONDS)
        try:
            yield
        finally:
            await self._bind(port)

    async def stop(self) -> None:
        """Stop listening and close every connection; a second call does nothing."""
        await self._runner.cleanup()
        await self._http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Address of the page."""
        return self._installation.url

    @property
    def api_url(self) -> str:
        """Base address of the Web API, with its trailing slash."""
        return f"{self._installation.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's xoxb token; new in every run."""
        return self._installation.bot_token

    @property
    def app_token(self) -> str:
        """The app's xapp token for Socket Mode; new in every run."""
        return self._installation.app_token

    @property
    def signing_secret(self) -> str:
        """What requests to the app are signed with; new in every run."""
        return self._installation.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self._installation.workspace.team_id

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self._installation.workspace.app_id

    @property
    def bot_user_id(self) -> str:
        """The bot's user id."""
        return self._installation.workspace.bot_user_id

    @property
    def scopes(self) -> frozenset[str]:
        """What the app was granted; may be set to see how it copes."""
        return self._installation.scopes

    @scopes.setter
    def scopes(self, scopes: frozenset[str]) -> None:
        self._installation.scopes = scopes

    @property
    def request_url(self) -> str | None:
        """Where the app takes interactions and events; None for Socket Mode. Setting it sets `options_url` too."""
        return self._installation.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._installation.request_url = self._installation.options_url = url

    @property
    def options_url(self) -> str | None:
        """Where the app gives options for type-ahead menus."""
        return self._installation.options_url

    @options_url.setter
    def options_url(self, url: str | None) -> None:
        self._installation.options_url = url

    @property
    def workspace(self) -> Workspace:
        """Everything there is: people, channels, messages, views."""
        return self._installation.workspace

    @property
    def faults(self) -> Faults:
        """What to do wrong."""
        return self._installation.faults

    @property
    def log(self) -> Record:
        """Every API call, interaction, event and use of a response url so far."""
        return self._installation.record

    def calls(self, method: str) -> list[Entry]:
        """List the calls of one API method so far."""
        return self._installation.record.of(method)

    def as_person(self, who: str | Person) -> ActingPerson:
        """Act as someone, by name, id or as given by `people` and `add_person`."""
        return ActingPerson(self.workspace, self._client(who.id if isinstance(who, Person) else who))

    def add_person(self, name: str, *, kind: Kind = "member", channels: tuple[str, ...] = ("#ops",)) -> Person:
        """Let someone new in, as a member of these channels."""
        workspace = self.workspace
        team = workspace.ids.of("T") if kind == "other_team" else workspace.team_id
        person = Person(
            id=workspace.ids.of("U"),
            name=name,
            real_name=name.title(),
            email=f"{name}@example.com",
            team_id=team,
            kind=kind,
        )
        self.people[name] = workspace.add_person(person)
        for channel in channels:
            self.channel(channel).members.add(person.id)
        return person

    def channel(self, name: str) -> Channel:
        """Find a channel by name, with or without the #; raises KeyError."""
        if (channel := self.workspace.channel_named(name)) is None:
            raise KeyError(name)
        return channel

    async def post(self, who: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Let a person write a message."""
        return await post_as(self._installation, self._client(who), self.channel(channel).id, text, thread_ts)

    async def send_event(self, event: JsonView) -> Reply:
        """Send the app an event of any type, whether it subscribed to it or not."""
        return await self._courier.event(event)

    validate_view = staticmethod(validate_view)
    validate_message = staticmethod(validate_message)

    def _client(self, who: str) -> SlackClient:
        person = self.people.get(who) or self.workspace.people[who]
        return SlackClient(self._installation, self._courier, person)

    async def _let_go(self, _app: web.Application) -> None:
        self._page.close()
        self.faults.end_outage()
        await self.socket_mode.drop()


class Starting:
    """A playground about to start: `await` it, or enter it with `async with`."""

    def __init__(self, installation: Installation, *, port: int, ack_seconds: float) -> None:
        self._installation = installation
        self._port = port
        self._ack_seconds = ack_seconds
        self._playground: Playground | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether it was started and not yet stopped."""
        return self._playground is not None and self._playground.is_running

    def __await__(self) -> Generator[None, None, Playground]:
        return self._start().__await__()

    async def __aenter__(self) -> Playground:
        return await self._start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._playground is not None:
            await self._playground.stop()

    async def _start(self) -> Playground:
        playground = Playground(self._installation, ack_seconds=self._ack_seconds)
        try:
            await playground.listen(self._port)
        except OSError:
            await playground.stop()
            raise
        self._playground = playground
        return playground
