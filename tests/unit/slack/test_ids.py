from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.slack.ids import (
    AnswerMetadata,
    action_id_of,
    block_id_of,
    read_action_id,
    read_metadata,
    write_metadata,
)


@pytest.mark.parametrize(
    ("pointer", "block_id"),
    [
        ("", "#"),
        ("/notes", "#/notes"),
        ("/owner/email", "#/owner/email"),
        ("/a~1b", "#/a~1b"),
        ("/a b", "#/a%20b"),
        ("/ü", "#/%C3%BC"),
        ("/", "#/"),
    ],
)
def test_a_block_id_is_the_pointer_as_a_fragment(pointer, block_id):
    assert block_id_of(pointer) == block_id


def test_a_long_pointer_is_hashed_and_stays_unique():
    ids = {block_id_of("/" + "n" * 300 + str(number)) for number in range(10)}
    assert len(ids) == 10
    assert all(len(block_id) <= 255 for block_id in ids)


@given(st.integers(0, 999_999_999))
def test_an_action_id_is_read_as_it_was_written(generation):
    assert read_action_id(action_id_of("plain_text_input", generation)) == ("plain_text_input", generation)


@pytest.mark.parametrize("action_id", ["", "plain_text_input", "@1", "x@", "x@-1", "x@\u0661", "X@1", "x@1@2"])
def test_another_action_id_is_none(action_id):
    assert read_action_id(action_id) is None


def test_metadata_is_read_as_it_was_written():
    metadata = AnswerMetadata(pause="pau_1", generation=3, page=2, branch="b", draft="V1")
    assert read_metadata(write_metadata(metadata)) == metadata


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"pause":1,"generation":1}',
        '{"pause":"p","generation":"1"}',
        '{"pause":"p","generation":true}',
        '{"pause":"p","generation":-1}',
        '{"pause":"p","generation":1000000000}',
        '{"pause":"p","generation":1,"page":-1}',
        '{"pause":"p","generation":1,"page":"1"}',
        '{"pause":"p","generation":1,"branch":1}',
        '{"pause":"p","generation":1,"draft":null}',
        '{"pause":"\\ud800","generation":1}',
        '{"pause":"p","generation":1,"draft":"\\ud800"}',
        "[" * 3000,
    ],
)
def test_metadata_of_others_is_none(text):
    assert read_metadata(text) is None
