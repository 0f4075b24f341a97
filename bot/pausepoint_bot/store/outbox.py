"""The outbox in the database: effects that are owed, leased and buried.

Where several processes share it, each claims under its name (`holder`). A lane is one process's at a time, so that what
is sent in it keeps its order: an older state of a message must not arrive after a newer one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, false, func, insert, not_, or_, select, true, update

from pausepoint_bot.effects import Claim, Effect, EffectId, EffectKind, Refresh
from pausepoint_bot.pauses import Pause
from pausepoint_bot.store.effect_rows import SPENT, claim_from_row, effect_to_row
from pausepoint_bot.store.json_text import to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.owed_effects import SqlOwedEffects
from pausepoint_bot.store.tables import UNBURIED, UNCLAIMED_REFRESH, outbox
from pausepoint_bot.store.vote_rows import AnyRow
from pausepoint_bot.usecases.ports import Owed

_ADD: Final = insert(outbox).returning(outbox.c.id)
# Where somebody is just claiming it, it is as good as claimed: locked rows are skipped (by databases that lock rows).
_UNCLAIMED_REFRESH: Final = (
    select(outbox)
    .where(outbox.c.pause == bindparam("wanted"), UNCLAIMED_REFRESH)
    .order_by(outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_JOIN: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("lane", "priority", "ready_at", "leased", "holder")})
)
_is_ready = and_(UNBURIED, outbox.c.ready_at <= bindparam("now"))
_is_claimable = and_(_is_ready, outbox.c.priority != SPENT)
_is_busy = or_(
    outbox.c.lane.in_(bindparam("busy", expanding=True)), outbox.c.kind.in_(bindparam("busy", expanding=True))
)
_ranked = (
    select(
        outbox.c.id,
        outbox.c.priority,
        func.row_number()
        .over(partition_by=outbox.c.lane, order_by=[outbox.c.priority, outbox.c.id])
        .label("place_in_lane"),
    )
    .where(_is_claimable, not_(_is_busy))
    .subquery()
)
_first_in_lanes = (
    select(_ranked.c.id)
    .where(_ranked.c.place_in_lane <= bindparam("per_lane"))
    .order_by(_ranked.c.priority, _ranked.c.id)
    .limit(bindparam("most"))
)
# The condition stands twice: a row that was changed since it was chosen is looked at again before it is locked.
_chosen = (
    select(outbox.c.id)
    .where(outbox.c.id.in_(_first_in_lanes), _is_claimable)
    .with_for_update(skip_locked=True)
    .cte("chosen")
)
_CLAIM: Final = (
    update(outbox)
    .where(outbox.c.id.in_(select(_chosen.c.id)))
    .values(ready_at=bindparam("lease_until"), leased=true(), holder=bindparam("holder"))
    .returning(outbox)
)
# One claims at a time: of two at once, each could take another effect of the same lane.
_ALONE: Final = select(func.pg_advisory_xact_lock(0x70617573, 1))  # "paus": one of pausepoint's advisory locks
_HELD_ELSEWHERE: Final = (
    select(outbox.c.lane, func.max(outbox.c.ready_at).label("until"))
    .where(UNBURIED, outbox.c.leased == true(), outbox.c.holder.is_distinct_from(bindparam("holder")))
    .group_by(outbox.c.lane)
)
_HOLDS: Final = (
    select(outbox.c.id)
    .where(outbox.c.id == bindparam("wanted"), outbox.c.leased == true(), outbox.c.holder == bindparam("holder"))
    .with_for_update()
)
_DONE: Final = delete(outbox).where(outbox.c.id == bindparam("wanted"))
_READY_LANES: Final = (
    select(outbox.c.lane).distinct().where(_is_ready, outbox.c.lane.in_(bindparam("names", expanding=True)))
)
_JOIN_LANE: Final = update(outbox).where(_is_ready, outbox.c.lane == bindparam("name")).values(lane=bindparam("road"))
# An older version that finds a spent row takes it for an announcement whose message stands, and forgets it.
_SPEND: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"))
    .values(kind="announce", priority=SPENT, leased=true(), lane=bindparam("in_lane"), ready_at=bindparam("until"))
)
_FORGET_SPENT: Final = delete(outbox).where(_is_ready, outbox.c.priority == SPENT)
_RETRY: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"))
    .values(
        attempts=outbox.c.attempts + bindparam("failed"),
        ready_at=bindparam("due"),
        leased=bindparam("keeps_lane"),
        error=bindparam("why"),
    )
)
_HURRY: Final = (
    update(outbox)
    .where(
        outbox.c.id.in_(
            select(outbox.c.id)
            .where(
                UNBURIED,
                outbox.c.leased == false(),
                outbox.c.attempts > 0,
                outbox.c.ready_at > bindparam("now"),
                outbox.c.kind.in_(bindparam("kinds", expanding=True)),
            )
            .with_for_update(skip_locked=True)
        )
    )
    .values(ready_at=bindparam("now"))
)
_FREE: Final = (
    update(outbox).where(UNBURIED, outbox.c.leased == true()).values(ready_at=bindparam("now"), leased=false())
)
_BURY: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"))
    .values(attempts=outbox.c.attempts + 1, leased=false(), buried_at=bindparam("now"), error=bindparam("why"))
)
_NEXT_DUE: Final = select(outbox.c.ready_at).where(UNBURIED, not_(_is_busy)).order_by(outbox.c.ready_at).limit(1)
_is_buried = outbox.c.buried_at.is_not(None)
_OWED: Final = (
    select(
        outbox.c.kind,
        _is_buried.label("buried"),
        func.count().label("number"),
        func.min(outbox.c.owed_since).label("since"),
    )
    .where(outbox.c.priority != SPENT)
    .group_by(outbox.c.kind, _is_buried)
)


class SqlOutbox(SqlOwedEffects):
    """The port `Outbox` over one transaction.

    `holder` is the name under which this process claims; None where no other one does.
    """

    __slots__ = ("_holder",)

    def __init__(self, connection: Connection, news: News, *, holder: str | None) -> None:
        super().__init__(connection, news)
        self._holder = holder

    def add(
        self,
        effect: Effect,
        *,
        lane: str,
        due: datetime,
        lease_until: datetime | None = None,
        pause: Pause | None = None,
    ) -> None:
        """Owe an effect. With `lease_until` it is born claimed by this process, which is handed it on commit.

        `pause` is handed over with it, to save reading what this transaction has just written.

        A `Refresh` that is owed already and unclaimed is not owed twice: it joins the older one, which keeps its
        attempts and moves forward to whichever is due sooner.
        """
        row = effect_to_row(effect, lane=lane, due=due, lease_until=lease_until, pause=pause)
        row["holder"] = self._holder
        older = self._unclaimed_refresh(effect)
        if older is None:
            id_ = EffectId(self._connection.execute(_ADD, row).scalar_one())
            attempts, owed_since = 0, due
        else:
            claim = claim_from_row(older, lease_until=due)
            id_, attempts, owed_since = claim.id, claim.attempts, claim.owed_since
            self._join(older, row)
        if lease_until is None:
            self._news.owing = True
            return
        self._news.claims.append(
            Claim(
                id=id_,
                effect=effect,
                lane=lane,
                attempts=attempts,
                owed_since=owed_since,
                lease_until=lease_until,
                pause=pause,
            )
        )

    def claim(
        self, *, now: datetime, lease_until: datetime, busy: Collection[str], limit: int, per_lane: int
    ) -> Sequence[Claim]:
        """Claim due effects that nobody holds: at most `per_lane` of a lane, none of the `busy` lanes and kinds.

        Nor of a lane in which another process holds one.
        """
        if self._holder is not None:
            self._connection.execute(_ALONE)
            self._connection.execute(_FORGET_SPENT, {"now": to_micros(now)})
        held = {lane for lane, until in self._held_elsewhere().items() if until > to_micros(now)}
        wanted = {
            "now": to_micros(now),
            "lease_until": to_micros(lease_until),
            "holder": self._holder,
            "busy": [*busy, *held],
            "most": limit,
            "per_lane": per_lane,
        }
        rows = self._connection.execute(_CLAIM, wanted).all()
        in_order = sorted(rows, key=lambda row: (row.priority, row.id))
        return [claim_from_row(row, lease_until=lease_until) for row in in_order]

    def holds(self, effect: EffectId) -> bool:
        """Tell whether this process still has in its hands what it has claimed, which then stays so."""
        if self._holder is None:
            return True
        return self._connection.execute(_HOLDS, {"wanted": effect, "holder": self._holder}).first() is not None

    def done(self, effect: EffectId) -> None:
        """Forget an effect that was delivered, or that nobody needs any more."""
        self._connection.execute(_DONE, {"wanted": effect})

    def join_lanes(self, roads: Mapping[str, str], *, now: datetime) -> None:
        """Let what is due in a lane travel in the one that it is known to be by another name."""
        if roads:
            found = (
                self._connection.execute(_READY_LANES, {"names": list(roads), "now": to_micros(now)}).scalars().all()
            )
            for name in found:
                self._connection.execute(_JOIN_LANE, {"name": name, "road": roads[name], "now": to_micros(now)})

    def spend(self, effect: EffectId, *, lane: str, until: datetime) -> None:
        """Forget a delivered effect; until then no other process sends in the lane."""
        if self._holder is None:
            self.done(effect)
        else:
            self._connection.execute(_SPEND, {"wanted": effect, "in_lane": lane, "until": to_micros(until)})

    def retry(
        self, effect: EffectId, *, due: datetime, error: str, failed: bool = True, keeps_lane: bool = False
    ) -> None:
        """Give the claim back until `due`, and count a failed attempt unless the other side only asked to wait.

        With `keeps_lane` no other process sends in its lane until then.
        """
        values = {"wanted": effect, "due": to_micros(due), "why": to_json(error), "failed": int(failed)}
        self._connection.execute(_RETRY, {**values, "keeps_lane": keeps_lane and self._holder is not None})
        self._news.owing = True

    def bury(self, effect: EffectId, *, now: datetime, error: str) -> None:
        """Keep the effect as a dead letter."""
        self._connection.execute(_BURY, {"wanted": effect, "now": to_micros(now), "why": to_json(error)})

    def hurry(self, kinds: Collection[EffectKind], *, now: datetime) -> None:
        """Let effects of these kinds be due now that have failed before, are not claimed and wait to be tried again."""
        self._connection.execute(_HURRY, {"kinds": list(kinds), "now": to_micros(now)})
        self._news.owing = True

    def free(self, *, now: datetime) -> None:
        """Give back every claim, whoever made it: whoever calls this is the only one who claims."""
        self._connection.execute(_FREE, {"now": to_micros(now)})
        self._news.owing = True

    def next_due(self, busy: Collection[str]) -> datetime | None:
        """Return when the next unburied effect outside the `busy` lanes and kinds is due, or its lease ends.

        What is in a lane that another process holds is not due before all its leases there have ended.
        """
        held = self._held_elsewhere()
        here = self._connection.execute(_NEXT_DUE, {"busy": [*busy, *held]}).scalar()
        elsewhere = [until for lane, until in held.items() if lane not in busy]
        return from_micros_or_none(min([*elsewhere, *([] if here is None else [here])], default=None))

    def owed(self) -> Sequence[Owed]:
        """Sum up what is owed, and the dead letters, by kind."""
        return [
            Owed(kind=row.kind, buried=bool(row.buried), count=row.number, since=from_micros(row.since))
            for row in self._connection.execute(_OWED)
        ]

    def _held_elsewhere(self) -> Mapping[str, int]:
        """Return the lanes in which another process holds an effect, and when the last of its leases ends."""
        if self._holder is None:
            return {}
        held = self._connection.execute(_HELD_ELSEWHERE, {"holder": self._holder})
        return {row.lane: row.until for row in held}

    def _unclaimed_refresh(self, effect: Effect) -> AnyRow | None:
        if not isinstance(effect, Refresh):
            return None
        return self._connection.execute(_UNCLAIMED_REFRESH, {"wanted": effect.pause}).first()

    def _join(self, older: AnyRow, newer: dict[str, object]) -> None:
        ready_at = newer["ready_at"] if newer["leased"] else min(older.ready_at, newer["ready_at"])
        changed = {name: newer[name] for name in ("lane", "priority", "leased", "holder")}
        self._connection.execute(_JOIN, {"wanted": older.id, "ready_at": ready_at, **changed})
