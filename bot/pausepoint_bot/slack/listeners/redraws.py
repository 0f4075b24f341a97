"""What is used inside an open form: answers that bring other fields, and Back. Keep what came, then draw anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from pausepoint_bot.errors import NotFound
from pausepoint_bot.slack.ids import ANSWER_MODAL, block_id_of
from pausepoint_bot.slack.knocks import Action, Click
from pausepoint_bot.slack.knocks import View as SeenView
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.drawing import form_in
from pausepoint_bot.slack.listeners.sending import OTHER_FORM
from pausepoint_bot.slack.listeners.sheets import (
    BRANCHED,
    Ended,
    Opened,
    in_place,
    keep_sent,
    open_sheet,
    pause_in,
    redraw_sheet,
)
from pausepoint_bot.slack.listeners.visit import Reply, Visit
from pausepoint_bot.slack.notices import NOT_A_FORM, UNKNOWN_PAUSE, View, too_late_notice, trouble_notice
from pausepoint_bot.slack.sheet import Sheet
from pausepoint_bot.slack.sheet_view import Drawing

Redraw = Callable[[Opened, Sheet, int], View | None]
"""Draws the modal anew, under a generation that is so much later; None where it may stay as it is."""

_MOMENT: Final = re.compile(r"([0-9]{10})\.([0-9]{6})")


async def redraw(desk: Desk, visit: Visit[Click]) -> Reply:
    """Show the fields that an answer brings, around what was typed."""

    def bring(opened: Opened, after: Sheet, later: int) -> View | None:
        if after.branch == opened.sheet.branch:
            return None
        used = visit.knock.actions[0].block_id
        page = next((n for n, _ in enumerate(after.pages) if _has_block(after.turned_to(n), used)), after.page)
        return in_place(opened, after.turned_to(page), later=later)

    return await _answer(desk, visit, bring)


async def turn_back(desk: Desk, visit: Visit[Click]) -> Reply:
    """Show the page before, whatever is wrong on this one."""

    def back(opened: Opened, after: Sheet, later: int) -> View:
        if after.branch != opened.sheet.branch:
            return in_place(opened, after, later=later, note=BRANCHED)
        drawing = Drawing(generation=opened.metadata.generation + later - 1, arriving=True)
        return redraw_sheet(opened, after.turned_to(after.page - 1), drawing)

    return await _answer(desk, visit, back)


async def _answer(desk: Desk, visit: Visit[Click], draw: Redraw) -> Reply:
    click = visit.knock
    if click.view is None or click.view.callback_id != ANSWER_MODAL:
        return None
    try:
        opened = await _opened(desk, click, click.view)
        if isinstance(opened, Opened):
            await _show(desk, click, opened, draw)
        else:
            await desk.turn_view(click, opened)
    except NotFound:  # it was remembered, and is gone
        await desk.turn_view(click, trouble_notice(*UNKNOWN_PAUSE))
    return None


async def _opened(desk: Desk, click: Click, view: SeenView) -> Opened | View:
    """Find the sheet that was clicked in; else return what there is to tell."""
    pause = pause_in(view)
    question = await desk.find_question(pause) if pause is not None else None
    if question is None:
        return trouble_notice(*UNKNOWN_PAUSE)
    form = form_in(question)
    if form is None:
        return trouble_notice(*NOT_A_FORM)
    opened = await open_sheet(desk, question, form, view=view, person=click.user.id)
    if isinstance(opened, Ended):
        return too_late_notice(opened.pause, form)
    return opened or trouble_notice(*OTHER_FORM)


async def _show(desk: Desk, click: Click, opened: Opened, draw: Redraw) -> None:
    """Keep what came, and draw. Of two clicks at the same time the later one counts, in whatever order they arrive."""
    kept, after = await keep_sent(desk, opened, at=_moment_of(click.actions[0]))
    if not kept.newest:
        return
    if kept.pause.has_ended:
        await desk.turn_view(click, too_late_notice(kept.pause, form_in(opened.question)))
        return
    view = draw(opened, after, 1)
    if view is None or await desk.turn_view(click, view):
        return
    _, newest = await desk.find_draft(opened.question.id, person=click.user.id, views=[opened.view.id])
    if newest is not None and newest.at <= kept.draft.at:
        await desk.turn_view(click, draw(opened, after, 2) or view, whatever=True)


def _moment_of(action: Action) -> datetime | None:
    """Read when the element was used, by Slack's clock."""
    found = _MOMENT.fullmatch(action.action_ts)
    if found is None:
        return None
    return datetime.fromtimestamp(int(found[1]), UTC).replace(microsecond=int(found[2]))


def _has_block(sheet: Sheet, block_id: str) -> bool:
    return any(block_id_of(field.pointer) == block_id for field in sheet.fields)
