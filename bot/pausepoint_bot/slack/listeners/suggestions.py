"""What is offered while one types into a choice of many: options of that very form, and nothing else."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Form, search_options
from pausepoint_bot.forms.fields import Choice, Choices
from pausepoint_bot.forms.showing import every_field
from pausepoint_bot.pauses import Question
from pausepoint_bot.slack.ids import block_id_of
from pausepoint_bot.slack.knocks import Typing
from pausepoint_bot.slack.limits import OPTION_DESCRIPTION, OPTION_TEXT, SELECT_OPTIONS, safe_cut, shorten
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.drawing import form_in
from pausepoint_bot.slack.listeners.sheets import Opened, open_sheet, pause_in
from pausepoint_bot.slack.listeners.visit import Reply, Visit
from pausepoint_bot.slack.sheet import slot_of
from pausepoint_bot.slack.widgets.elements import Element, labels_of, plain_text

_NOTHING: Final[dict[str, object]] = {"options": []}


async def suggest(desk: Desk, visit: Visit[Typing]) -> Reply:
    """Offer the options that hold what was typed."""
    pause = pause_in(visit.knock.view)
    question = await desk.find_question(pause) if pause is not None else None
    form = form_in(question) if question is not None else None
    if question is None or form is None:
        return _NOTHING
    field = await _field_of(desk, visit.knock, question, form)
    if field is None:
        return _NOTHING
    found = search_options(field, visit.knock.value, limit=SELECT_OPTIONS)
    labels = labels_of(field.options)
    return {"options": [_offer(index, labels[index]) for index, _ in found]}


async def _field_of(desk: Desk, knock: Typing, question: Question, form: Form) -> Choice | Choices | None:
    """Find the choice that is typed into. Where branches ask differently at its place, what the modal shows tells."""
    fields = [field for field in every_field(form.root) if block_id_of(field.pointer) == knock.block_id]
    asked = {slot_of(form, field): field for field in fields}
    if len(asked) > 1 and knock.view is not None:
        opened = await open_sheet(desk, question, form, view=knock.view, person=knock.user.id)
        shown = opened.sheet.fields if isinstance(opened, Opened) else ()
        asked = {slot: field for slot, field in asked.items() if slot in {slot_of(form, one) for one in shown}}
    field = next(iter(asked.values()), None)
    return field if isinstance(field, Choice | Choices) else None


def _offer(index: int, label: str) -> Element:
    """Name an option by its index; what its first line cannot hold of the label goes on in the second."""
    first, rest = _in_two(label)
    if not rest:
        return {"text": plain_text(shorten(label, OPTION_TEXT)), "value": str(index)}
    description = plain_text(shorten(rest, OPTION_DESCRIPTION))
    return {"text": plain_text(first), "description": description, "value": str(index)}


def _in_two(label: str) -> tuple[str, str]:
    """Part a label that is too long for a line, between two words if that leaves neither part empty."""
    if len(label) <= OPTION_TEXT:
        return label, ""
    cut = label.rfind(" ", 1, OPTION_TEXT + 1)
    cut = cut if cut > 0 and label[:cut].strip() else safe_cut(label, OPTION_TEXT)
    first, rest = label[:cut].rstrip(), label[cut:].strip()
    return (first, rest) if first and rest else (label, "")
