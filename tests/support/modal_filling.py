"""A person who fills in a whole form: every page of it, and what appears on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.client.submission import SubmitResult
from pausepoint_playground.json_values import JsonObject

_MOST_STEPS = 500


@dataclass(slots=True, kw_only=True)
class Filled:
    """What came of it. `seen` are the input blocks that were drawn, by id; `result` is that of the last submit."""

    seen: dict[str, JsonObject] = field(default_factory=dict)
    pages: int = 1
    result: SubmitResult = field(default_factory=SubmitResult)

    @property
    def errors(self) -> dict[str, str]:
        """What stands under the inputs, by block id."""
        return self.result.errors


async def fill_in(person: ActingPerson, entered: Mapping[str, object]) -> Filled:
    """Enter values in the modal on top, by label or block id and in the order given, and submit page after page.

    What only appears on a later page, or once something else is chosen, is entered when it is there. Ends when the
    modal is closed, or says what is wrong.

    Raises:
        SlackClientError: a value was never asked for, or the client cannot hold it.
    """
    left = dict(entered)
    filled = Filled()
    for _ in range(_MOST_STEPS):
        _note(person, filled)
        ready = next((wanted for wanted in left if _is_shown(person, wanted)), None)
        if ready is not None:
            await person.fill(ready, left.pop(ready))
        elif await _has_ended(person, filled):
            if left and filled.result.closed:
                raise SlackClientError("never_asked", f"the form never asked for {', '.join(left)}")
            return filled
    raise SlackClientError("endless", "the form has no end")


async def _has_ended(person: ActingPerson, filled: Filled) -> bool:
    """Submit; tell whether that was the last time."""
    filled.result = await person.submit()
    if filled.result.errors or filled.result.banner or filled.result.closed:
        return True
    view = await person.wait_until(lambda: _answered(person))
    filled.pages += 1
    return view == "gone"


def _answered(person: ActingPerson) -> str | None:
    """Wait out a view that cannot be submitted: it says that the answer is being checked."""
    if person.view is None:
        return "gone"
    return "there" if person.view.submit is not None else None


def _inputs(person: ActingPerson) -> list[JsonObject]:
    return [block for block in person.view.blocks if block["type"] == "input"] if person.view else []


def _is_shown(person: ActingPerson, wanted: str) -> bool:
    return any(wanted in {block["block_id"], block["label"]["text"]} for block in _inputs(person))


def _note(person: ActingPerson, filled: Filled) -> None:
    filled.seen.update((block["block_id"], block) for block in _inputs(person))
