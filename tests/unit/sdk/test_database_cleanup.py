from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from pausepoint.examples.database_cleanup import CleanupApproval, clean_up, count_runs, make_database
from pausepoint.testing import answering


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Connection]:
    with closing(make_database(tmp_path / "runs.db")) as database:
        yield database


def test_an_approval_deletes_what_was_shown_and_names_who_approved(
    database: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(CleanupApproval(approve=True, notes="fine"), name="Ann") as pauses:
        deleted = clean_up(database, "#ops")

    assert (deleted, count_runs(database)) == (42, 18)
    assert pauses.asked[0].preview.startswith("**Preview (42 runs):**")
    assert pauses.asked[0].channel == "#ops"
    assert "Ann (U0TESTER): approved. fine\n42 flow runs deleted, 18 left." in capsys.readouterr().out


def test_a_refusal_keeps_everything(database: Connection) -> None:
    with answering(CleanupApproval(approve=False)):
        assert clean_up(database) == 0

    assert count_runs(database) == 60
