"""A list of texts, numbers or dates: a text input, one entry to a line. People and conversations: a multi-select."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Lines, SlackId
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.slack_id import draw_slack_ids, read_slack_ids_state
from pausepoint_bot.slack.widgets.states import State, read_typed


def draw_lines(field: Lines, answer: Answer) -> Element:
    """Ask for lines, or for people or conversations."""
    if isinstance(field.item, SlackId):
        return draw_slack_ids(field.item, answer, most=field.max_items)
    return plain_input(answer, multiline=True, placeholder="One per line")


def read_lines_state(field: Lines, state: State) -> Answer:
    """Read the text; its lines are the form's to read."""
    if isinstance(field.item, SlackId):
        return read_slack_ids_state(field.item, state)
    return read_typed(state, types=frozenset({PLAIN_INPUT}))


def rules_of_lines(field: Lines) -> tuple[str, ...]:
    """Say that there is one entry to a line, where they are typed."""
    return () if isinstance(field.item, SlackId) else ("one per line",)
