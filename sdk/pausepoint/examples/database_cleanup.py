"""Delete old flow runs from a database, once a person has seen which ones and agreed.

    python -m pausepoint.examples.database_cleanup ["#channel"]

PAUSEPOINT_API_URL and PAUSEPOINT_API_TOKEN lead to the bot. The database is a real SQLite file, made anew in a
temporary directory. The channel may also come from PAUSEPOINT_CHANNEL; otherwise the bot's own is used.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from pydantic import Field

from pausepoint import PauseError, RunInput, decision_of, pause_flow_run

KEEP_DAYS = 30


class CleanupApproval(RunInput):
    """What the flow needs to hear before it deletes anything."""

    approve: bool = Field(default=False, description="Delete these flow runs for good?")
    notes: str = Field(default="", description="Why approve or reject?")


def clean_up(database: sqlite3.Connection, channel: str | None = None) -> int:
    old = find_old_runs(database)
    approval = pause_flow_run(
        CleanupApproval.with_initial_data(description=f"**Preview ({len(old)} runs):**\n\n{as_table(old)}"),
        title=f"Delete {len(old)} flow runs older than {KEEP_DAYS} days?",
        timeout=3600,
        channel=channel,
        flow_name="database-cleanup",
    )
    deleted = delete_runs(database, old) if approval.approve else 0
    print(f"{who_decided(approval)}: {'approved' if approval.approve else 'declined'}. {approval.notes}".rstrip())
    print(f"{deleted} flow runs deleted, {count_runs(database)} left.")
    return deleted


def find_old_runs(database: sqlite3.Connection) -> list[tuple[int, str, str, int]]:
    query = "SELECT id, name, state, age_days FROM flow_run WHERE age_days > ? ORDER BY age_days DESC"
    return database.execute(query, (KEEP_DAYS,)).fetchall()


def as_table(runs: list[tuple[int, str, str, int]]) -> str:
    rows = "\n".join(f"| {name} | {state} | {age} days |" for _, name, state, age in runs)
    return f"| Flow run | State | Age |\n|---|---|---:|\n{rows}"


def delete_runs(database: sqlite3.Connection, runs: list[tuple[int, str, str, int]]) -> int:
    with database:
        deleted = database.executemany("DELETE FROM flow_run WHERE id = ?", [(id_,) for id_, *_ in runs])
    return deleted.rowcount


def count_runs(database: sqlite3.Connection) -> int:
    (count,) = database.execute("SELECT count(*) FROM flow_run").fetchone()
    return int(count)


def who_decided(approval: CleanupApproval) -> str:
    decision = decision_of(approval)
    return ", ".join(map(str, decision.by)) if decision else "nobody"


def make_database(path: Path) -> sqlite3.Connection:
    """Make a database of 60 flow runs: 18 recent ones, 42 old ones."""
    recent = 18
    database = sqlite3.connect(path)
    names, states = ("nightly-etl", "send-invoices", "train-model", "sync-crm"), ("COMPLETED", "COMPLETED", "FAILED")
    runs = [(f"{names[n % 4]}-{n:03}", states[n % 3], n if n < recent else n + KEEP_DAYS) for n in range(60)]
    with database:
        database.execute("CREATE TABLE flow_run (id INTEGER PRIMARY KEY, name TEXT, state TEXT, age_days INTEGER)")
        database.executemany("INSERT INTO flow_run (name, state, age_days) VALUES (?, ?, ?)", runs)
    return database


def main() -> int:
    channel = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PAUSEPOINT_CHANNEL")
    with (
        tempfile.TemporaryDirectory() as directory,
        closing(make_database(Path(directory) / "flow_runs.db")) as database,
    ):
        print(
            f"{count_runs(database)} flow runs in the database. Waiting for a person to decide in Slack...", flush=True
        )
        try:
            clean_up(database, channel)
        except PauseError as error:
            print(f"Nothing was deleted. {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
