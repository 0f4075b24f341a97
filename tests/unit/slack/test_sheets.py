from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.forms import Fault, Faults, Form, Submission, compile_form, parse_answers
from pausepoint_bot.forms.fields import Choice
from pausepoint_bot.forms.showing import every_field
from pausepoint_bot.slack.ids import read_metadata
from pausepoint_bot.slack.modal import AnswersUnreadable, read_answers
from pausepoint_bot.slack.sheet import Sheet, by_slot, fields_of, lay_out, slot_of
from pausepoint_bot.slack.sheet_view import Asked, Drawing, kept_inputs, render_sheet
from pausepoint_playground.element_states import initial_values
from pausepoint_playground.validation import validate_view
from tests.support.dynamic_forms import IF_THEN_ELSE, Long, Notice, Trip

ASKED = Asked(
    pause_id="pau_1", title="A title that is longer than a modal's bar", preview="# Preview\n\n" + "word " * 900
)
FORMS = {
    "plain": {"type": "object", "properties": {"a": {"type": "string"}}},
    "union and optional": Notice.model_json_schema(),
    "condition": IF_THEN_ELSE,
    "long": Long.model_json_schema(),
    "many options": Trip.model_json_schema(),
}


def form_of(name: str) -> Form:
    return compile_form(FORMS[name])


def view_of(sheet: Sheet, **drawing: Any) -> dict[str, Any]:
    view = render_sheet(sheet, ASKED, Drawing(**drawing))
    assert validate_view(view) == []
    return view


def inputs_of(view: dict[str, Any]) -> dict[str, str]:
    return {b["block_id"]: b["element"]["action_id"] for b in view["blocks"] if b["type"] == "input"}


def some_answer(form: Form, field: Any, draw: Any) -> Any:
    match field:
        case Choice():
            return draw(st.sampled_from(range(len(field.options))))
        case _ if field.pointer in form.switches:
            return draw(st.booleans())
        case _:
            return None


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data())
def test_every_page_of_every_branch_is_taken_by_slack_and_read_back(name, data):
    form = form_of(name)
    typed = {slot_of(form, field): some_answer(form, field, data.draw) for field in every_field(form.root)}
    first = lay_out(form, typed)
    faults = Faults(errors=tuple(Fault(pointer=f.pointer, message="m" * 250) for f in every_field(form.root)))
    for number in range(len(first.pages)):
        sheet = first.turned_to(number)
        view = view_of(sheet, generation=7, faults=faults, note="n" * 300)
        metadata = read_metadata(view["private_metadata"])
        assert metadata is not None
        assert (metadata.page, metadata.branch, metadata.generation) == (number, first.branch, 7)
        back = read_answers(form, initial_values(view["blocks"]), fields=sheet.fields)
        assert {pointer: first.answers[pointer] or None for pointer in back} == {p: a or None for p, a in back.items()}


def test_a_long_form_says_where_one_is_and_leads_on_and_back():
    sheet = lay_out(form_of("long"), {})
    views = [view_of(sheet.turned_to(number)) for number in range(3)]
    texts = [str(view["blocks"]) for view in views]
    assert [f"Page {n + 1} of 3" in text for n, text in enumerate(texts)] == [True] * 3
    assert [view["submit"]["text"] for view in views] == ["Next", "Next", "Submit"]
    assert ["'Back'" in text for text in texts] == [False, True, True]
    assert ["Show all" in text for text in texts] == [True, False, False]
    assert all("loses what you typed on this page" in text for text in texts)
    assert [len(inputs_of(view)) for view in views] == [14, 14, 12]


def test_a_short_form_has_no_pages():
    text = str(view_of(lay_out(form_of("plain"), {}))["blocks"])
    assert "Page 1" not in text
    assert "loses" not in text


def test_turning_stays_within_the_form():
    sheet = lay_out(form_of("long"), {}, page=99)
    assert sheet.page == 2
    assert sheet.is_last
    assert sheet.turned_to(-1).page == 0


def test_faults_stand_above_their_fields_and_the_others_on_top():
    sheet = lay_out(form_of("long"), {})
    faults = Faults(
        errors=(
            Fault(pointer="/f1", message="Wrong here."),
            Fault(pointer="/f1/0", message="And inside."),
            Fault(pointer="/f39", message="On another page."),
            Fault(pointer="", message="Altogether wrong."),
        )
    )
    blocks = view_of(sheet, faults=faults)["blocks"]
    alerts = [block["text"]["text"] for block in blocks if block["type"] == "alert"]
    assert alerts == [
        "2 answers need another look.\nF39: On another page.\nAltogether wrong.",
        "Wrong here.",
        "And inside.",
    ]
    above = next(
        number for number, block in enumerate(blocks) if block["block_id" if "block_id" in block else "type"] == "#/f1"
    )
    assert [block["type"] for block in blocks[above - 2 : above]] == ["alert", "alert"]


def test_a_view_has_room_for_whatever_is_wrong():
    label = "o" * 76
    schema = {"enum": [f"{label}{number}" for number in range(10)], "title": "t" * 2500, "description": "d" * 6500}
    form = compile_form({"type": "object", "properties": {f"f{n}": schema for n in range(30)}})
    sheet = lay_out(form, {})
    faults = Faults(errors=tuple(Fault(pointer=f"/f{n % 30}", message=f"{n}" + "m" * 900) for n in range(120)))
    assert len(sheet.pages) == 4  # blocks, not fields, fill a page
    for number in range(len(sheet.pages)):
        view_of(sheet.turned_to(number), faults=faults, note="n" * 300, arriving=True)


def test_who_arrives_on_a_page_is_led_to_what_is_wrong_on_it_or_to_its_first_field():
    sheet = lay_out(form_of("long"), {}, page=1)
    wrong = Faults(errors=(Fault(pointer="/f20", message="m"), Fault(pointer="/f2", message="m")))

    def focused(**drawing: Any) -> list[str]:
        blocks = view_of(sheet, **drawing)["blocks"]
        return [block["block_id"] for block in blocks if block.get("element", {}).get("focus_on_load")]

    assert focused() == []
    assert focused(arriving=True) == ["#/f14"]
    assert focused(arriving=True, faults=wrong) == ["#/f20"]


def test_the_first_page_with_a_fault_is_found():
    sheet = lay_out(form_of("long"), {})
    faults = Faults(errors=(Fault(pointer="/f30", message=""), Fault(pointer="/f15/2", message="")))
    assert sheet.first_faulty_page(faults) == 1
    assert sheet.first_faulty_page(Faults(errors=(Fault(pointer="", message=""),))) is None


def chosen(form: Form, **answers: Any) -> dict[str, Any]:
    """Answer fields by the last part of their pointers, in whatever branch they stand."""
    fields = {slot_of(form, f): f.pointer.rpartition("/")[2] for f in every_field(form.root)}
    return {slot: answers[name] for slot, name in fields.items() if name in answers}


def test_fields_that_ask_the_same_share_what_was_typed():
    form = form_of("union and optional")
    kind = next(f.pointer.rpartition("/")[2] for f in form.fields if f.pointer in form.switches)
    mail = lay_out(form, chosen(form, **{kind: 0, "name": "Ann", "address": "a@b.de"}))
    phone = lay_out(form, {**by_slot(form, fields_of(mail.items), mail.answers), **chosen(form, **{kind: 1})})
    assert (mail.answers["/contact/name"], phone.answers["/contact/name"]) == ("Ann", "Ann")
    assert "/contact/address" not in phone.answers
    assert mail.branch != phone.branch


def test_inputs_that_stay_keep_their_action_ids_and_new_ones_get_a_new_generation():
    form = form_of("condition")
    before, after = (lay_out(form, chosen(form, country=index)) for index in (0, 1))
    drawn = inputs_of(view_of(before))
    view = view_of(after, generation=1, kept=kept_inputs(before, after, drawn))
    assert inputs_of(view) == {
        "#/country": "radio_buttons@0",
        "#/street": "plain_text_input@0",
        "#/postcode": "plain_text_input@1",
    }


def test_an_element_of_another_type_does_not_keep_the_id_of_the_one_before():
    form = form_of("condition")
    sheet = lay_out(form, {})
    view = view_of(sheet, generation=4, kept={"#/street": "number_input@0", "#/country": "odd"})
    assert inputs_of(view)["#/street"] == "plain_text_input@4"
    assert inputs_of(view)["#/country"] == "radio_buttons@4"


def test_a_slot_is_shared_by_the_same_questions_alone():
    branches = [
        {"type": "object", "title": title, "properties": {"x": schema}, "required": ["x"]}
        for title, schema in {
            "A": {"type": "string"},
            "B": {"type": "string", "maxLength": 3},
            "C": {"type": "integer"},
            "D": {"enum": ["a", "b"]},
            "E": {"enum": ["b", "a"]},
            "F": {"enum": ["a", "b"], "description": "again"},
        }.items()
    ]
    form = compile_form({"type": "object", "properties": {"u": {"anyOf": branches}}, "required": ["u"]})
    slots = [slot_of(form, field) for field in every_field(form.root) if field.pointer == "/u/x"]
    assert [slots.index(slot) for slot in slots] == [0, 0, 2, 3, 4, 3]


def test_a_state_names_its_own_branch():
    form = form_of("condition")
    view = view_of(lay_out(form, chosen(form, country=1, street="Dam 1", postcode="1012 JS")))
    answers = read_answers(form, initial_values(view["blocks"]))
    values = {"country": "NL", "street": "Dam 1", "postcode": "1012 JS"}
    assert parse_answers(form, answers) == Submission(values=values)


def test_blocks_of_other_branches_are_known_and_all_others_refused():
    form = form_of("condition")
    state = initial_values(view_of(lay_out(form, chosen(form, country=1)))["blocks"])
    text = {"plain_text_input@0": {"type": "plain_text_input", "value": "12345"}}
    assert "/zip" not in read_answers(form, {**state, "#/zip": text})
    with pytest.raises(AnswersUnreadable, match="no input called '#/elsewhere'"):
        read_answers(form, {**state, "#/elsewhere": text})
