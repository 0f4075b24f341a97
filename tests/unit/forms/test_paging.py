from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.forms import Faults, Form, Heading, Page, compile_form, parse_page

TEXT = {"type": "string"}


def form_of(properties: dict[str, Any]) -> Form:
    return compile_form({"properties": properties, "required": list(properties)})


def flat(count: int, prefix: str = "f") -> dict[str, Any]:
    return {f"{prefix}{number}": TEXT for number in range(count)}


def group(count: int) -> dict[str, Any]:
    inner = flat(count)
    return {"type": "object", "properties": inner, "required": list(inner)}


def fields(page: Page) -> list[str]:
    return [item.pointer for item in page if not isinstance(item, Heading)]


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (15, [15]), (16, [8, 8]), (32, [11, 11, 10])])
def test_a_long_form_is_spread_evenly_over_few_pages(count, sizes):
    assert [len(page) for page in form_of(flat(count)).pages()] == sizes


def test_a_nested_object_stays_on_one_page():
    pages = form_of({**flat(4), "g": group(9), **flat(4, "h")}).pages(per_page=10)
    assert [pointer for pointer in fields(pages[1]) if not pointer.startswith("/g/")] == []
    assert len(fields(pages[1])) == 9


def test_one_that_is_too_long_goes_on_under_its_heading():
    pages = form_of({"g": {**group(20), "title": "Long"}}).pages(per_page=8)
    assert [type(page[0]) for page in pages] == [Heading, Heading, Heading]
    assert sum(len(fields(page)) for page in pages) == 20


def test_pages_hold_only_what_fits():
    pages = form_of(flat(10)).pages(fits=lambda page: len(page) <= 3)
    assert max(map(len, pages)) == 3


shapes = st.recursive(st.just(TEXT), lambda inner: st.lists(inner, min_size=1, max_size=6), max_leaves=40)


def schema_of(shape: Any) -> Any:
    if not isinstance(shape, list):
        return shape
    inner = {f"f{number}": schema_of(part) for number, part in enumerate(shape)}
    return {"type": "object", "properties": inner, "required": list(inner)}


@given(shapes.filter(lambda shape: isinstance(shape, list)), st.integers(1, 8), st.integers(3, 12))
def test_no_field_is_lost_doubled_or_moved(shape, per_page, most):
    form = compile_form(schema_of(shape))
    pages = form.pages(per_page=per_page, fits=lambda page: len(page) <= most)
    assert [pointer for page in pages for pointer in fields(page)] == [field.pointer for field in form.fields]
    assert all(len(fields(page)) <= per_page for page in pages)
    for page in pages:
        for pointer in fields(page):
            headings = {item.pointer for item in page if isinstance(item, Heading)}
            parent = pointer.rpartition("/")[0]
            assert not parent or parent in headings


def test_only_the_faults_of_a_page_are_told():
    form = form_of({"a": {"type": "integer"}, "b": {"type": "integer"}})
    first, second = form.pages(per_page=1)
    assert parse_page(form, {"/a": "1"}, first) is None
    found = parse_page(form, {"/a": "1", "/b": "x"}, second)
    assert isinstance(found, Faults)
    assert [fault.pointer for fault in found.errors] == ["/b"]
