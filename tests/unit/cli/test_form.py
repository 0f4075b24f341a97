from __future__ import annotations

import json
from pathlib import Path

import pytest

from pausepoint_playground.validation import validate_view
from tests.support.command_line import command


def test_the_class_of_the_example_becomes_a_modal_that_slack_takes():
    ran = command("form", "preview", "pausepoint.examples.database_cleanup:CleanupApproval")
    view = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert validate_view(view) == []
    assert [block["block_id"] for block in view["blocks"] if block["type"] == "input"] == ["#/approve", "#/notes"]


def test_a_schema_in_a_file_becomes_a_modal_with_its_title(empty_place: Path):
    schema = {"title": "Deploy", "type": "object", "properties": {"version": {"type": "string"}}}
    Path("deploy.json").write_text(json.dumps(schema))
    view = json.loads(command("form", "preview", "deploy.json").out)
    assert validate_view(view) == []
    assert view["title"]["text"] == "Deploy"


def test_a_class_of_ones_own_becomes_a_modal(empty_place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(empty_place)
    Path("flow_of_mine.py").write_text("from pydantic import BaseModel\nclass Ask(BaseModel):\n    n: int\n")
    view = json.loads(command("form", "preview", "flow_of_mine:Ask").out)
    assert view["blocks"][0]["block_id"] == "#/n"


def test_each_part_that_cannot_be_shown_is_named_by_a_pointer(empty_place: Path):
    Path("s.json").write_text('{"type": "object", "properties": {"p": {"type": "string", "format": "password"}}}')
    ran = command("form", "preview", "s.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == "error: the form cannot be shown in Slack:"
    assert ran.err.splitlines()[1].startswith("  /schema/properties/p: ")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nothing.json", "cannot read nothing.json: No such file or directory"),
        (".", "cannot read .: Is a directory"),
        ("list.json", "list.json holds no JSON object"),
        ("broken.json", "broken.json is not JSON"),
        ("no_such_module:Form", "cannot find no_such_module:Form: No module named 'no_such_module'"),
        ("json:Form", "cannot find json:Form: module 'json' has no attribute 'Form'"),
        ("falls_over:Form", "importing falls_over failed: ZeroDivisionError"),
        ("falls_over.py", "falls_over.py is not JSON"),
        ("pausepoint.wire:API_VERSION", "wait_for_input must be a class or a type"),
    ],
)
def test_what_is_no_form_is_one_clear_line(empty_place: Path, monkeypatch: pytest.MonkeyPatch, source: str, said: str):
    monkeypatch.syspath_prepend(empty_place)
    Path("list.json").write_text("[1]")
    Path("broken.json").write_text("{")
    Path("falls_over.py").write_text("1 / 0\n")
    assert said in command("form", "preview", source).error
