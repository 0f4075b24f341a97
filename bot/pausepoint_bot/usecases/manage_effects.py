"""List what is owed to the outside world, send by hand what was given up, and forget what nobody needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pausepoint_bot.effects import EffectId
from pausepoint_bot.errors import NotFound, RequestRefused
from pausepoint_bot.usecases.ports import OwedEffect, UnitOfWork

_BEFORE_ALL: Final = EffectId(0)
_LAST_ID: Final = 2**63 - 1
_PORTION: Final = 500


def list_effects(uow: UnitOfWork, *, dead_only: bool, limit: int) -> Sequence[OwedEffect]:
    """Return what is owed and the dead letters, or only those, oldest first."""
    return uow.outbox.listed(dead_only=dead_only, after=_BEFORE_ALL, limit=limit)


def find_effects(uow: UnitOfWork, ids: Sequence[int], *, now: datetime) -> Sequence[OwedEffect]:
    """Return the effects with these ids, each once, if an operator may touch them all.

    Raises:
        NotFound: there is none with one of these ids.
        RequestRefused: one of them is being sent.
    """
    wanted = list(dict.fromkeys(ids))
    found = {id_: uow.outbox.find(EffectId(id_)) for id_ in wanted if 0 < id_ <= _LAST_ID}
    if unknown := [str(id_) for id_ in wanted if found.get(id_) is None]:
        raise NotFound(f"there is no effect {', '.join(unknown)}; it was delivered or dropped, or never was")
    effects = [effect for effect in found.values() if effect is not None]
    for effect in effects:
        if effect.is_under_way(now):
            raise RequestRefused(
                f"effect {effect.id} is in the hands of a running service, which may be sending it; nothing was "
                f"changed. Its lease ends at {effect.ready_at:%H:%M:%S} UTC at the latest"
            )
    return effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Revived:
    """How many effects are due now, and which are not because their pauses are stored no more."""

    count: int
    without_pause: Sequence[EffectId] = ()


def retry_effects(uow: UnitOfWork, ids: Sequence[int], *, now: datetime) -> Revived:
    """Make these effects due now, with a schedule of their own from now on; all of them or none.

    Raises:
        NotFound: there is none with one of these ids, or the pause of one is stored no more.
        RequestRefused: one of them is being sent.
    """
    effects = find_effects(uow, ids, now=now)
    for effect in effects:
        if uow.pauses.get(effect.effect.pause) is None:
            raise NotFound(
                f"the pause of effect {effect.id}, {effect.effect.pause}, is stored no more, so nothing can be sent; "
                f"forget the effect with: pausepoint effects drop {effect.id}"
            )
        uow.outbox.revive(effect.id, now=now)
    return Revived(count=len(effects))


def retry_all_dead(uow: UnitOfWork, *, now: datetime) -> Revived:
    """Make every dead letter due now, but those whose pauses are stored no more."""
    count, without_pause = 0, []
    for dead in _dead_letters(uow):
        if uow.pauses.get(dead.effect.pause) is None:
            without_pause.append(dead.id)
        else:
            uow.outbox.revive(dead.id, now=now)
            count += 1
    return Revived(count=count, without_pause=without_pause)


def drop_effects(uow: UnitOfWork, ids: Sequence[int], *, now: datetime) -> Sequence[OwedEffect]:
    """Forget these effects; all of them or none.

    Raises:
        NotFound: there is none with one of these ids.
        RequestRefused: one of them is being sent.
    """
    effects = find_effects(uow, ids, now=now)
    for effect in effects:
        uow.outbox.done(effect.id)
    return effects


def _dead_letters(uow: UnitOfWork) -> Iterator[OwedEffect]:
    after = _BEFORE_ALL
    while portion := uow.outbox.listed(dead_only=True, after=after, limit=_PORTION):
        yield from portion
        after = portion[-1].id
