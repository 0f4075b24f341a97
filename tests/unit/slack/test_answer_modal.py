from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import pytest
from pydantic import EmailStr, Field, HttpUrl, create_model

from pausepoint_bot.forms import Fault, Faults, Form, Submission, compile_form, parse_answers
from pausepoint_bot.slack.ids import SHOW_ALL
from pausepoint_bot.slack.modal import AnswersUnreadable, errors_payload, read_answers, render_answer_modal
from pausepoint_playground.element_states import initial_values
from pausepoint_playground.validation import validate_view


def form_of(initial: dict[str, Any] | None = None, **fields: Any) -> Form:
    return compile_form(create_model("M", **fields).model_json_schema(), initial)


def view_of(form: Form, **options: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {"pause_id": "pau_1", "title": "Title", "preview": "", **options}
    view = render_answer_modal(form, **arguments)
    assert validate_view(view) == []
    return view


def inputs_of(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def texts_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    ("annotation", "element"),
    [
        (str, "plain_text_input"),
        (EmailStr, "email_text_input"),
        (HttpUrl, "url_text_input"),
        (int, "number_input"),
        (Decimal, "number_input"),
        (date, "datepicker"),
        (time, "timepicker"),
        (datetime, "datetimepicker"),
        (bool, "checkboxes"),
        (bool | None, "radio_buttons"),
        (Literal["a", "b"], "radio_buttons"),
        (list[Literal["a", "b"]], "checkboxes"),
        (list[str], "plain_text_input"),
    ],
)
def test_each_type_has_its_element(annotation, element):
    view = view_of(form_of(x=(annotation, ...), p=(bool, False), q=(bool, False)))
    assert inputs_of(view)["#/x"]["element"]["type"] == element
    assert inputs_of(view)["#/x"]["element"]["action_id"] == f"{element}@0"


@pytest.mark.parametrize(
    ("count", "one", "several"),
    [
        (10, "radio_buttons", "checkboxes"),
        (11, "static_select", "multi_static_select"),
        (100, "static_select", "multi_static_select"),
    ],
)
def test_many_options_become_a_select(count, one, several):
    schema = {"enum": list(range(count))}
    form = compile_form({"type": "object", "properties": {"a": schema, "b": {"type": "array", "items": schema}}})
    assert [block["element"]["type"] for block in inputs_of(view_of(form)).values()] == [one, several]


def test_the_bool_that_decides_is_a_required_pair_with_nothing_chosen():
    block = inputs_of(view_of(form_of({"approve": True}, approve=(bool, True), notes=(str, ""))))["#/approve"]
    assert block["optional"] is False
    assert [option["text"]["text"] for option in block["element"]["options"]] == ["Approve", "Decline"]
    assert "initial_option" not in block["element"]


@pytest.mark.parametrize(("value", "index"), [(True, 0), (False, 1)])
def test_a_verdict_is_read_from_the_option_that_says_it(value, index):
    form = form_of(approve=(bool, False))
    view = view_of(form)
    option = inputs_of(view)["#/approve"]["element"]["options"][index]
    state = {"#/approve": {"radio_buttons@0": {"type": "radio_buttons", "selected_option": option}}}
    assert parse_answers(form, read_answers(form, state)) == Submission(values={"approve": value})


@pytest.mark.parametrize(
    ("annotation", "value", "picker"),
    [
        (date, "2026-01-31", True),
        (date, "0001-01-01", False),
        (date, "9999-12-31", False),
        (time, "14:30:00", True),
        (time, "14:30:05", False),
        (time, "14:30:00Z", False),
        (datetime, "2026-01-31T14:30:00Z", True),
        (datetime, "2026-01-31T14:30:01Z", False),
        (datetime, "1999-01-31T14:30:00Z", False),
        (datetime, "2999-01-31T14:30:00Z", False),
        (int, 10**15, False),
        (int, 10**14, True),
        (float, 1e300, False),
        (float, 0.1, True),
    ],
)
def test_what_a_picker_cannot_hold_stands_in_a_text_input(annotation, value, picker):
    form = form_of({"x": value}, x=(annotation, ...), p=(bool, False), q=(bool, False))
    view = view_of(form)
    assert (inputs_of(view)["#/x"]["element"]["type"] != "plain_text_input") is picker
    result = parse_answers(form, read_answers(form, initial_values(view["blocks"])))
    assert isinstance(result, Submission)
    assert result.values["x"] == value


def test_a_hint_says_the_description_the_rules_and_what_a_blank_means():
    view = view_of(form_of(x=(int, Field(10, ge=1, lt=90, description="How many"))))
    assert inputs_of(view)["#/x"]["hint"]["text"] == "How many. At least 1; less than 90. Blank = 10."


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ((str, ""), None),
        ((str | None, None), "Blank = no answer."),
        ((str | None, ...), "Blank = no answer."),
        ((str, "abc"), "Blank = “abc”."),
        ((Decimal, Decimal("1.10")), "Blank = 1.10."),
        ((Literal["a", "b"], "b"), "Blank = b."),
        ((list[Literal["a", "b"]], ["b", "a"]), "Blank = a, b."),
        ((list[int], [1, 2]), "One per line. Blank = 1, 2."),
        ((bool, False), None),
        ((str, ...), None),
    ],
)
def test_a_hint_says_what_a_blank_means_where_that_is_not_plain(field, hint):
    view = view_of(form_of(x=field, p=(bool, False), q=(bool, False)))
    assert inputs_of(view)["#/x"].get("hint", {}).get("text") == hint


def test_what_is_too_long_to_show_is_shortened_with_the_full_text_nearby():
    long_option, long_text = "option " * 20, "word " * 600
    form = form_of(x=(Literal[long_option, "b"], Field(title="t" * 2500, description=long_text)))
    view = view_of(form, title="A title that is longer than twenty-four characters")
    shown = texts_of([block for block in view["blocks"] if block["type"] != "input"])
    for text in (
        long_option,
        "t" * 2500,
        "A title that is longer than twenty-four characters",
        long_text.strip()[:2000],
    ):
        assert text.strip() in shown


def test_what_is_chosen_is_released_in_full_however_short_it_is_shown():
    long_option = "o" * 5000
    form = form_of({"x": long_option}, x=(Literal[long_option, "b"], ...))
    result = parse_answers(form, read_answers(form, initial_values(view_of(form)["blocks"])))
    assert result == Submission(values={"x": long_option})


def test_a_preview_stands_above_the_fields_and_the_rest_is_behind_a_button():
    view = view_of(form_of(x=(str, "")), preview="word " * 1000)
    [actions] = [block for block in view["blocks"] if block["type"] == "actions"]
    assert (actions["elements"][0]["action_id"], actions["elements"][0]["value"]) == (SHOW_ALL, "pau_1")
    assert [block["type"] for block in view["blocks"]][-3:] == ["actions", "divider", "input"]
    assert "actions" not in [block["type"] for block in view_of(form_of(x=(str, "")), preview="short")["blocks"]]


def test_a_preview_of_any_size_leaves_room_for_the_fields():
    fields = {f"f{n}": (Literal["a" * 80 + "1", "a" * 80 + "2"], ...) for n in range(15)}
    view = view_of(form_of(**fields), preview="\n\n".join(f"# {n}\n\n- item\n\n---" for n in range(50)), title="t" * 60)
    assert len(inputs_of(view)) == 15


def test_a_form_without_fields_can_be_submitted():
    form = form_of()
    view = view_of(form)
    assert view["submit"]["text"] == "Submit"
    assert parse_answers(form, read_answers(form, {})) == Submission(values={})


def test_errors_are_drawn_where_a_view_is_updated():
    form = form_of(x=(int, 1))
    errors = Faults(errors=(Fault(pointer="/x", message="Must be odd."), Fault(pointer="", message="m" * 300)))
    view = view_of(form, errors=errors, answers={"/x": "2"}, generation=3)
    alert, full, above, block = view["blocks"]
    assert alert["type"] == "alert"
    assert "One answer needs another look." in alert["text"]["text"]
    assert "m" * 300 in full["text"]["text"]
    assert (above["type"], above["text"]["text"]) == ("alert", "Must be odd.")
    assert block["element"]["action_id"] == "number_input@3"
    assert block["element"]["initial_value"] == "2"


def test_a_refused_answer_stands_in_the_form_as_it_was_typed():
    form = form_of(a=(int, Field(1, ge=5)), b=(date, "2026-01-01"), c=(EmailStr, "a@b.de"), d=(float, 1.0))
    answers = {"/a": "3", "/b": "tomorrow", "/c": "nobody", "/d": "1,5"}
    view = view_of(form, answers=answers)
    assert read_answers(form, initial_values(view["blocks"])) == answers


TEXT = {"type": "plain_text_input", "value": "typed"}


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"#/x": {}},
        {"#/x": None},
        {"#/x": {"plain_text_input@0": None}},
        {"#/x": {"plain_text_input": TEXT}},
        {"#/x": {"plain_text_input@0": {"type": "plain_text_input", "value": 5}}},
        {"#/x": {"plain_text_input@0": {"type": "checkboxes", "selected_options": []}}},
        {"#/x": {"checkboxes@0": {"type": "checkboxes", "selected_options": []}}},
        {"#/x": {"number_input@0": {"type": "number_input", "value": "5"}}},
        {"#/x": {"plain_text_input@0": TEXT, "email_text_input@0": TEXT}},
        {"#/x": {"plain_text_input@0": TEXT}, "#/other": {"plain_text_input@0": TEXT}},
    ],
)
def test_a_state_that_this_form_cannot_have_sent_is_refused_and_never_crashes(state):
    with pytest.raises(AnswersUnreadable) as refused:
        read_answers(form_of(x=(str, "")), state)
    assert refused.value.faults.errors


@pytest.mark.parametrize(
    ("annotation", "state"),
    [
        (bool, {"type": "checkboxes", "selected_options": [{"value": "1"}]}),
        (bool, {"type": "checkboxes", "selected_options": [{"value": "0"}, {"value": "0"}]}),
        (bool, {"type": "checkboxes", "selected_options": "0"}),
        (Literal["a", "b"], {"type": "radio_buttons", "selected_option": {"value": "a"}}),
        (Literal["a", "b"], {"type": "radio_buttons", "selected_option": {"value": "\u0661"}}),
        (Literal["a", "b"], {"type": "radio_buttons", "selected_option": "0"}),
        (list[Literal["a", "b"]], {"type": "checkboxes", "selected_options": [{}]}),
        (date, {"type": "datepicker", "selected_date": "tomorrow"}),
        (time, {"type": "timepicker", "selected_time": "25:00"}),
        (datetime, {"type": "datetimepicker", "selected_date_time": "1700000000"}),
        (datetime, {"type": "datetimepicker", "selected_date_time": 10**20}),
        (datetime, {"type": "datetimepicker", "selected_date_time": True}),
    ],
)
def test_what_no_element_holds_is_refused(annotation, state):
    form = form_of(x=(annotation, ...), p=(bool, False), q=(bool, False))
    values = initial_values(view_of(form)["blocks"])
    values["#/x"] = {f"{state['type']}@0": state}
    with pytest.raises(AnswersUnreadable) as refused:
        read_answers(form, values)
    assert [fault.pointer for fault in refused.value.faults.errors] == ["/x"]


def test_an_index_that_is_no_option_becomes_a_fault():
    form = form_of(x=(Literal["a", "b"], ...), y=(str, ...))
    state: Any = initial_values(view_of(form)["blocks"])
    state["#/x"] = {"radio_buttons@0": {"type": "radio_buttons", "selected_option": {"value": "7"}}}
    result = parse_answers(form, read_answers(form, state))
    assert isinstance(result, Faults)
    assert "/x" in [fault.pointer for fault in result.errors]


def test_the_newest_element_of_a_block_counts():
    form = form_of(x=(str, ""))
    old, new = {**TEXT, "value": "old"}, {**TEXT, "value": "new"}
    state = {"#/x": {"plain_text_input@2": old, "plain_text_input@10": new}}
    assert read_answers(form, state) == {"/x": "new"}


def test_a_picked_moment_is_released_in_utc():
    form = form_of(x=(datetime, ...))
    state = {"#/x": {"datetimepicker@0": {"type": "datetimepicker", "selected_date_time": 1769869800}}}
    assert parse_answers(form, read_answers(form, state)) == Submission(values={"x": "2026-01-31T14:30:00Z"})


def faults(*pairs: tuple[str, str]) -> Faults:
    return Faults(errors=tuple(Fault(pointer=pointer, message=message) for pointer, message in pairs))


def test_each_error_stands_under_its_input_and_form_level_ones_under_the_last_faulty():
    form = form_of(a=(str, ""), b=(list[str], []), c=(str, ""))
    blocks = view_of(form)["blocks"]
    found = faults(("/a", "A1"), ("/a", "A2"), ("/b/2", "B"), ("", "F"), ("/elsewhere", "E"))
    assert errors_payload(form, found, blocks) == {"#/a": "A1 A2", "#/b": "B F E"}


def test_form_level_errors_alone_stand_under_the_last_input():
    form = form_of(a=(str, ""), b=(str, ""))
    assert errors_payload(form, faults(("", "F")), view_of(form)["blocks"]) == {"#/b": "F"}


def test_an_error_of_a_field_that_the_view_does_not_show_is_named():
    form = form_of(a=(str, ""), b=(str, ""))
    blocks = [block for block in view_of(form)["blocks"] if block["block_id"] != "#/a"]
    assert errors_payload(form, faults(("/a", "M")), blocks) == {"#/b": "A: M"}


def test_a_view_without_inputs_takes_no_errors():
    assert errors_payload(form_of(), faults(("", "F")), view_of(form_of())["blocks"]) == {}
