"""A bot in memory that speaks the API's version 1 over real sockets, for the SDK's tests. It has its own thread, may be
restarted without losing its state, and misbehaves on command. It validates nothing that a flow cannot notice.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import aiohttp
from aiohttp import web
from pydantic import BaseModel, JsonValue

from pausepoint.signing import sign
from pausepoint.wire import (
    ApproverView,
    CallbackTarget,
    CancelPause,
    CheckReply,
    CheckRequest,
    DecisionView,
    Event,
    EventBatch,
    EventData,
    EventType,
    FailureView,
    OpenPause,
    PauseView,
    Verdict,
)
from tests.support.fake_pauses import Asked, Refused, Register, digest_of, parsed

TOKEN: Final = "token-of-the-tests"
PATIENCE: Final = 20
ANN: Final = ApproverView(id="U0ANN", team="T1", name="Ann")

Result = TypeVar("Result")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeBot:
    """Start it as a context manager. All methods may be called from any thread."""

    def __init__(self, *, deliver_callbacks: bool = True, deliver_events: bool = True) -> None:
        self.deliver_callbacks = deliver_callbacks
        self.deliver_events = deliver_events
        self.refuse_callbacks = False
        self.hold_openings = threading.Event()
        self.hold_openings.set()
        self.requests: list[str] = []
        self.acknowledged: dict[str, int] = {}
        self.callback_statuses: list[int] = []
        self.polls_at_once = 0
        self.most_polls_at_once = 0
        self.token = TOKEN
        self._faults: list[int] = []
        self._stumbles_at = ""
        self._register = Register()
        self._feeds: dict[str, list[Event]] = {}
        self._first_replies: dict[str, tuple[int, bytes]] = {}
        self._checks: dict[str, asyncio.Future[CheckReply]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._call(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def environment(self) -> dict[str, str]:
        return {"PAUSEPOINT_API_URL": self.url, "PAUSEPOINT_API_TOKEN": self.token}

    # What a test does to the bot

    def start(self) -> None:
        """Listen, at the same port as before."""
        self._call(self._start())

    def stop(self) -> None:
        """Go away; the state stays."""
        self._call(self._stop())

    def restart(self) -> None:
        """Drop every connection and come back."""
        self.stop()
        self.start()

    def stumble(self, *statuses: int, at: str = "") -> None:
        """Answer the next requests (whose path begins with `at`) with these statuses, as a proxy without its bot does."""
        self._faults += statuses
        self._stumbles_at = at

    def forget(self, pause_id: str) -> None:
        """Lose a pause, as a database restored from a backup does."""
        del self._register.pauses[pause_id]

    def wait_for_pauses(self, count: int = 1) -> list[Asked]:
        """Return the waiting pauses, oldest first, once there are at least `count`."""
        return self._call(
            self._wait_for(lambda: self._register.waiting() if len(self._register.waiting()) >= count else None)
        )

    def wait_for_state(self, pause_id: str, state: str) -> PauseView:
        """Return a pause once it is in `state`."""
        return self._call(
            self._wait_for(lambda: view if (view := self._register.pauses[pause_id].view).state == state else None)
        )

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return once `condition` holds; it is looked at whenever something has happened."""
        self._call(self._wait_for(lambda: condition() or None))

    def decide(
        self,
        pause_id: str,
        values: dict[str, JsonValue] | None = None,
        *,
        verdict: Verdict = "answered",
        reason: str | None = None,
    ) -> None:
        """Decide a pause as Ann."""
        decision = DecisionView(verdict=verdict, values=values, reason=reason, by=[ANN], at=datetime.now(UTC))
        self._call(self._end(pause_id, "decided", decision=decision, permalink="https://slack.test/p1"))

    def fail(self, pause_id: str, code: str, detail: str) -> None:
        """Let Slack refuse a pause for good."""
        self._call(self._end(pause_id, "failed", failure=FailureView(code=code, detail=detail)))

    def cancel(self, pause_id: str, reason: str) -> None:
        """Cancel a pause."""
        self._call(self._end(pause_id, "cancelled", cancel_reason=reason))

    def check(self, pause_id: str, values: dict[str, JsonValue]) -> CheckReply:
        """Ask the flow what its class says about `values`."""
        return self._call(self._check(pause_id, values))

    def ask(self, pause_id: str, values: dict[str, JsonValue]) -> None:
        """Ask the flow, and do not wait for what it says."""
        self._call(self._ask(pause_id, values))

    def view(self, pause_id: str) -> PauseView:
        return self._register.pauses[pause_id].view

    # The inside

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _start(self) -> None:
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.post("/v1/pauses", self._open),
                web.get("/v1/pauses/{id}", self._read),
                web.get("/v1/events", self._events),
                web.post("/v1/pauses/{id}/cancel", self._cancel),
                web.post("/v1/pauses/{id}/checks/{check}", self._reply_to_check),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.05, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _end_tasks(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        if self._faults and request.path.startswith(self._stumbles_at):
            return web.Response(status=self._faults.pop(0), text="<html>not now</html>", content_type="text/html")
        try:
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                raise Refused(401, "unauthorized", "unknown token")  # noqa: TRY301 - one place writes problems
            return await handler(request)
        except Refused as refused:
            return _json(refused.problem, refused.problem.status, "application/problem+json")
        finally:
            await self._tell()

    async def _open(self, request: web.Request) -> web.Response:
        key = request.headers["Idempotency-Key"]
        body = await request.read()
        if key not in self._first_replies:
            asked, status = self._opened(parsed(body))
            self._first_replies[key] = status, asked.view.model_dump_json().encode()
        await self._tell()
        await asyncio.to_thread(self.hold_openings.wait, PATIENCE)
        status, reply = self._first_replies[key]
        return web.Response(status=status, body=reply, content_type="application/json")

    def _opened(self, wanted: OpenPause) -> tuple[Asked, int]:
        if wanted.callback is not None and self.refuse_callbacks:
            raise Refused(422, "callback_not_allowed", "callbacks may not go there")
        holder = self._register.holder(wanted)
        if holder is not None and holder.view.digest == digest_of(wanted):
            holder.listen(wanted)
            return holder, 200
        asked = self._register.open(wanted)
        if holder is not None:
            self._finish(holder, "cancelled", cancel_reason="superseded")
        if wanted.timeout_seconds is not None:
            self._loop.call_later(wanted.timeout_seconds, self._expire, asked.id)
        return asked, 201

    async def _read(self, request: web.Request) -> web.Response:
        return _json(self._named(request).view)

    async def _events(self, request: web.Request) -> web.Response:
        listener, after, wait = (request.query[name] for name in ("listener", "after", "wait"))
        self.acknowledged[listener] = int(after)
        self.polls_at_once += 1
        self.most_polls_at_once = max(self.most_polls_at_once, self.polls_at_once)
        await self._tell()
        try:
            async with asyncio.timeout(float(wait)):
                return _json(EventBatch(events=await self._wait_for(lambda: self._news(listener, int(after)) or None)))
        except TimeoutError:
            return _json(EventBatch(events=[]))
        finally:
            self.polls_at_once -= 1

    def _news(self, listener: str, after: int) -> list[Event]:
        events = self._feeds.get(listener, []) if self.deliver_events else []
        return [event for event in events if (event.seq or 0) > after]

    async def _cancel(self, request: web.Request) -> web.Response:
        asked = self._named(request)
        if asked.view.state not in {"waiting", "held"}:
            raise Refused(409, "not_waiting", "the pause has ended")
        self._finish(asked, "cancelled", cancel_reason=CancelPause.model_validate_json(await request.read()).reason)
        return _json(asked.view)

    async def _reply_to_check(self, request: web.Request) -> web.Response:
        reply = CheckReply.model_validate_json(await request.read())
        future = self._checks.get(request.match_info["check"])
        if future is not None and not future.done():
            future.set_result(reply)
        return web.Response(status=204)

    def _named(self, request: web.Request) -> Asked:
        asked = self._register.pauses.get(request.match_info["id"])
        if asked is None:
            raise Refused(404, "not_found", "no such pause")
        return asked

    async def _check(self, pause_id: str, values: dict[str, JsonValue]) -> CheckReply:
        return await self._checks[await self._ask(pause_id, values)]

    async def _ask(self, pause_id: str, values: dict[str, JsonValue]) -> str:
        check = CheckRequest(check=f"chk_{secrets.token_hex(8)}", values=values)
        self._checks[check.check] = self._loop.create_future()
        self._publish(self._register.pauses[pause_id], "check", check)
        await self._tell()
        return check.check

    async def _end(self, pause_id: str, state: EventType, **members: object) -> None:
        self._finish(self._register.pauses[pause_id], state, **members)
        await self._tell()

    def _expire(self, pause_id: str) -> None:
        asked = self._register.pauses.get(pause_id)
        if asked is not None and asked.view.state == "waiting":
            self._loop.create_task(self._end(pause_id, "expired"))

    def _finish(self, asked: Asked, state: EventType, **members: object) -> None:
        asked.view = asked.view.model_copy(update={"state": state, **members})
        event = self._publish(asked, state)
        if self.deliver_callbacks:
            for target in asked.callbacks:
                self._loop.create_task(self._call_back(target, event))

    def _publish(self, asked: Asked, kind: EventType, check: CheckRequest | None = None) -> Event:
        data = EventData(pause=asked.view, check=check)
        event = Event(pause=asked.id, type=kind, at=datetime.now(UTC), data=data)
        for listener in asked.listeners:
            feed = self._feeds.setdefault(listener, [])
            feed.append(event.model_copy(update={"seq": len(feed) + 1}))
        return event

    async def _call_back(self, target: CallbackTarget, event: Event) -> None:
        body = event.model_dump_json().encode()
        headers = sign(target.secret, message_id=event.id, timestamp=int(datetime.now(UTC).timestamp()), body=body)
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(target.url, data=body, headers=headers) as response,
            ):
                self.callback_statuses.append(response.status)
        except aiohttp.ClientError:
            self.callback_statuses.append(0)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _wait_for(self, look: Callable[[], Result | None]) -> Result:
        async with self._changed:
            while (found := look()) is None:
                await self._changed.wait()
            return found


def _json(body: BaseModel, status: int = 200, content_type: str = "application/json") -> web.Response:
    return web.Response(status=status, text=body.model_dump_json(by_alias=True), content_type=content_type)
