"""The flows of the stories: they wait through the SDK, and write down what they hear."""

from __future__ import annotations

import asyncio

from pausepoint import FlowPauseTimeout, PauseCancelled, PauseError, PauseRejected, RunInput, apause_flow_run
from tests.crash.story import EXPIRED, Story, answered, cancelled, rejected

PATIENCE_SECONDS = 150.0


async def wait(
    story: Story,
    form: type[RunInput],
    *,
    timeout: float | None = None,  # noqa: ASYNC109 - the pause's deadline
    **options: object,
) -> None:
    """Ask and wait; what comes back goes into the story, and nothing for too long is a loss."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await apause_flow_run(
                form,
                timeout,
                title=story.title,
                channel=story.channel,
                **options,  # type: ignore[arg-type] # PauseOptions
            )
        story.heard.append(answered(answer.model_dump(mode="json", exclude_unset=True)))
    except PauseRejected as end:
        story.heard.append(rejected(end.reason))
    except FlowPauseTimeout:
        story.heard.append(EXPIRED)
    except PauseCancelled as end:
        story.heard.append(cancelled(end.reason))
    except (TimeoutError, PauseError) as error:
        story.lost = f"the flow heard nothing: {error!r}"


async def wait_and_give_up(story: Story, form: type[RunInput], after: float) -> None:
    """Ask, and be cancelled after a while: the pause is withdrawn."""
    flow = asyncio.create_task(wait(story, form))
    await asyncio.wait({flow}, timeout=after)
    flow.cancel()
    await asyncio.wait({flow})


async def wait_in_several_runs(story: Story, form: type[RunInput], *, runs: int, key: str) -> None:
    """Ask under a key, be cut off, and run again with it, as a flow does that was killed."""
    for _ in range(runs - 1):
        flow = asyncio.create_task(wait(story, form, key=key, flow_name="crash"))
        await asyncio.wait({flow}, timeout=1)
        if flow.done():
            return
        flow.cancel()
        await asyncio.wait({flow})
    await wait(story, form, key=key, flow_name="crash")
