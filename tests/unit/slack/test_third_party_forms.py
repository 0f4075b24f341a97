"""Forms that nobody here wrote: each is refused with reasons, or asks and answers as its authors meant it.

The corpus lies beside the checkout (`../shared/forms`), not in it: its schemas are other projects'.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pausepoint_bot.forms import Faults, Form, FormRefused, Submission, check_values, compile_form
from pausepoint_bot.slack.refusals import refusals
from tests.support.filling import submit

CORPUS = Path(__file__).parents[4] / "shared" / "forms" / "third_party.jsonl"
FORMS = [json.loads(line) for line in CORPUS.read_text().splitlines()] if CORPUS.exists() else []

REFUSED = {
    "An object is what a form answers with": {
        "rjsf_customArray",
        "rjsf_single",
        "rjsf_new_simple_2",
        "jsonforms_enuminarray",
        "jsonforms_json_editor",
        "jsonforms_jsonschema",
        "jsonforms_mixed",
        "jsonforms_string",
    },
    "It asks for a password": {"jsonforms_login"},
    "It refers to other documents": {"rjsf_new_bundledSchema"},
}
AMBIGUOUS = {("rjsf_oneOf", "ipsum")}
"""Faults of an answer that is empty: it is the choice that is missing, and not the one field or the other."""


def compiled(entry: dict[str, Any]) -> Any:
    try:
        form = compile_form(entry["schema"], entry["initial"])
    except FormRefused as refused:
        return refused.problems
    return refusals(form) or form


def pointer_of(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


@pytest.mark.skipif(not FORMS, reason="the corpus is not beside this checkout")
def test_only_what_no_form_can_be_is_refused_and_with_reasons():
    outcomes = {entry["id"]: compiled(entry) for entry in FORMS}
    refused = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, tuple)}
    assert set(refused) == set().union(*REFUSED.values())
    assert all(problem.detail for problems in refused.values() for problem in problems)


def unticked(given: Any, released: Any) -> Any:
    """Take out what a box that nobody ticked adds: a bool without default that was left out comes back as false."""
    if not isinstance(given, dict) or not isinstance(released, dict):
        return released
    return {
        name: unticked(given.get(name), value)
        for name, value in released.items()
        if value is not False or name in given
    }


def in_utc(value: Any) -> Any:
    """Write moments as they are released."""
    text = json.dumps(value)
    return json.loads(text.replace("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"))


def has_no_field_for_all(form: Form, value: dict[str, Any]) -> bool:
    """Tell values that the form does not ask for, or that stand for a blank."""
    fields = {field.pointer.split("/")[1] for field in form.fields}
    return bool({pointer_of(name)[1:] for name in value} - fields) or "" in value.values() or None in value.values()


@pytest.mark.parametrize("entry", FORMS, ids=lambda entry: entry["id"])
def test_a_form_takes_its_good_instances(entry):
    form = compiled(entry)
    if isinstance(form, tuple):
        return
    blank = compile_form(entry["schema"])
    for good in entry["good"]:
        assert check_values(form, good) == Submission(values=good)
        again = submit(blank, good)
        if isinstance(again, Submission) and not has_no_field_for_all(blank, good):
            assert unticked(good, again.values) == in_utc(good)


@pytest.mark.parametrize("entry", FORMS, ids=lambda entry: entry["id"])
def test_a_form_names_the_fault_of_a_bad_instance(entry):
    form = compiled(entry)
    if isinstance(form, tuple):
        return
    for bad, at in entry["bad"]:
        outcome = check_values(form, bad)
        assert isinstance(outcome, Faults)
        if (entry["id"], at) not in AMBIGUOUS:
            assert any(fault.pointer.startswith(pointer_of(at)) for fault in outcome.errors)
