"""What comes back from the answer modal: its state as answers, and what is wrong with them under its inputs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pausepoint_bot.forms import Answer, Fault, Faults, Field, Form, untouched_answers
from pausepoint_bot.forms.showing import every_field
from pausepoint_bot.slack.ids import block_id_of, read_action_id
from pausepoint_bot.slack.limits import shorten
from pausepoint_bot.slack.sheet import sheet_of
from pausepoint_bot.slack.sheet_view import Asked, Drawing, View, render_sheet, with_title
from pausepoint_bot.slack.widgets import State, WrongState, read_state

States = Mapping[str, Mapping[str, State]]

ERROR_TEXT: Final = 1500
"""Slack names no limit for the text of an error under an input; this is as much as anyone reads there."""


class AnswersUnreadable(Exception):
    """Raised when a view's state is none that this form's modal can have sent. `faults` says why."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults.errors))


def render_answer_modal(  # noqa: PLR0913 - each is one thing the view shows
    form: Form,
    *,
    pause_id: str,
    title: str,
    preview: str,
    answers: Mapping[str, Answer] | None = None,
    errors: Faults | None = None,
    generation: int = 0,
) -> View:
    """Draw a form with the answers that stand in it (None: as the flow pre-filled it).

    It opens at its first page, or at the first with an error.
    """
    sheet = sheet_of(form, untouched_answers(form) if answers is None else answers)
    page = sheet.first_faulty_page(errors) if errors else None
    asked = Asked(pause_id=pause_id, title=title, preview=preview)
    return render_sheet(
        sheet.turned_to(page or 0), asked, Drawing(generation=generation, faults=errors, arriving=errors is not None)
    )


def read_answers(form: Form, state_values: States, *, fields: tuple[Field, ...] | None = None) -> Mapping[str, Answer]:
    """Read a view's `state.values`, keyed by field pointer. Nothing that the client sends is trusted.

    `fields` are those that the view shows; None: all that the answers themselves bring. What Slack still reports of
    earlier contents of the view is passed over, if it can be this form's.

    Raises:
        AnswersUnreadable: a block is missing, unknown, or holds what its element cannot.
    """
    faults = [
        Fault(pointer="", message=f"The form has no input called {block_id!r}; please open it again.")
        for block_id in unknown_blocks(form, state_values)
    ]
    answers, unreadable = _read_all(form, state_values) if fields is None else _read(fields, state_values)
    if faults or unreadable:
        raise AnswersUnreadable(Faults(errors=(*faults, *unreadable)))
    return answers


def unknown_blocks(form: Form, state_values: States) -> list[str]:
    """List the blocks that no field of the form has, in whatever branch."""
    known = {block_id_of(field.pointer) for field in (every_field(form.root) if form.switches else form.fields)}
    return [block_id for block_id in state_values if block_id not in known]


def readable_answers(fields: tuple[Field, ...], state_values: States) -> Mapping[str, Answer]:
    """Read what can be read of these fields, to keep it until the form is submitted."""
    return _read(fields, state_values)[0]


def _read_all(form: Form, state_values: States) -> tuple[dict[str, Answer], list[Fault]]:
    """Read the fields that the answers bring, until they bring no other ones."""
    answers: dict[str, Answer] = {}
    for _ in range(len(form.switches) + 2):
        before = answers
        answers, faults = _read(form.fields_shown(answers), state_values)
        if answers == before:
            break
    return answers, faults


def _read(fields: Iterable[Field], state_values: States) -> tuple[dict[str, Answer], list[Fault]]:
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    for field in fields:
        try:
            answers[field.pointer] = read_state(field, _newest(state_values.get(block_id_of(field.pointer))))
        except WrongState as reason:
            message = f"This could not be read ({reason}); please open the form again."
            faults.append(Fault(pointer=field.pointer, message=message))
    return answers, faults


def _newest(elements: object) -> State:
    """Take the state of the element that was drawn last; Slack may still report the ones it replaced."""
    if not isinstance(elements, Mapping):
        raise WrongState("nothing came for it")
    drawn = [(ids[1], ids[0], state) for action_id, state in elements.items() if (ids := _drawn_as(action_id))]
    if not drawn:
        raise WrongState("what came is no answer to it")
    newest = max(generation for generation, _, _ in drawn)
    states = [(widget, state) for generation, widget, state in drawn if generation == newest]
    widget, state = states[0]
    if len(states) > 1 or not isinstance(state, Mapping) or state.get("type") != widget:
        raise WrongState("what came is not what was asked with")
    return state


def _drawn_as(action_id: object) -> tuple[str, int] | None:
    return read_action_id(action_id) if isinstance(action_id, str) else None


def errors_payload(form: Form, faults: Faults, view_blocks: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Put each fault under its input in the very view that was submitted, as `response_action: errors` needs it.

    What belongs to no input goes to the last faulty one, else to the last. Empty only where the view has no inputs:
    then draw the modal again, with `errors`.
    """
    inputs = [str(block.get("block_id")) for block in view_blocks if block.get("type") == "input"]
    texts: dict[str, list[str]] = {block_id: [] for block_id in inputs}
    homeless: list[str] = []
    for fault in faults.errors:
        field = form.field_at(fault.pointer)
        place = block_id_of(field.pointer) if field else ""
        if place in texts:
            texts[place].append(fault.message)
        else:
            homeless.append(with_title(form, fault))
    if homeless and inputs:
        faulty = [block_id for block_id in inputs if texts[block_id]]
        texts[(faulty or inputs)[-1]].extend(homeless)
    return {block_id: shorten(" ".join(said), ERROR_TEXT) for block_id, said in texts.items() if said}
