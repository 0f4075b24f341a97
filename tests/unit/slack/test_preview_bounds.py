"""Whatever comes in: no error, no limit broken, no word lost, no time wasted.

The hostile texts are so long that anything worse than linear time would run into the time limit.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pausepoint_bot.slack.preview import Block, render_pages, render_preview
from pausepoint_playground.validation import validate_message, validate_view
from tests.support.blocks import leaves_of_blocks, message_problems, text_of_block, text_of_blocks, view_problems

WORD = re.compile(r"\w+")

# A busy machine is no finding; the hostile texts watch the time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

HOSTILE = {
    "brackets": "[" * 10_000,
    "closed brackets": "[" * 10_000 + "]" * 10_000,
    "pictures in pictures": "![" * 5_000 + "](u)" * 5_000,
    "links begun": "[a](b" * 10_000,
    "200 quotes": ">" * 200 + " deep",
    "10,000 quotes": "> " * 10_000 + "deep",
    "quotes on 200 lines": (">" * 200 + " deep\n") * 200,
    "a lazy quote": "> " * 50 + "a\n" + "b\n" * 2_000,
    "lists in lists": "- " * 5_000 + "deep",
    "lists in quotes": ("> - " * 100 + "deep\n") * 50,
    "indented lists": "".join("  " * depth + "- a\n" for depth in range(200)),
    "1 MB of words": "word " * 200_000,
    "1 MB in one word": "w" * 1_000_000,
    "1 MB of lines": "hello world foo bar\n" * 50_000,
    "1 MB of code": "```\n" + "x = 1\n" * 170_000,
    "1 MB of wide characters": "字" * 350_000,
    "1 MB of emoji": "😀" * 250_000,
    "emphasis": "*a **b " * 4_000,
    "stars": "*" * 100_000,
    "tildes": "~~a" * 8_000,
    "backticks": "".join("`" * count + " " for count in range(400)),
    "angles": "<" * 100_000,
    "comments": "<!--" * 20_000,
    "NULs": "\0" * 100_000,
    "accents": "a" + "\u0301" * 100_000,
    "flags": "\U0001f1e6" * 100_000,
    "joiners": "👩\u200d" * 50_000,
    "a cell of accents": "|a|\n|-|\n|a" + "\u0301" * 50_000 + "|",
    "a wide table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + "b\n" * 40,
    "a tall table": "|a\n|-\n" + "|b\n" * 5_000,
    "a table of long words": "|a|b|\n|-|-|\n|" + "x" * 50_000 + "|" + "字" * 50_000 + "|",
    "headings": "# a\n" * 4_000,
    "rules": "a\n\n---\n" * 5_000,
    "numbers": "999999999. a\n" * 2_000,
    "items of many parts": "- a\n\n" + "  b\n\n" * 2_000,
    "looks": "a **b** " * 4_000,
    "links": "[bank.example](http://evil.example/) " * 2_000,
    "long addresses": ("[a](http://a.example/" + "x" * 2_900 + ") ") * 40,
    "an endless address": "[a](http://a.example/" + "x" * 100_000 + ")",
    "bare addresses": "http://a.example/) " * 5_000,
    "a bare address and brackets": ("http://a.example/" + ")" * 2_900 + " ") * 20,
    "a label of hosts": "[" + "a.b " * 10_000 + "](http://c.example/)",
    "definitions": "[a]: b\n" * 10_000,
    "entities": "&amp;&#0;&#x110000;" * 5_000,
    "halves of pairs": "\ud800\udc00" * 10_000,
}

PIECES = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "> ",
            "- ",
            "1. ",
            "3) ",
            "- [ ] ",
            "- [x] ",
            "```",
            "```py\n",
            "    ",
            "\n",
            "\n\n",
            "\t",
            "---\n",
        ),
        *("|", "|-|-|\n", "| a | b |\n", "*", "**", "_", "~~", "`", "[", "](", ")", "![", "](https://a.example/x)"),
        *(
            "<",
            ">",
            "<!channel>",
            "@here",
            "&lt;",
            "&#8238;",
            "\\",
            "\0",
            "\u202e",
            "\u0301",
            "\u200d",
            "字",
            "😀",
            "\ud83d",
        ),
        *("https://b.example/", "mailto:a@b.example", "word", "A longer sentence of some words. ", "x" * 3100, " " * 9),
    ]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)


def assert_allowed(blocks: tuple[Block, ...]) -> None:
    assert {block["type"] for block in blocks} <= {"rich_text", "header", "divider"}
    assert {leaf["type"] for leaf in leaves_of_blocks(blocks)} <= {"text", "link"}


def assert_limits_kept(markdown: str) -> None:
    preview = render_preview(markdown, budget=1500)
    whole = render_preview(markdown)
    assert message_problems(preview.blocks) == message_problems(whole.blocks) == []
    assert_allowed(whole.blocks)
    for page in render_pages(markdown):
        assert page
        assert view_problems(page) == []
        assert_allowed(page)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_breaks_no_limit_and_takes_no_time_to_speak_of(markdown: str) -> None:
    assert_limits_kept(markdown)


@unhurried
@given(MARKDOWN)
def test_any_markdown_breaks_no_limit(markdown: str) -> None:
    assert_limits_kept(markdown)


@unhurried
@given(st.text())
@example("\ud800")
def test_any_text_breaks_no_limit(text: str) -> None:
    assert_limits_kept(text)


@unhurried
@given(MARKDOWN)
def test_the_stand_in_for_slack_accepts_every_preview_and_page(markdown: str) -> None:
    message = {"channel": "C1", "text": "a", "blocks": list(render_preview(markdown).blocks)}
    modals = [
        {"type": "modal", "title": {"type": "plain_text", "text": "All"}, "blocks": list(page)}
        for page in render_pages(markdown)
    ]

    assert not message["blocks"] or validate_message(message) == []
    assert [problem for modal in modals for problem in validate_view(modal)] == []


@unhurried
@given(MARKDOWN, st.integers(min_value=0, max_value=400))
def test_a_preview_keeps_its_budget_and_says_whether_it_was_cut(markdown: str, budget: int) -> None:
    preview = render_preview(markdown, budget=budget)
    shown = sum(len(str(leaf["text"])) for leaf in leaves_of_blocks(preview.blocks))

    assert shown <= budget
    if not preview.cut:
        pages = render_pages(markdown)
        assert words_of(preview.blocks) == words_of(tuple(block for page in pages for block in page))


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    return WORD.findall(text_of_blocks(blocks))


WORDS = st.lists(st.text(alphabet="abcdexyz", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join)
CELLS = st.lists(WORDS, min_size=3, max_size=3).map(" | ".join)


def _lines(prefix: str) -> st.SearchStrategy[str]:
    return st.lists(WORDS, min_size=1, max_size=4).map(lambda lines: "\n".join(prefix + line for line in lines))


BLOCK = st.one_of(
    WORDS,
    WORDS.map("# {}".format),
    WORDS.map("### {}".format),
    _lines("- "),
    _lines("  2. "),
    _lines("> "),
    _lines("> > - "),
    _lines("        "),
    _lines("- [ ] "),
    WORDS.map("```py\n{}\n```".format),
    WORDS.map("**{}** *tail*".format),
    WORDS.map("[{}](https://a.example/)".format),
    WORDS.map("![{}](https://a.example/)".format),
    WORDS.map("<b>{}</b>".format),
    WORDS.map("- a\n\n  > {}\n\n  more".format),
    WORDS.map(("> " * 30 + "{}").format),
    st.lists(CELLS, min_size=1, max_size=4).map(
        lambda rows: "|||\n|-|-|-|\n".replace("|||", f"|{rows[0]}|") + "\n".join(rows[1:])
    ),
)


@unhurried
@given(st.lists(BLOCK, max_size=12))
def test_no_word_is_lost_in_the_pages(written: list[str]) -> None:
    markdown = "\n\n".join(written)
    shown = " ".join(text_of_block(block) for page in render_pages(markdown) for block in page)

    expected = WORD.findall(re.sub(r"https://a\.example/|```py", "", markdown))
    missing = set(expected) - set(WORD.findall(shown))
    assert missing <= {word for word in expected if word.isdigit()}


@pytest.mark.parametrize("name", ["200 quotes", "10,000 quotes", "lists in lists", "lists in quotes"])
def test_what_is_nested_too_deeply_is_shown_as_written(name: str) -> None:
    shown = "".join(text_of_blocks(page) for page in render_pages(HOSTILE[name]))

    assert shown.count("deep") == HOSTILE[name].count("deep")


def test_a_long_text_is_shown_whole_in_pages() -> None:
    markdown = "\n\n".join(f"Paragraph **{number}** has words." for number in range(20_000))
    shown = " ".join(text_of_blocks(page) for page in render_pages(markdown))

    assert [int(number) for number in re.findall(r"Paragraph \**(\d+)", shown)] == list(range(20_000))


def test_a_long_paragraph_is_cut_between_words_with_an_ellipsis() -> None:
    preview = render_preview("word " * 1000, budget=103)

    assert preview.cut
    assert text_of_blocks(preview.blocks) == "word " * 19 + "word …"


def test_a_cut_leaves_no_heading_and_no_rule_at_the_end() -> None:
    preview = render_preview("first " * 10 + "\n\n---\n\n## Heading\n\n" + "second " * 10, budget=80)

    assert text_of_blocks(preview.blocks).strip() == ("first " * 10).strip()
    assert [block["type"] for block in preview.blocks] == ["rich_text"]


def test_a_cut_falls_between_items_and_lines_of_code() -> None:
    listed = render_preview("\n".join(f"- item {number}" for number in range(100)), budget=70)
    code = render_preview("```\n" + "\n".join(f"line {number}" for number in range(100)) + "\n```", budget=70)

    assert text_of_blocks(listed.blocks).split("\n")[-1] == "item 7"
    assert text_of_blocks(code.blocks).split("\n")[-2:] == ["line 7", "…"]


def test_what_comes_after_the_part_that_was_read_counts_as_cut() -> None:
    assert render_preview("[a]: http://a.example/\n" * 2000 + "\nend", budget=1500).cut


def test_a_table_that_goes_on_says_so_in_its_own_box() -> None:
    rows = "\n".join(f"| run-{number} | Crashed |" for number in range(100))

    shown = render_preview(f"| run | state |\n|---|---|\n{rows}", budget=400)

    assert shown.cut
    assert text_of_blocks(shown.blocks).rstrip().endswith("Crashed\n…")
