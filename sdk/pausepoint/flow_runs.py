"""The calls a flow author learns: pause here until a person has decided. Names and order follow Prefect's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict, TypeVar, Unpack, overload

from pausepoint import asking

T = TypeVar("T")


class PauseOptions(TypedDict, total=False):
    """How a pause is put to people. Every part is optional.

    title: one line above everything else.
    preview: Markdown shown with the question; takes the place of the description given to `with_initial_data`.
    channel: Slack channel, as `#name` or id; the bot has a default.
    approvers: who may decide: Slack user ids, e-mail addresses, `token:<name>`. Without it any full member of the
        workspace may.
    rejectable: offer Reject beside the form; it raises `PauseRejected`. A plain approval always offers it.
    requester: on whose behalf the flow asks: a Slack user id or an e-mail address.
    flow_name, flow_run_id, flow_url: which flow asks. The name is part of a key's identity.
    """

    title: str | None
    preview: str | None
    channel: str | None
    approvers: str | Sequence[str] | None
    rejectable: bool
    requester: str | None
    flow_name: str | None
    flow_run_id: str | None
    flow_url: str | None


@overload
def pause_flow_run(
    wait_for_input: type[T],
    timeout: float | timedelta | None = 3600,
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> T: ...


@overload
def pause_flow_run(
    wait_for_input: None = None,
    timeout: float | timedelta | None = 3600,
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> None: ...


@overload
def pause_flow_run(
    wait_for_input: object,
    timeout: float | timedelta | None = 3600,
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> object: ...


def pause_flow_run(  # noqa: PLR0913 - the call's words are its parameters
    wait_for_input: object = None,
    timeout: float | timedelta | None = 3600,
    poll_interval: float | None = None,  # noqa: ARG001 - Prefect's; there is nothing to poll
    key: str | None = None,
    *,
    title: str | None = None,
    preview: str | None = None,
    channel: str | None = None,
    approvers: str | Sequence[str] | None = None,
    rejectable: bool = False,
    requester: str | None = None,
    flow_name: str | None = None,
    flow_run_id: str | None = None,
    flow_url: str | None = None,
) -> object:
    """Pause until a person has decided in Slack, and return the typed answer. For synchronous code.

    `wait_for_input` is a `RunInput` subclass, any pydantic model class, or a type such as `str` or `Literal["a", "b"]`,
    whose bare value is returned. None asks for plain approval: Approve returns None, Reject raises `PauseRejected`.
    `timeout` is in seconds or a timedelta; None waits for ever. `poll_interval` is accepted for Prefect's sake and has
    no effect: the answer arrives by itself. Every call is a new pause, unless a `key` names one that outlives this
    process: the same question under the same key finds its earlier answer. The rest is described at `PauseOptions`.

    Raises:
        FlowPauseTimeout: nobody decided in time.
        PauseRejected: a person said no.
        PauseCancelled, PauseFailed: the pause ended without a decision.
        FormRefused, KeyReused: the question cannot be asked.
        BotUnreachable, BadConfiguration: the bot cannot be asked.
        RuntimeError: called in a running event loop, which it would block; use `apause_flow_run` there.
        TypeError, ValueError: an argument cannot be meant so.
    """
    from pausepoint.question import Wording, make_question, settle  # noqa: PLC0415 - paid for at the first pause

    _refuse_running_loop()
    wording = Wording(
        title=title,
        preview=preview,
        channel=channel,
        approvers=approvers,
        rejectable=rejectable,
        requester=requester,
        flow_name=flow_name,
        flow_run_id=flow_run_id,
        flow_url=flow_url,
    )
    question = make_question(wait_for_input, timeout, key, wording)
    return settle(question, asking.ask(question))


@overload
async def apause_flow_run(
    wait_for_input: type[T],
    timeout: float | timedelta | None = 3600,  # noqa: ASYNC109 - the bot's deadline, not a scope here
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> T: ...


@overload
async def apause_flow_run(
    wait_for_input: None = None,
    timeout: float | timedelta | None = 3600,  # noqa: ASYNC109 - the bot's deadline, not a scope here
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> None: ...


@overload
async def apause_flow_run(
    wait_for_input: object,
    timeout: float | timedelta | None = 3600,  # noqa: ASYNC109 - the bot's deadline, not a scope here
    poll_interval: float | None = None,
    key: str | None = None,
    **options: Unpack[PauseOptions],
) -> object: ...


async def apause_flow_run(  # noqa: PLR0913 - as above
    wait_for_input: object = None,
    timeout: float | timedelta | None = 3600,  # noqa: ASYNC109 - the bot's deadline, not a scope here
    poll_interval: float | None = None,  # noqa: ARG001 - Prefect's; there is nothing to poll
    key: str | None = None,
    *,
    title: str | None = None,
    preview: str | None = None,
    channel: str | None = None,
    approvers: str | Sequence[str] | None = None,
    rejectable: bool = False,
    requester: str | None = None,
    flow_name: str | None = None,
    flow_run_id: str | None = None,
    flow_url: str | None = None,
) -> object:
    """Pause until a person has decided in Slack, and return the typed answer. For asynchronous code.

    Everything is as `pause_flow_run` describes it. Any number of pauses may wait at once, for instance with
    `asyncio.gather`. A call that is cancelled withdraws its pause, unless it has a key.
    """
    from pausepoint.question import Wording, make_question, settle  # noqa: PLC0415 - paid for at the first pause

    wording = Wording(
        title=title,
        preview=preview,
        channel=channel,
        approvers=approvers,
        rejectable=rejectable,
        requester=requester,
        flow_name=flow_name,
        flow_run_id=flow_run_id,
        flow_url=flow_url,
    )
    question = make_question(wait_for_input, timeout, key, wording)
    return settle(question, await asking.ask_async(question))


def _refuse_running_loop() -> None:
    import asyncio  # noqa: PLC0415 - paid for at the first pause

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(
        "pause_flow_run would block the running event loop: write `await apause_flow_run(...)` in asynchronous code"
    )
