from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.api.json_text import DEEPEST, read_json
from pausepoint_bot.api.refusals import MalformedBody

text = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=20,
)


@given(values, st.booleans())
def test_clear_json_is_read_as_it_was_written(value, ascii_only):
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=40) | st.text(alphabet='{}[]",:\\u0d89NaInf.eE+-1tru ', max_size=40).map(str.encode))
def test_whatever_is_read_can_be_written_as_utf_8_again(data):
    with suppress(MalformedBody):
        json.dumps(read_json(data), ensure_ascii=False, allow_nan=False).encode()


def test_nesting_is_counted_exactly():
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(MalformedBody, match="nests"):
        read_json(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
    assert read_json(b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST)
    with pytest.raises(MalformedBody, match="nests"):
        read_json(b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1))


def test_many_brackets_side_by_side_are_no_nesting():
    assert len(read_json(b"[" + b",".join([b"[{}]"] * 500) + b"]")) == 500
