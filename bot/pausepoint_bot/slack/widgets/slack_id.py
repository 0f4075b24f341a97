"""A person or a conversation: Slack's own selects."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import SlackId
from pausepoint_bot.slack.widgets.elements import Element
from pausepoint_bot.slack.widgets.states import State, WrongState, read_typed, type_of

_SELECTS: Final = {"user": "users_select", "channel": "conversations_select"}
_MEMBERS: Final = {"user": "user", "channel": "conversation"}


def draw_slack_id(field: SlackId, answer: Answer) -> Element:
    """Ask for one."""
    initial = {f"initial_{_MEMBERS[field.kind]}": answer} if isinstance(answer, str) and answer else {}
    return {"type": _SELECTS[field.kind], **initial}


def read_slack_id_state(field: SlackId, state: State) -> Answer:
    """Read the id of the one that was picked."""
    return read_typed(state, types=frozenset({_SELECTS[field.kind]}), member=f"selected_{_MEMBERS[field.kind]}")


def draw_slack_ids(item: SlackId, answer: Answer, *, most: int | None) -> Element:
    """Ask for several."""
    picked = answer.split() if isinstance(answer, str) else []
    element: Element = {"type": f"multi_{_SELECTS[item.kind]}"}
    if picked:
        element[f"initial_{_MEMBERS[item.kind]}s"] = picked
    if most and len(picked) <= most:
        element["max_selected_items"] = most
    return element


def read_slack_ids_state(item: SlackId, state: State) -> Answer:
    """Read the ids of those that were picked, one to a line."""
    if type_of(state) != f"multi_{_SELECTS[item.kind]}":
        raise WrongState(f"{type_of(state)} is not what was asked with")
    picked = state.get(f"selected_{_MEMBERS[item.kind]}s")
    if picked is None:
        return None
    if not isinstance(picked, list) or not all(isinstance(one, str) for one in picked):
        raise WrongState("what was selected must be a list of ids")
    return "\n".join(picked)
