"""Keep what a person has typed so far, so that turning a page, another branch or a closed modal loses none of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pausepoint_bot.pauses import Pause, PauseId
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The pause as it stands, and what the modal's draft holds now.

    `newest` is False where something sent later from the same modal was here already; then that stands.
    """

    pause: Pause
    draft: Draft
    newest: bool


def keep_draft(uow: UnitOfWork, draft: Draft) -> Kept:
    """Add what was sent to what the modal's draft holds. A pause that has ended keeps nothing.

    Raises:
        NotFound: there is no such pause.
    """
    pause = get_pause(uow, draft.pause)
    before = uow.drafts.find(draft.pause, person=draft.person, view=draft.view)
    if before is not None and before.at > draft.at:
        return Kept(pause=pause, draft=before, newest=False)
    after = _added(before, draft) if before is not None else draft
    if not pause.has_ended:
        uow.drafts.keep(after)
    return Kept(pause=pause, draft=after, newest=True)


def _added(before: Draft, sent: Draft) -> Draft:
    return replace(sent, answers={**before.answers, **sent.answers}, branches={**before.branches, **sent.branches})


def read_draft(uow: UnitOfWork, pause_id: PauseId, *, person: str, views: Iterable[str]) -> tuple[Pause, Draft | None]:
    """Return what the person has typed in the first of these modals that anything was sent from, beside the pause.

    Raises:
        NotFound: there is no such pause.
    """
    drafts = (uow.drafts.find(pause_id, person=person, view=view) for view in views)
    return get_pause(uow, pause_id), next((draft for draft in drafts if draft is not None), None)


def newest_draft(uow: UnitOfWork, pause_id: PauseId, *, person: str) -> Draft | None:
    """Return what the person typed last, to open the form with it again."""
    return uow.drafts.newest(pause_id, person=person)
