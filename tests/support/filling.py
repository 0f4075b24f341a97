"""A person who fills in a form page by page, as Slack would report it; nothing of the form is told but what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from pausepoint_bot.forms import Answer, Faults, Form, Heading, Page, Submission, answers_of, parse_answers
from pausepoint_bot.slack.fitting import page_fits
from pausepoint_bot.slack.items import item_blocks
from pausepoint_bot.slack.modal import read_answers
from pausepoint_playground.element_states import initial_values
from pausepoint_playground.validation import validate_view


def submit(form: Form, values: Mapping[str, JsonValue]) -> Submission | Faults:
    """Fill a form in with these values, as far as its fields can hold them, and submit it."""
    return parse_answers(form, fill(form, answers_of(form, values)))


def fill(form: Form, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Draw every page with the answers standing in it, and read back what Slack says stands there."""
    filled: dict[str, Answer] = {}
    for page in form.pages(answers, fits=page_fits()):
        filled |= _fill_page(form, page, answers)
    return filled


def _fill_page(form: Form, page: Page, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    blocks = [block for item in page for block in item_blocks(item, answers.get(item.pointer), 0)]
    view: dict[str, object] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Submit"},
        "blocks": blocks or [{"type": "divider"}],
    }
    problems = validate_view(view)
    if problems:
        raise AssertionError(f"Slack would refuse the page: {problems}")
    fields = tuple(item for item in page if not isinstance(item, Heading))
    return read_answers(form, initial_values(blocks), fields=fields)
