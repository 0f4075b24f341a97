"""The widgets, one file per field type: the Slack element out and the Slack state back, side by side.

Here is their one registry. Every function ends in `assert_never`, so that mypy names where a new type was forgotten.
"""

from __future__ import annotations

from typing import assert_never

from pausepoint_bot.forms import Answer, Field
from pausepoint_bot.forms.fields import (
    Choice,
    Choices,
    ClockTime,
    Day,
    Duration,
    Exact,
    Flag,
    Instant,
    JsonText,
    Lines,
    Number,
    SlackId,
    Switch,
    Text,
    Uuid,
    WallTime,
)
from pausepoint_bot.slack.widgets.choice import draw_choice, read_choice_state
from pausepoint_bot.slack.widgets.choices import draw_choices, read_choices_state, rules_of_count
from pausepoint_bot.slack.widgets.clock_time import draw_clock_time, read_clock_time_state
from pausepoint_bot.slack.widgets.day import draw_day, read_day_state
from pausepoint_bot.slack.widgets.elements import Element
from pausepoint_bot.slack.widgets.flag import draw_flag, read_flag_state
from pausepoint_bot.slack.widgets.instant import draw_instant, read_instant_state
from pausepoint_bot.slack.widgets.json_text import draw_json_text, read_json_text_state, rules_of_json_text
from pausepoint_bot.slack.widgets.lines import draw_lines, read_lines_state, rules_of_lines
from pausepoint_bot.slack.widgets.number import draw_number, read_number_state
from pausepoint_bot.slack.widgets.slack_id import draw_slack_id, read_slack_id_state
from pausepoint_bot.slack.widgets.states import State, WrongState
from pausepoint_bot.slack.widgets.switch import draw_switch, read_switch_state
from pausepoint_bot.slack.widgets.text import draw_text, read_text_state, rules_of_text
from pausepoint_bot.slack.widgets.typed import draw_typed, read_typed_state, rules_of_typed
from pausepoint_bot.slack.widgets.wall_time import draw_wall_time, read_wall_time_state

__all__ = ["Element", "State", "WrongState", "draw_element", "read_state", "rules_of"]


def draw_element(field: Field, answer: Answer) -> Element:  # noqa: C901, PLR0911, PLR0912 - the registry: one line per type
    """Draw the element that asks for a field, with an answer standing in it; the caller gives it its action_id."""
    match field:
        case Flag():
            return draw_flag(field, answer)
        case Choice():
            return draw_choice(field, answer)
        case Choices():
            return draw_choices(field, answer)
        case Lines():
            return draw_lines(field, answer)
        case JsonText():
            return draw_json_text(field, answer)
        case Switch():
            return draw_switch(field, answer)
        case Text():
            return draw_text(field, answer)
        case Number() | Exact():
            return draw_number(field, answer)
        case Day():
            return draw_day(field, answer)
        case ClockTime():
            return draw_clock_time(field, answer)
        case Instant():
            return draw_instant(field, answer)
        case WallTime():
            return draw_wall_time(field, answer)
        case Duration() | Uuid():
            return draw_typed(field, answer)
        case SlackId():
            return draw_slack_id(field, answer)
        case _:
            assert_never(field)


def read_state(field: Field, state: State) -> Answer:  # noqa: C901, PLR0911, PLR0912 - the registry: one line per type
    """Read what Slack says is in the element.

    Raises:
        WrongState: no element of this field can hold that.
    """
    match field:
        case Flag():
            return read_flag_state(field, state)
        case Choice():
            return read_choice_state(field, state)
        case Choices():
            return read_choices_state(field, state)
        case Lines():
            return read_lines_state(field, state)
        case JsonText():
            return read_json_text_state(field, state)
        case Switch():
            return read_switch_state(field, state)
        case Text():
            return read_text_state(field, state)
        case Number() | Exact():
            return read_number_state(field, state)
        case Day():
            return read_day_state(field, state)
        case ClockTime():
            return read_clock_time_state(field, state)
        case Instant():
            return read_instant_state(field, state)
        case WallTime():
            return read_wall_time_state(field, state)
        case Duration() | Uuid():
            return read_typed_state(field, state)
        case SlackId():
            return read_slack_id_state(field, state)
        case _:
            assert_never(field)


def rules_of(field: Field) -> tuple[str, ...]:  # noqa: PLR0911 - the registry: one line per type
    """Say the rules of a field in a few words each, for its hint."""
    match field:
        case Text():
            return rules_of_text(field)
        case Number() | Exact():
            return field.range.rules()
        case Choices():
            return rules_of_count(field.min_items, field.max_items)
        case Lines():
            counts = rules_of_count(field.min_items, field.max_items)
            return (*rules_of_lines(field), *counts, *_each(rules_of(field.item)))
        case JsonText():
            return rules_of_json_text(field)
        case Duration() | Uuid():
            return rules_of_typed(field)
        case Flag() | Choice() | Switch() | Day() | ClockTime() | Instant() | WallTime() | SlackId():
            return ()
        case _:
            assert_never(field)


def _each(rules: tuple[str, ...]) -> tuple[str, ...]:
    return (f"each {' and '.join(rules)}",) if rules else ()
