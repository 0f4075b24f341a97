"""What runs often never walks through a whole table, however many pauses there have been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from pausepoint_bot.effects import EffectId, Refresh
from pausepoint_bot.pauses import Check, CheckId
from pausepoint_bot.store.schema import upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.tables import metadata
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import PauseFilter
from tests.contract.store.samples import LISTENER, NOW, SECOND, a_draft, a_pause, a_vote, an_event, pause_id


def a_check() -> Check:
    return Check(id=CheckId("chk_1"), pause=pause_id(1), vote=a_vote())


OFTEN = {
    "get": lambda uow: uow.pauses.get(pause_id(1)),
    "save": lambda uow: uow.pauses.save(a_pause()),
    "votes": lambda uow: uow.pauses.votes(pause_id(1)),
    "add_vote": lambda uow: uow.pauses.add_vote(pause_id(1), a_vote()),
    "holding_key": lambda uow: uow.pauses.holding_key(owner="ci", flow="cleanup", key="k"),
    "due": lambda uow: uow.pauses.due(NOW, 10),
    "next_deadline": lambda uow: uow.pauses.next_deadline(),
    "list": lambda uow: uow.pauses.list(PauseFilter(before=pause_id(1))),
    "list by owner": lambda uow: uow.pauses.list(PauseFilter(owner="ci", before=pause_id(1))),
    "list by state": lambda uow: uow.pauses.list(PauseFilter(state="waiting", before=pause_id(1))),
    "claim": lambda uow: uow.outbox.claim(now=NOW, lease_until=NOW + SECOND, busy=["a", "b"], limit=10, per_lane=1),
    "next_due": lambda uow: uow.outbox.next_due(["a"]),
    "owe": lambda uow: uow.outbox.add(Refresh(pause=pause_id(1)), lane="a", due=NOW),
    "retry": lambda uow: uow.outbox.retry(EffectId(1), due=NOW, error=""),
    "done": lambda uow: uow.outbox.done(EffectId(1)),
    "append": lambda uow: uow.events.append(LISTENER, an_event()),
    "after": lambda uow: uow.events.after(LISTENER, 0, 10),
    "acknowledge": lambda uow: uow.events.acknowledge(LISTENER, 10),
    "find": lambda uow: uow.replies.find(owner="ci", key="k"),
    "forget": lambda uow: uow.replies.forget_before(NOW),
    "keep a draft": lambda uow: uow.drafts.keep(a_draft()),
    "find a draft": lambda uow: uow.drafts.find(pause_id(1), person="U1", view="V1"),
    "newest draft": lambda uow: uow.drafts.newest(pause_id(1), person="U1"),
    "forget drafts": lambda uow: uow.drafts.forget(pause_id(1)),
    "add a check": lambda uow: uow.checks.add(a_check()),
    "get a check": lambda uow: uow.checks.get(CheckId("chk_1")),
    "save a check": lambda uow: uow.checks.save(a_check()),
    "open checks": lambda uow: uow.checks.open_of(pause_id(1)),
    "pending checks": lambda uow: uow.checks.pending_since(NOW, 10),
    "oldest check": lambda uow: uow.checks.oldest_pending(),
    "forget checks": lambda uow: uow.checks.forget_before(NOW),
    "old answers": lambda uow: uow.archive.remembered_before(NOW, 10),
    "old drafts": lambda uow: uow.archive.forget_old_drafts(),
    "feeds that nobody follows": lambda uow: uow.archive.forget_unseen(NOW),
    "undated pauses": lambda uow: uow.archive.date(10),
    "by_hash": lambda uow: uow.tokens.by_hash("a"),
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = writing_engine(tmp_path / "pausepoint.db")
    upgrade(engine)
    with engine.begin() as opened:
        SqlUnitOfWork(opened).pauses.add(a_pause())
        yield opened
    engine.dispose()


def plans(connection: Connection, name: str) -> list[str]:
    """Return how SQLite goes about the statements that are sent, step by step."""
    sent: list[tuple[str, Any]] = []

    @event.listens_for(connection, "before_cursor_execute")
    def _note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        sent.append((statement, parameters))

    unit = SqlUnitOfWork(connection)
    OFTEN[name](unit)
    unit.finish()
    return [
        step.detail
        for statement, parameters in tuple(sent)
        for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]


FEW = {"old drafts": "drafts", "feeds that nobody follows": "listeners"}
"""What is walked through now and then, because there is little of it."""


def test_looking_for_what_is_old_does_not_walk_through_all_pauses(connection: Connection) -> None:
    for name in FEW:
        steps = plans(connection, name)
        assert [step for step in steps if " pauses" in step and "(id=?)" not in step] == []


@pytest.mark.parametrize("name", OFTEN)
def test_no_table_is_scanned(connection: Connection, name: str) -> None:
    scanned = [step.split()[1] for step in plans(connection, name) if step.startswith("SCAN") and " INDEX " not in step]

    assert [table for table in scanned if table in metadata.tables and table != FEW.get(name)] == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("due", "pauses_deadline"),
        ("next_deadline", "pauses_deadline"),
        ("holding_key", "pauses_key"),
        ("list", "pauses_age"),
        ("list by owner", "pauses_owner_age"),
        ("list by state", "pauses_state_age"),
        ("claim", "outbox_ready"),
        ("next_due", "outbox_ready"),
        ("open checks", "checks_open"),
        ("pending checks", "checks_pending"),
        ("oldest check", "checks_pending"),
        ("forget checks", "checks_age"),
        ("owe", "outbox_refresh"),
    ],
)
def test_each_index_serves_what_it_is_for(connection: Connection, name: str, index: str) -> None:
    assert f"INDEX {index} " in " ".join(plans(connection, name)) + " "
