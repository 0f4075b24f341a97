from __future__ import annotations

import pytest

from pausepoint_playground.element_states import MEMBER_OF, clean_state, initial_state, kept_values, state_refusal
from tests.unit.playground.blocks import option, options

MULTIPLE = {kind for kind in MEMBER_OF if kind.startswith("multi_")} | {"checkboxes", "file_input"}


@pytest.mark.parametrize("kind", MEMBER_OF)
def test_an_untouched_element_reports_null_or_an_empty_list(kind):
    assert initial_state({"type": kind}) == {"type": kind, MEMBER_OF[kind][0]: [] if kind in MULTIPLE else None}


def test_a_preset_is_reported_before_anyone_touches_it():
    assert initial_state({"type": "datepicker", "initial_date": "2026-01-31"})["selected_date"] == "2026-01-31"
    assert initial_state({"type": "plain_text_input", "initial_value": ""})["value"] is None
    picker = {"type": "timepicker", "initial_time": "09:00", "timezone": "Europe/Prague"}
    assert initial_state(picker) == {"type": "timepicker", "selected_time": "09:00", "timezone": "Europe/Prague"}


def ask(block_id, action_id, kind="plain_text_input", **more):
    return {"type": "input", "block_id": block_id, "element": {"type": kind, "action_id": action_id, **more}}


def test_a_value_stays_only_where_block_id_action_id_and_type_survive():
    before = {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}

    def kept(block):
        return next(iter(kept_values([block], before=before)[block["block_id"]].values()))

    assert kept(ask("b", "a", initial_value="new"))["value"] == "typed"
    assert kept(ask("b", "a2", initial_value="new"))["value"] == "new"
    assert kept(ask("b2", "a"))["value"] is None
    assert kept(ask("b", "a", kind="email_text_input"))["value"] is None


@pytest.mark.parametrize(
    ("element", "state"),
    [
        ({"type": "datepicker"}, {"type": "datepicker", "selected_date": "31.1.2026"}),
        ({"type": "datepicker"}, {"type": "timepicker", "selected_time": "09:00"}),
        ({"type": "datetimepicker"}, {"type": "datetimepicker", "selected_date_time": "soon"}),
        ({"type": "plain_text_input"}, {"type": "plain_text_input", "value": 7}),
        ({"type": "plain_text_input"}, {"type": "plain_text_input"}),
        ({"type": "checkboxes", "options": options(2)}, {"type": "checkboxes", "selected_options": None}),
        ({"type": "checkboxes", "options": options(2)}, {"type": "checkboxes", "selected_options": [option("9")]}),
        ({"type": "multi_users_select"}, {"type": "multi_users_select", "selected_users": [1]}),
        ({"type": "rich_text_input"}, {"type": "rich_text_input", "rich_text_value": "text"}),
    ],
)
def test_a_state_that_a_client_cannot_produce_is_refused(element, state):
    assert state_refusal(element, state)


def test_a_chosen_option_is_reported_as_the_app_gave_it():
    element = {"type": "static_select", "options": options(3)}
    state = {"type": "static_select", "selected_option": {"value": "1", "text": {"type": "plain_text", "text": "?"}}}
    assert state_refusal(element, state) is None
    assert clean_state(element, state)["selected_option"] == options(3)[1]


def test_emptied_text_is_reported_as_null():
    assert clean_state({"type": "plain_text_input"}, {"type": "plain_text_input", "value": ""})["value"] is None
