"""Forms: JSON Schema -> Form, answers -> Submission. Pure: no I/O, no clock, no Slack; every name others may use."""

from __future__ import annotations

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import Field
from pausepoint_bot.forms.form import (
    Form,
    Submission,
    answers_of,
    check_values,
    parse_answers,
    parse_page,
    untouched_answers,
)
from pausepoint_bot.forms.one_click import OneClick, one_click_answers
from pausepoint_bot.forms.paging import Page
from pausepoint_bot.forms.parts import Heading
from pausepoint_bot.forms.problems import Fault, Faults, FormRefused, SchemaProblem
from pausepoint_bot.forms.schema import compile_form
from pausepoint_bot.forms.searching import search_options
from pausepoint_bot.forms.showing import Shown, opening_answer
from pausepoint_bot.forms.telling import Told, tell

__all__ = [
    "ABSENT",
    "Absent",
    "Answer",
    "Fault",
    "Faults",
    "Field",
    "Form",
    "FormRefused",
    "Heading",
    "OneClick",
    "Page",
    "SchemaProblem",
    "Shown",
    "Submission",
    "Told",
    "answers_of",
    "check_values",
    "compile_form",
    "one_click_answers",
    "opening_answer",
    "parse_answers",
    "parse_page",
    "search_options",
    "tell",
    "untouched_answers",
]
