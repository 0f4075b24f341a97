"""Tables as aligned text: columns stay readable at any width, and the whole text loses nothing."""

from __future__ import annotations

from pausepoint_bot.slack.preview import render_pages, render_preview
from pausepoint_bot.slack.preview.width import width_of
from tests.support.blocks import leaves_of_blocks, text_of_block, text_of_blocks


def table(*rows: list[str]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def drawn(markdown: str) -> list[str]:
    return text_of_blocks(render_preview(markdown).blocks).split("\n")


def drawn_whole(markdown: str) -> list[str]:
    return "\n".join(text_of_block(block) for page in render_pages(markdown) for block in page).split("\n")


def test_wide_and_combining_characters_keep_the_columns_aligned() -> None:
    lines = drawn(table(["名前", "n"], ["a", "1"], ["e\u0301a", "2"], ["東京都", "3"]))

    assert lines == ["名前    n", "------  -", "a       1", "e\u0301a      2", "東京都  3"]


def test_alignment_marks_are_kept() -> None:
    assert drawn("|left|mid|right|\n|:--|:-:|--:|\n|a|b|c|") == [
        "left  mid  right",
        "----  ---  -----",
        "a      b       c",
    ]


def test_a_blank_head_is_not_drawn() -> None:
    assert drawn("| | |\n|-|-|\n|a|b|\n|c|d|") == ["a  b", "c  d"]


def test_missing_cells_stay_blank() -> None:
    assert drawn("|a|b|c|\n|-|-|-|\n|1|\n||2|") == ["a  b  c", "-  -  -", "1", "   2"]


def test_cells_beyond_the_last_column_are_kept_in_it() -> None:
    assert drawn("|a|b|\n|-|-|\n|1|2|3 \\| 4|*5*|\n|6|7|") == [
        "a  b",
        "-  -------------",
        "1  2 | 3 | 4 | 5",
        "6  7",
    ]


def test_a_link_in_a_cell_stays_a_link_and_takes_only_its_label_s_width() -> None:
    blocks = render_preview("|run|state|\n|-|-|\n|[a](https://b.example/long/address)|**ok**|").blocks

    assert text_of_blocks(blocks) == "run  state\n---  -----\na    ok"
    assert {"type": "link", "url": "https://b.example/long/address", "text": "a"} in leaves_of_blocks(blocks)


def test_a_long_cell_wraps_and_the_narrow_columns_keep_their_width() -> None:
    lines = drawn_whole(table(["run", "message"], ["a1", "word " * 30], ["a2", "fine"]))

    assert lines[0] == "run  message"
    assert all(width_of(line) <= 60 for line in lines)
    assert lines[-1] == "a2   fine"
    assert " ".join(lines).count("word") == 30


def test_only_a_preview_shortens_a_very_long_cell_and_says_so() -> None:
    markdown = table(["run", "message"], ["a1", "word " * 100 + "end"])
    preview = render_preview(markdown)

    assert preview.cut
    assert text_of_blocks(preview.blocks).endswith("…")
    assert "end" in drawn_whole(markdown)[-1]


def test_a_word_wider_than_its_column_is_broken_not_lost() -> None:
    lines = drawn_whole(table(["id", "digest"], ["a", "0123456789" * 10]))

    assert "".join(line[4:] for line in lines[2:]) == "0123456789" * 10


def test_a_table_with_too_many_columns_becomes_a_list_of_its_cells() -> None:
    heads = [f"column{number}" for number in range(20)]
    lines = drawn_whole(table(heads, ["x", "", *["y"] * 18], ["z"] * 20))

    assert lines[:3] == ["column0: x", "column1:", "column2: y"]
    assert lines[19:22] == ["column19: y", "", "column0: z"]


def test_a_row_that_would_be_a_tower_becomes_a_list_of_its_cells() -> None:
    lines = drawn_whole(table(["run", "message"], ["a1", "word " * 1000]))

    assert lines[0] == "run: a1"


def test_a_cut_falls_between_rows_and_never_under_the_head() -> None:
    markdown = table(["run", "state"], *[[f"run{number}", "Crashed"] for number in range(200)])
    preview = render_preview(markdown, budget=100)
    lines = text_of_blocks(preview.blocks).split("\n")

    assert preview.cut
    assert lines[:3] == ["run     state", "------  -------", "run0    Crashed"]
    assert all(line.endswith("Crashed") for line in lines[2:])
