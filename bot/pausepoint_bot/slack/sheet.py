"""A form as it stands in a modal: what was typed where it fits, else as it opens; in which branch; on which page. Pure.

What was typed is kept by *slot*: a place in the answer and what is asked there. Fields of two branches that ask the
same at the same place share a slot, so that a text typed in the one stands in the other; where they ask for different
things each keeps its own, until its branch is back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pausepoint_bot.forms import Answer, Faults, Field, Form, Heading, Page, opening_answer
from pausepoint_bot.forms.fields import Choice, Choices
from pausepoint_bot.slack.fitting import page_fits

_DIGEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a form. `answers` are those to all that is asked for, by field pointer, on whatever page."""

    form: Form
    answers: Mapping[str, Answer]
    branch: str
    pages: tuple[Page, ...]
    page: int

    @property
    def items(self) -> Page:
        """What this page shows."""
        return self.pages[self.page]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of this page."""
        return fields_of(self.items)

    @property
    def is_last(self) -> bool:
        """Whether submitting this page submits the form."""
        return self.page == len(self.pages) - 1

    @property
    def switches(self) -> dict[str, Answer]:
        """The answers that made this the branch, by slot."""
        shown = (field for page in self.pages for field in fields_of(page))
        return {slot_of(self.form, f): self.answers[f.pointer] for f in shown if f.pointer in self.form.switches}

    def turned_to(self, page: int) -> Sheet:
        """Show another page; one that does not exist is the nearest one that does."""
        return replace(self, page=max(0, min(page, len(self.pages) - 1)))

    def page_of(self, pointer: str) -> int | None:
        """Find the page that a field stands on."""
        return next((n for n, page in enumerate(self.pages) if pointer in {f.pointer for f in fields_of(page)}), None)

    def first_faulty_page(self, faults: Faults) -> int | None:
        """Find the first page on which something is wrong; None where what is wrong stands on none."""
        fields = (self.form.field_at(fault.pointer) for fault in faults.errors)
        pages = (self.page_of(field.pointer) for field in fields if field is not None)
        return min((page for page in pages if page is not None), default=None)


def fields_of(page: Page) -> tuple[Field, ...]:
    """Leave the headings out."""
    return tuple(item for item in page if not isinstance(item, Heading))


def slot_of(form: Form, field: Field) -> str:
    """Name what is typed in a field. In a form that never changes, the pointer is enough."""
    if not form.switches:
        return field.pointer
    kind = type(field).__name__
    if isinstance(field, Choice | Choices):
        options = json.dumps([[option.label, option.value] for option in field.options])
        kind = f"{kind}:{hashlib.sha256(options.encode()).hexdigest()[:_DIGEST]}"
    return f"{kind} {field.pointer}"


def by_slot(form: Form, fields: tuple[Field, ...], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Name answers by their slots instead of their pointers; what no field asks for is left out."""
    return {slot_of(form, field): answers[field.pointer] for field in fields if field.pointer in answers}


def lay_out(form: Form, typed: Mapping[str, Answer], *, page: int = 0) -> Sheet:
    """Put what was typed, by slot, into a form that otherwise stands as it opens."""
    return sheet_of(form, _standing(form, typed), page=page)


def sheet_of(form: Form, answers: Mapping[str, Answer], *, page: int = 0) -> Sheet:
    """Show a form with these answers, by pointer, standing in it."""
    pages = form.pages(answers, fits=page_fits())
    sheet = Sheet(form=form, answers=answers, branch=form.branch_of(answers), pages=pages, page=0)
    return sheet.turned_to(page)


def _standing(form: Form, typed: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answer the fields that are asked for, until no answer brings or takes another one."""
    answers: dict[str, Answer] = {}
    for _ in range(len(form.switches) + 2):
        fields = form.fields_shown(answers)
        before, answers = answers, {f.pointer: typed.get(slot_of(form, f), opening_answer(f)) for f in fields}
        if answers == before:
            break
    return answers
