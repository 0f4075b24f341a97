from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.forms import compile_form, search_options


def field_of(options: list[Any]) -> Any:
    return compile_form({"properties": {"x": {"enum": options}}}).fields[0]


def found(options: list[Any], query: str, limit: int = 100) -> list[str]:
    return [option.label for _, option in search_options(field_of(options), query, limit=limit)]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["Zürich", "São Paulo", "Paris", "New Zürich"]),
        ("zur", ["Zürich", "New Zürich"]),
        ("  ZÜR ", ["Zürich", "New Zürich"]),
        ("pa", ["Paris", "São Paulo"]),
        ("sao p", ["São Paulo"]),
        ("x", []),
    ],
)
def test_what_begins_with_the_query_comes_first_and_neither_case_nor_accents_matter(query, labels):
    assert found(["Zürich", "São Paulo", "Paris", "New Zürich"], query) == labels


def test_no_more_than_asked_for_are_found_each_with_its_index():
    field = field_of([f"option {number}" for number in range(500)])
    assert [index for index, _ in search_options(field, "9")][:3] == [9, 19, 29]
    assert len(search_options(field, "option")) == 100
    assert len(search_options(field, "option", limit=7)) == 7


@given(st.lists(st.text(max_size=5), min_size=1, max_size=20, unique=True), st.text(max_size=3))
def test_the_indices_are_those_of_the_options(options, query):
    field = field_of(options)
    for index, option in search_options(field, query):
        assert field.options[index] == option
