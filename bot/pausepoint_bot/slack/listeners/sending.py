"""A submitted form that is redrawn or paged: keep what came, then go on, go back to what is wrong, or hand it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pausepoint_bot.errors import NotFound
from pausepoint_bot.forms import Faults, Form, Submission, parse_answers, parse_page
from pausepoint_bot.pauses import Question
from pausepoint_bot.slack.knocks import Submit
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.drawing import form_in
from pausepoint_bot.slack.listeners.sheets import BRANCHED, Opened, in_place, keep_sent, open_sheet, redraw_sheet
from pausepoint_bot.slack.listeners.visit import Reply, Visit, update_view
from pausepoint_bot.slack.modal import AnswersUnreadable, errors_payload, read_answers
from pausepoint_bot.slack.notices import UNKNOWN_PAUSE, too_late_notice, trouble_notice
from pausepoint_bot.slack.sheet import Sheet
from pausepoint_bot.slack.sheet_view import Drawing

OTHER_FORM: Final[tuple[str, ...]] = (
    "This is no page of the form as it is asked for now.",
    "Nothing was decided. Please close this and open the form again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The form is not handed in yet: what the modal is answered."""

    reply: Reply


async def take_sheet(desk: Desk, visit: Visit[Submit], question: Question, form: Form) -> Submission | Returned:
    """Take a submitted page. Only the last one can hand the form in, once every page of it is right."""
    view = visit.knock.view
    opened = await open_sheet(desk, question, form, view=view, person=visit.knock.user.id)
    if opened is None:
        return Returned(reply=update_view(trouble_notice(*OTHER_FORM)))
    try:
        kept, after = await keep_sent(desk, opened)
    except NotFound:  # it was remembered, and is gone
        return Returned(reply=update_view(trouble_notice(*UNKNOWN_PAUSE)))
    if kept.pause.has_ended:
        return Returned(reply=update_view(too_late_notice(kept.pause, form_in(question))))
    return _go_on(opened, after)


def _go_on(opened: Opened, after: Sheet) -> Submission | Returned:
    unreadable = _unreadable(opened)
    if unreadable is not None:
        return Returned(reply=_complain(opened, after, unreadable))
    if after.branch != opened.sheet.branch:
        return Returned(reply=update_view(in_place(opened, after, note=BRANCHED)))
    if not after.is_last:
        return Returned(reply=_turn(opened, after))
    checked = parse_answers(after.form, after.answers)
    return checked if isinstance(checked, Submission) else Returned(reply=_complain(opened, after, checked))


def _unreadable(opened: Opened) -> Faults | None:
    try:
        read_answers(opened.sheet.form, opened.view.values, fields=opened.sheet.fields)
    except AnswersUnreadable as unreadable:
        return unreadable.faults
    return None


def _turn(opened: Opened, after: Sheet) -> Reply:
    """Show the next page, if nothing is wrong on this one."""
    faults = parse_page(after.form, after.answers, after.items)
    if faults is not None:
        return _complain(opened, after, faults)
    return update_view(redraw_sheet(opened, after.turned_to(after.page + 1)))


def _complain(opened: Opened, after: Sheet, faults: Faults) -> Reply:
    """Show each fault under its input, or go back to the first page that has one."""
    page = first_faulty_page(after, faults)
    if page is None or page == after.page:
        errors = errors_payload(after.form, faults, opened.view.blocks)
        if errors:
            return {"response_action": "errors", "errors": errors}
    drawing = Drawing(generation=opened.metadata.generation + 1, faults=faults)
    return update_view(redraw_sheet(opened, after.turned_to(after.page if page is None else page), drawing))


def first_faulty_page(sheet: Sheet, faults: Faults) -> int | None:
    """Find the first page on which something is wrong; None where what is wrong stands on none."""
    fields = (sheet.form.field_at(fault.pointer) for fault in faults.errors)
    pages = (sheet.page_of(field.pointer) for field in fields if field is not None)
    return min((page for page in pages if page is not None), default=None)
