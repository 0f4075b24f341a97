"""The sheet that a modal shows, found again from what comes back with a knock, and drawn anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.forms import Answer, Form
from pausepoint_bot.forms.paging import ON_A_PAGE
from pausepoint_bot.pauses import Pause, PauseId, Question
from pausepoint_bot.slack.ids import AnswerMetadata, read_metadata
from pausepoint_bot.slack.knocks import View as SeenView
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.modal import readable_answers
from pausepoint_bot.slack.sheet import Sheet, by_slot, lay_out
from pausepoint_bot.slack.sheet_view import Asked, Drawing, View, kept_inputs, render_sheet
from pausepoint_bot.slack.titles import title_of
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.keep_draft import Kept

_INSTANT: Final = timedelta(microseconds=1)
BRANCHED: Final = "Your answers bring other questions. Please look at them, then go on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A modal as it was drawn: which sheet of which form, what was sent from it before, and what came now."""

    question: Question
    metadata: AnswerMetadata
    sheet: Sheet
    view: SeenView
    draft: Draft

    @property
    def sent(self) -> Mapping[str, Answer]:
        """What can be read of the state that came, by slot."""
        answers = readable_answers(self.sheet.fields, self.view.values)
        return by_slot(self.sheet.form, self.sheet.fields, answers)


def keeps_drafts(form: Form) -> bool:
    """Tell a form that is redrawn or paged; any other is filled in at one go, and nothing of it is kept."""
    return bool(form.switches) or len(form.fields) > ON_A_PAGE or len(lay_out(form, {}).pages) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The pause has ended, and what was typed is forgotten."""

    pause: Pause


async def open_sheet(
    desk: Desk, question: Question, form: Form, *, view: SeenView, person: str
) -> Opened | Ended | None:
    """Find the sheet that a modal shows; None where the form has no such sheet.

    Raises:
        NotFound: there is no such pause.
    """
    metadata = read_metadata(view.private_metadata)
    if metadata is None:
        return None
    pause, found = await desk.find_draft(question.id, person=person, views=(view.id, metadata.draft))
    if pause.has_ended:
        return Ended(pause=pause)
    empty = Draft(pause=question.id, person=person, view=view.id, at=question.opened_at, answers={})
    draft = replace(found, view=view.id) if found is not None else empty
    sheet = lay_out(form, {**draft.answers, **draft.branches.get(metadata.branch, {})}, page=metadata.page)
    if metadata.branch not in draft.branches:  # nothing has brought another branch yet: it stands as it opens
        sheet = lay_out(form, {}, page=metadata.page)
    if (sheet.branch, sheet.page) != (metadata.branch, metadata.page):
        return None
    return Opened(question=question, metadata=metadata, sheet=sheet, view=view, draft=draft)


async def keep_sent(desk: Desk, opened: Opened, *, at: datetime | None = None) -> tuple[Kept, Sheet]:
    """Keep what came from the modal, and lay the form out with it. Without `at` it counts as the newest.

    Raises:
        NotFound: there is no such pause.
    """
    moment = max(desk.now(), opened.draft.at + _INSTANT) if at is None else at
    answers = {**opened.draft.answers, **opened.sent}
    form, page = opened.sheet.form, opened.sheet.page
    after = lay_out(form, answers, page=page)
    draft = replace(opened.draft, at=moment, answers=answers, branches=_branches(opened, after))
    kept = await desk.keep(draft)
    settled = lay_out(form, kept.draft.answers, page=page)
    if kept.newest and settled.branch not in kept.draft.branches:  # something older came in between
        kept = await desk.keep(replace(kept.draft, branches=_branches(opened, settled)))
    return kept, settled


def _branches(opened: Opened, after: Sheet) -> dict[str, Mapping[str, Answer]]:
    """Remember the answers that brought what the modal shows now and next."""
    sheets = (opened.sheet, after)
    return {**opened.draft.branches, **{sheet.branch: sheet.switches for sheet in sheets if sheet.branch}}


def redraw_sheet(opened: Opened, after: Sheet, drawing: Drawing | None = None) -> View:
    """Draw a sheet in place of the one that is open, under the same generation unless the drawing says otherwise."""
    drawing = drawing or Drawing(generation=opened.metadata.generation, arriving=True)
    return render_sheet(after, asked_in(opened.question), replace(drawing, draft=opened.metadata.draft))


def in_place(opened: Opened, after: Sheet, *, later: int = 1, note: str = "") -> View:
    """Draw what the answers bring around the inputs that stay, which keep what Slack holds in them."""
    kept = kept_inputs(opened.sheet, after, dict(_drawn(opened.view)))
    generation = opened.metadata.generation + later
    return redraw_sheet(opened, after, Drawing(generation=generation, kept=kept, note=note, arriving=bool(note)))


def _drawn(view: SeenView) -> Iterator[tuple[str, str]]:
    """List the action ids of a view's inputs by their blocks."""
    for block in view.blocks:
        element = block.get("element")
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str):
            yield str(block.get("block_id")), action_id


def asked_in(question: Question) -> Asked:
    """Return what stands over a form."""
    return Asked(pause_id=question.id, title=title_of(question), preview=question.preview)


def pause_in(view: SeenView | None) -> PauseId | None:
    """Read whose form a modal is. It came from outside: it is an id to look up, nothing more."""
    metadata = read_metadata(view.private_metadata) if view is not None else None
    return PauseId(metadata.pause) if metadata else None
