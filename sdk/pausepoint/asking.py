"""Who answers questions: the bot, or what a test has put in its place. The one seam for `pausepoint.testing`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pausepoint.question import Question
    from pausepoint.wire import PauseView


class Substitute(Protocol):
    """Something that answers in the bot's place. Called from any thread."""

    def answer(self, question: Question) -> PauseView:
        """Return the pause as it ended."""
        ...


_substitutes: Final[list[Substitute]] = []


@contextmanager
def answered_by(substitute: Substitute) -> Iterator[None]:
    """Let `substitute` answer every question of this process, instead of the bot. The innermost one counts."""
    _substitutes.append(substitute)
    try:
        yield
    finally:
        _substitutes.remove(substitute)


def ask(question: Question) -> PauseView:
    """Ask, and block until the pause has ended."""
    if _substitutes:
        return _substitutes[-1].answer(question)
    from pausepoint import runtime  # noqa: PLC0415 - aiohttp is only paid for by flows that pause

    return runtime.ask(question).wait()


async def ask_async(question: Question) -> PauseView:
    """Ask, and wait in the running event loop until the pause has ended."""
    if _substitutes:
        return _substitutes[-1].answer(question)
    from pausepoint import runtime  # noqa: PLC0415 - as above

    return await runtime.ask(question).wait_async()
