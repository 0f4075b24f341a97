"""The threat model against the repository: every file and test that it leans on is there."""

from __future__ import annotations

import re

import pytest

from tests.support.programs import ROOT

PAGE = (ROOT / "bot/docs/threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w./-]+\.py(?:::\w+)?)`", PAGE)))


def test_every_attacker_has_a_table_and_says_what_remains():
    for section in PAGE.split("\n## ")[1:]:
        assert "| wants | what stops them | where | proven by |" in section, section[:40]
        assert "\nRemains: " in section, section[:40]


def test_every_row_names_a_file_and_a_test():
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| wants")]
    assert len(rows) > 40
    for row in rows:
        assert len(row) == 4, row
        assert ".py`" in row[2], row
        assert "test_" in row[3], row


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_exists(named: str):
    path, _, test = named.partition("::")
    places = [ROOT / "tests" / path, ROOT / "bot/pausepoint_bot" / path, ROOT / path]
    found = [place for place in places if place.is_file()]
    assert len(found) == 1, places
    assert not test or re.search(rf"^(async )?def {test}\(", found[0].read_text("utf-8"), re.MULTILINE)
