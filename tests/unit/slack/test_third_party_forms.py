"""Forms that nobody here wrote: each is refused with reasons, or asks and answers as its authors meant it.

The corpus lies beside the checkout (`../shared/forms`), not in it: its schemas are other projects'.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pausepoint_bot.forms import Faults, FormRefused, Submission, answers_of, check_values, compile_form, parse_answers
from pausepoint_bot.slack.modal import read_answers, render_answer_modal
from pausepoint_bot.slack.refusals import refusals
from pausepoint_playground.element_states import initial_values
from pausepoint_playground.validation import validate_view

CORPUS = Path(__file__).parents[4] / "shared" / "forms" / "third_party.jsonl"
FORMS = [json.loads(line) for line in CORPUS.read_text().splitlines()] if CORPUS.exists() else []


def compiled(entry: dict[str, Any]) -> Any:
    try:
        form = compile_form(entry["schema"], entry["initial"])
    except FormRefused as refused:
        return refused.problems
    return refusals(form) or form


@pytest.mark.skipif(not FORMS, reason="the corpus is not beside this checkout")
def test_most_flat_forms_are_asked_and_the_others_refused_with_reasons():
    outcomes = [compiled(entry) for entry in FORMS]
    refused = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert all(problem.detail for problems in refused for problem in problems)
    assert len(outcomes) - len(refused) >= 35


@pytest.mark.parametrize("entry", FORMS, ids=lambda entry: entry["id"])
def test_a_form_takes_its_good_instances_and_names_the_fault_of_its_bad_ones(entry):
    form = compiled(entry)
    if isinstance(form, tuple):
        return
    for good in entry["good"]:
        assert check_values(form, good) == Submission(values=good)
        view: Any = render_answer_modal(form, pause_id="pau_1", title="t", preview="", answers=answers_of(form, good))
        assert validate_view(view) == []
        again = parse_answers(form, read_answers(form, initial_values(view["blocks"])))
        if isinstance(again, Submission):
            assert isinstance(check_values(form, again.values), Submission)
    for bad, at in entry["bad"]:
        outcome = check_values(form, bad)
        assert isinstance(outcome, Faults)
        assert any(fault.pointer.startswith("/" + at.replace("~", "~0").replace("/", "~1")) for fault in outcome.errors)
