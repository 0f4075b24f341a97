"""What a person's client refuses to send, and what it lets through."""

from __future__ import annotations

import pytest

from pausepoint_playground.client.checks import REQUIRED, client_errors
from pausepoint_playground.element_states import MEMBER_OF
from tests.unit.playground.blocks import options, rich_section, rich_text

NUMBER = {"type": "number_input", "is_decimal_allowed": False}


def errors(element, value, *, optional=False):
    block = {"type": "input", "block_id": "b", "optional": optional, "element": {"action_id": "a", **element}}
    state = {"type": element["type"], MEMBER_OF[element["type"]][0]: value}
    return client_errors([block], {"b": {"a": state}}).get("b")


@pytest.mark.parametrize("kind", [kind for kind in MEMBER_OF if kind != "number_input"])
def test_an_empty_required_input_is_refused_and_an_empty_optional_one_passes(kind):
    empty = [] if kind.startswith("multi_") or kind in {"checkboxes", "file_input"} else None
    assert errors({"type": kind}, empty) == REQUIRED
    assert errors({"type": kind}, empty, optional=True) is None


def test_rich_text_without_a_letter_is_empty():
    assert errors({"type": "rich_text_input"}, rich_text(rich_section({"type": "text", "text": " "}))) == REQUIRED
    assert errors({"type": "rich_text_input"}, rich_text(rich_section({"type": "text", "text": "x"}))) is None


@pytest.mark.parametrize(
    ("element", "value", "error"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "min_length": 3}, "abc", None),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter 3 characters or fewer."),
        ({"type": "plain_text_input"}, "x" * 3000, None),
        ({"type": "plain_text_input"}, "x" * 3001, "Please enter 3000 characters or fewer."),
        (NUMBER, "12", None),
        (NUMBER, "-12", None),
        (NUMBER, "1.5", "Please enter a whole number."),
        (NUMBER, "1.0", None),
        (NUMBER, "1e3", "Please enter a valid number."),
        (NUMBER, "twelve", "Please enter a valid number."),
        ({**NUMBER, "is_decimal_allowed": True}, "1.5", None),
        ({**NUMBER, "min_value": "2"}, "1", "Please enter a number greater than or equal to 2."),
        ({**NUMBER, "max_value": "2"}, "3", "Please enter a number less than or equal to 2."),
        ({**NUMBER, "min_value": "2", "max_value": "2"}, "2", None),
        ({"type": "email_text_input"}, "a@example.com", None),
        ({"type": "email_text_input"}, "a@example", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "https://example.com/a", None),
        ({"type": "url_text_input"}, "example.com", "Please enter a valid URL."),
        ({"type": "multi_static_select", "max_selected_items": 1}, options(2), "Please select 1 or fewer."),
        ({"type": "multi_static_select", "max_selected_items": 2}, options(2), None),
    ],
)
def test_a_value_is_checked_as_slacks_client_checks_it(element, value, error):
    assert errors(element, value) == error
