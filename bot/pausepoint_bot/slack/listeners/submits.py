"""Submitted modals: validate, commit, acknowledge. Whatever is wrong is said in the modal, which stays open."""

from __future__ import annotations

from typing import assert_never

from pausepoint_bot.errors import NotFound
from pausepoint_bot.forms import Faults, Form, Submission, parse_answers
from pausepoint_bot.pauses import Check, Decided, Pause, PauseId, Person, Question, Verdict, ViewRef
from pausepoint_bot.slack.after_check import form_with_objections
from pausepoint_bot.slack.ids import block_id_of, read_metadata
from pausepoint_bot.slack.knocks import Submit, View
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.drawing import draw_again, form_in
from pausepoint_bot.slack.listeners.sending import Returned, take_sheet
from pausepoint_bot.slack.listeners.sheets import Ended, keeps_drafts
from pausepoint_bot.slack.listeners.visit import Reply, Visit, update_view
from pausepoint_bot.slack.modal import AnswersUnreadable, errors_payload, read_answers
from pausepoint_bot.slack.notices import (
    NOT_A_FORM,
    UNKNOWN_PAUSE,
    checking_notice,
    held_notice,
    refused_notice,
    too_late_notice,
    trouble_notice,
)
from pausepoint_bot.slack.rejecting import read_reason
from pausepoint_bot.usecases.check_answer import Checking, CheckOutcome, Objected, Saved
from pausepoint_bot.usecases.objections import faults_of
from pausepoint_bot.usecases.submit_answer import Accepted, AlreadyHeld, Answer, Refused, Repeated, TooLate


async def take_answer(desk: Desk, visit: Visit[Submit]) -> Reply:
    """Take a filled-in form."""
    view = visit.knock.view
    question = await _question_of(desk, view)
    if question is None:
        return update_view(trouble_notice(*UNKNOWN_PAUSE))
    form = form_in(question)
    if form is None:
        return update_view(trouble_notice(*NOT_A_FORM))
    checked = await take_sheet(desk, visit, question, form) if keeps_drafts(form) else _checked(form, view)
    match checked:
        case Returned(reply=reply):
            return reply
        case Ended():  # whoever decided is answered as before, anyone else is told who did
            return await _submit(desk, visit, question, Answer(verdict=Verdict.ANSWERED))
        case Submission(values=values):
            return await _submit(desk, visit, question, Answer(verdict=Verdict.ANSWERED, values=values))
        case Faults():
            return _complain(question, form, view, checked)
        case _:
            assert_never(checked)


async def take_rejection(desk: Desk, visit: Visit[Submit]) -> Reply:
    """Take a rejection with its reason, if one was given."""
    view = visit.knock.view
    question = await _question_of(desk, view)
    if question is None:
        return update_view(trouble_notice(*UNKNOWN_PAUSE))
    if not question.rejectable:
        return update_view(trouble_notice(*NOT_A_FORM))
    return await _submit(desk, visit, question, Answer(verdict=Verdict.REJECTED, reason=read_reason(view.values)))


async def _question_of(desk: Desk, view: View) -> Question | None:
    """Find the question of a modal. Its metadata came from outside: it is an id to look up, nothing more."""
    metadata = read_metadata(view.private_metadata)
    return await desk.find_question(PauseId(metadata.pause)) if metadata else None


def _checked(form: Form, view: View) -> Submission | Faults:
    try:
        return parse_answers(form, read_answers(form, view.values))
    except AnswersUnreadable as unreadable:
        return unreadable.faults


def _complain(question: Question, form: Form, view: View, faults: Faults) -> Reply:
    """Show each fault under its input; in a modal without inputs, on top of it."""
    errors = errors_payload(form, faults, view.blocks)
    if errors:
        return {"response_action": "errors", "errors": errors}
    metadata = read_metadata(view.private_metadata)
    return update_view(draw_again(question, form, errors=faults, generation=metadata.generation + 1 if metadata else 0))


async def _submit(desk: Desk, visit: Visit[Submit], question: Question, answer: Answer) -> Reply:
    person = await desk.identify(visit.knock.user.id)
    if not isinstance(person, Person):
        return _keep_open(visit.knock.view, " ".join(person))
    try:
        outcome = await desk.submit(question, person, answer, visit=visit, view=_reference(visit.knock.view))
    except NotFound:  # it was remembered, and is gone
        return update_view(trouble_notice(*UNKNOWN_PAUSE))
    if isinstance(outcome, Repeated) and not _is_what_was_decided(answer, outcome.pause):
        return update_view(too_late_notice(outcome.pause, form_in(question)))
    return _reply_to(outcome, visit.knock.view)


def _is_what_was_decided(answer: Answer, pause: Pause) -> bool:
    """Tell whether the decision is this very answer; what a form of several pages said is forgotten by then."""
    if answer.verdict is Verdict.ANSWERED and answer.values is None:
        return True
    status = pause.status
    return isinstance(status, Decided) and answer == Answer(
        verdict=status.decision.verdict, values=status.decision.values, reason=status.decision.reason
    )


def _reference(view: View) -> ViewRef:
    metadata = read_metadata(view.private_metadata)
    return ViewRef(id=view.id, generation=metadata.generation if metadata else 0)


def _reply_to(outcome: CheckOutcome, view: View) -> Reply:  # noqa: PLR0911 - one line per outcome
    match outcome:
        case Accepted() | Repeated():
            return None
        case Checking(pause=after, check=check):
            return update_view(checking_notice(after.question, external_id=check.id))
        case Saved(pause=after, check=check):
            return update_view(held_notice(after, form_in(after.question), external_id=check.id))
        case Objected(pause=after, check=check):
            return _object(after, check, view)
        case TooLate(pause=after):
            return update_view(too_late_notice(after, form_in(after.question)))
        case AlreadyHeld(pause=after):
            return update_view(held_notice(after, form_in(after.question)))
        case Refused(pause=after, reason=reason):
            return update_view(refused_notice(after, reason))
        case _:
            assert_never(outcome)


def _object(pause: Pause, check: Check, view: View) -> Reply:
    """Show under the inputs what the flow's class says; what was typed stays."""
    form = form_in(pause.question)
    if form is None:
        return update_view(trouble_notice(*NOT_A_FORM))
    faults = faults_of(form, check.objections)
    here = {block.get("block_id") for block in view.blocks}
    if keeps_drafts(form) and not all(block_id_of(fault.pointer) in here for fault in faults.errors if fault.pointer):
        return update_view(form_with_objections(pause, form, check))
    return _complain(pause.question, form, view, faults)


def _keep_open(view: View, text: str) -> Reply:
    """Say it under the last input, so that nothing typed is lost; in a modal without inputs, in its place."""
    inputs = [str(block.get("block_id")) for block in view.blocks if block.get("type") == "input"]
    if inputs:
        return {"response_action": "errors", "errors": {inputs[-1]: text}}
    return update_view(trouble_notice(text))
