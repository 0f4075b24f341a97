"""Clicks that only read: the whole preview behind "Show all", page by page. Anyone who sees the message may."""

from __future__ import annotations

from pausepoint_bot.pauses import PauseId
from pausepoint_bot.slack.ids import read_metadata
from pausepoint_bot.slack.knocks import Click
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.visit import Reply, Visit
from pausepoint_bot.slack.notices import UNKNOWN_PAUSE, trouble_notice
from pausepoint_bot.slack.pages import render_page, turned_page


async def show_all(desk: Desk, visit: Visit[Click]) -> Reply:
    """Open the whole preview at its first page."""
    pause = await desk.find(PauseId(visit.knock.actions[0].value or ""))
    if pause is None:
        await desk.open_view(visit, trouble_notice(*UNKNOWN_PAUSE))
        return None
    await desk.open_view(visit, render_page(pause.question, 0))
    await desk.note_message(pause, visit.knock)
    return None


async def turn_page(desk: Desk, visit: Visit[Click]) -> Reply:
    """Show another page in the same modal."""
    click = visit.knock
    page = turned_page(click.actions[0].action_id)
    metadata = read_metadata(click.view.private_metadata) if click.view else None
    if page is None or metadata is None:
        return None
    pause = await desk.find(PauseId(metadata.pause))
    await desk.turn_view(click, render_page(pause.question, page) if pause else trouble_notice(*UNKNOWN_PAUSE))
    return None
