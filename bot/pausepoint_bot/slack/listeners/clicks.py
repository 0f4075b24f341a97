"""Clicks on the buttons of a pause's message: read the pause, check the approver, show or decide, acknowledge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import assert_never

from pausepoint_bot.forms import one_click_answers
from pausepoint_bot.pauses import Held, Pause, PauseId, Person, Verdict
from pausepoint_bot.slack.after_check import form_with_objections
from pausepoint_bot.slack.buttons import APPROVE, one_click_index, pause_of
from pausepoint_bot.slack.knocks import Click
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.drawing import answer_view, form_in
from pausepoint_bot.slack.listeners.visit import Reply, Visit
from pausepoint_bot.slack.notices import (
    CHECKING,
    NOT_A_FORM,
    UNKNOWN_PAUSE,
    View,
    held_notice,
    refused_notice,
    stray_notice,
    too_late_notice,
    trouble_notice,
)
from pausepoint_bot.slack.rejecting import render_reject_modal
from pausepoint_bot.usecases.check_answer import Checking, CheckOutcome, Objected, Saved
from pausepoint_bot.usecases.submit_answer import (
    Accepted,
    AlreadyHeld,
    Answer,
    Refused,
    Repeated,
    TooLate,
    may_decide,
)

Draw = Callable[[Pause], View]


async def open_answer(desk: Desk, visit: Visit[Click]) -> Reply:
    """Open the form, for whoever may decide, with what they typed before."""
    draft = await desk.newest_draft(pause_of(visit.knock.actions[0].value), person=visit.knock.user.id)
    return await _open(desk, visit, partial(answer_view, draft=draft))


async def open_rejection(desk: Desk, visit: Visit[Click]) -> Reply:
    """Ask for a reason to reject, whoever may decide."""
    return await _open(desk, visit, _rejection_view)


async def decide(desk: Desk, visit: Visit[Click]) -> Reply:
    """Take the answer that the button gives, and show its outcome at once."""
    click = visit.knock
    pause = await _clicked_pause(desk, visit)
    if pause is None:
        return None
    answer = _answer_of(pause, click.actions[0].action_id)
    if answer is None or _is_stray(pause, click):
        return await _open(desk, visit, answer_view)
    person = await desk.identify(click.user.id)
    if isinstance(person, Person):
        await _show_outcome(desk, visit, await desk.submit(pause.question, person, answer, visit=visit))
    else:
        await desk.open_view(visit, trouble_notice(*person))
    await desk.note_message(pause, click)
    return None


async def _show_outcome(desk: Desk, visit: Visit[Click], outcome: CheckOutcome) -> None:
    match outcome:
        case Accepted(pause=pause) | Repeated(pause=pause) | Saved(pause=pause):
            desk.show_afterwards(visit, pause)
        case Checking():
            desk.tell_afterwards(visit, CHECKING)
        case Objected(pause=pause, check=check):
            await desk.open_view(visit, form_with_objections(pause, form_in(pause.question), check))
        case TooLate(pause=pause):
            await desk.open_view(visit, too_late_notice(pause, form_in(pause.question)))
        case AlreadyHeld(pause=pause):
            await desk.open_view(visit, held_notice(pause, form_in(pause.question)))
        case Refused(pause=pause, reason=reason):
            await desk.open_view(visit, refused_notice(pause, reason))
        case _:
            assert_never(outcome)


async def _open(desk: Desk, visit: Visit[Click], draw: Draw) -> Reply:
    """Open what the click asks for, or what there is to tell instead."""
    pause = await _clicked_pause(desk, visit)
    if pause is not None:
        await desk.open_view(visit, await _view_for(desk, visit.knock, pause, draw))
        await desk.note_message(pause, visit.knock)
    return None


async def _clicked_pause(desk: Desk, visit: Visit[Click]) -> Pause | None:
    pause = await desk.find(PauseId(visit.knock.actions[0].value or ""))
    if pause is None:
        await desk.open_view(visit, trouble_notice(*UNKNOWN_PAUSE))
    return pause


async def _view_for(desk: Desk, click: Click, pause: Pause, draw: Draw) -> View:
    if pause.has_ended or pause.is_past_deadline(desk.now()):
        return too_late_notice(pause, form_in(pause.question))
    if isinstance(pause.status, Held):
        return held_notice(pause, form_in(pause.question))
    if _is_stray(pause, click):
        return stray_notice(pause)
    person = await desk.identify(click.user.id)
    if not isinstance(person, Person):
        return trouble_notice(*person)
    reason = may_decide(pause, person)
    return refused_notice(pause, reason) if reason else draw(pause)


def _rejection_view(pause: Pause) -> View:
    return render_reject_modal(pause) if pause.question.rejectable else trouble_notice(*NOT_A_FORM)


def _answer_of(pause: Pause, action: str) -> Answer | None:
    """Return what the button answers; None where the question has no such button."""
    if pause.question.schema is None:
        return Answer(verdict=Verdict.ANSWERED) if action == APPROVE else None
    form, index = form_in(pause.question), one_click_index(action)
    clicks = one_click_answers(form) if form is not None else ()
    chosen = next((click for click in clicks if click.index == index), None)
    return Answer(verdict=Verdict.ANSWERED, values=chosen.values) if chosen else None


def _is_stray(pause: Pause, click: Click) -> bool:
    """Tell whether the message clicked is a copy, posted twice after an uncertain first attempt."""
    ts = click.container.message_ts
    return pause.place is not None and ts is not None and pause.place.ts != ts
