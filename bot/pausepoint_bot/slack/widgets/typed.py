"""A UUID or a duration: a text input."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Duration, Uuid
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, read_typed


def draw_typed(field: Duration | Uuid, answer: Answer) -> Element:
    """Ask for the text."""
    return plain_input(answer, placeholder="PT1H30M" if isinstance(field, Duration) else "")


def read_typed_state(_: Duration | Uuid, state: State) -> Answer:
    """Read the text."""
    return read_typed(state, types=frozenset({PLAIN_INPUT}))


def rules_of_typed(field: Duration | Uuid) -> tuple[str, ...]:
    """Say how it is written, where that is not known to everyone."""
    return ("such as PT30M, PT1H30M or P2DT12H",) if isinstance(field, Duration) else ()
