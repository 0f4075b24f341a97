"""What each construct of markdown becomes, and that no input can do harm."""

from __future__ import annotations

import pytest

from pausepoint_bot.slack.preview import Block, render_pages, render_preview
from tests.support.blocks import leaves_of_blocks, message_problems, parts_of_blocks, text_of_blocks, view_problems


def blocks_of(markdown: str) -> tuple[Block, ...]:
    rendered = render_preview(markdown)
    assert not rendered.cut
    assert message_problems(rendered.blocks) == []
    return rendered.blocks


def parts_of(markdown: str) -> list[Block]:
    return parts_of_blocks(blocks_of(markdown))


def leaves_of(markdown: str) -> list[Block]:
    return leaves_of_blocks(blocks_of(markdown))


def text(content: str, *styles: str) -> Block:
    return {"type": "text", "text": content, **({"style": dict.fromkeys(styles, True)} if styles else {})}


def section(*leaves: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(leaves)}


def box(*leaves: Block, **more: object) -> Block:
    return {"type": "rich_text_preformatted", "elements": list(leaves), **more}


def items(style: str, *texts: str, **more: object) -> Block:
    return {"type": "rich_text_list", "style": style, "elements": [section(text(each)) for each in texts], **more}


def quote(content: str) -> Block:
    return {"type": "rich_text_quote", "elements": [text(content)]}


def test_a_bold_line_over_a_table_of_runs_is_one_block_with_an_aligned_box() -> None:
    markdown = (
        "**Preview (2 runs):**\n| run | state | age |\n|---|---|---:|\n| a1 | Crashed | 31 d |\n| b17 | Failed | 7 d |"
    )

    assert blocks_of(markdown) == (
        {
            "type": "rich_text",
            "elements": [
                section(text("Preview (2 runs):", "bold")),
                box(text("run  state     age\n---  -------  ----\na1   Crashed  31 d\nb17  Failed    7 d")),
            ],
        },
    )


@pytest.mark.parametrize(
    ("markdown", "parts"),
    [
        ("one\n\ntwo", [section(text("one\n\ntwo"))]),
        ("one  \ntwo\nthree", [section(text("one\ntwo\nthree"))]),
        ("## Two\nunder", [section(text("Two", "bold"), text("\nunder"))]),
        ("### Three", [section(text("Three", "bold", "italic"))]),
        ("#### Four", [section(text("Four", "italic"))]),
        ("# <b> & more", [section(text("<b> & more", "bold"))]),
        ("*a **b** c*", [section(text("a ", "italic"), text("b", "bold", "italic"), text(" c", "italic"))]),
        ("~~old~~ `x*y*`", [section(text("old", "strike"), text(" "), text("x*y*", "code"))]),
        ("- a\n- b", [items("bullet", "a", "b")]),
        ("3. a\n4. b", [items("ordered", "a", "b", offset=2)]),
        ("0. a\n1. b", [items("bullet", "0. a"), items("ordered", "b")]),
        ("- [ ] a\n- [x] b\n- [y] c", [items("bullet", "☐ a", "☑ b", "[y] c")]),
        (
            "- a\n  1. b\n     - c\n- d",
            [
                items("bullet", "a"),
                items("ordered", "b", indent=1),
                items("bullet", "c", indent=2),
                items("bullet", "d"),
            ],
        ),
        (
            "1. a\n   - b\n2. c",
            [items("ordered", "a"), items("bullet", "b", indent=1), items("ordered", "c", offset=1)],
        ),
        ("1. a\n\n   more\n2. b", [items("ordered", "a\nmore", "b")]),
        ("1. - a", [items("ordered", "↓"), items("bullet", "a", indent=1)]),
        (
            "1. a\n   ```\n   x\n   ```\n2. b",
            [items("ordered", "a"), box(text("x")), items("ordered", "b", offset=1)],
        ),
        ("- a\n\nafter", [items("bullet", "a"), section(text("\nafter"))]),
        ("```py\na\n\n  b\n```", [box(text("a\n\n  b"), language="python")]),
        ("```nonsense-language\na\n```", [box(text("a"))]),
        ("```see this\na", [box(text("see this\na"))]),
        ("    indented\n    code", [box(text("indented\ncode"))]),
        ("> a\n>\n> b\n>> c\n>> d", [quote("a\n\nb\n> c\n> d")]),
        (
            "> - a\n>\n> ```\n> b\n> ```",
            [items("bullet", "a", border=1), box(text("b"), border=1)],
        ),
        ("- a\n  > b", [items("bullet", "a"), quote("b")]),
        ("> ## Two", [{"type": "rich_text_quote", "elements": [text("Two", "bold")]}]),
        ("> a\n>\n> ---", [quote("a\n\n―――")]),
        ("<div>hi</div>\n\n<!-- c --> &lt;x&gt;", [section(text("<div>hi</div>\n\n<!-- c --> <x>"))]),
    ],
)
def test_a_construct_becomes_its_element(markdown: str, parts: list[Block]) -> None:
    assert parts_of(markdown) == parts


def test_a_first_level_heading_stands_as_a_header_and_a_rule_as_a_divider() -> None:
    assert blocks_of("# A *title*\n\n---\n\n***\nend") == (
        {"type": "header", "text": {"type": "plain_text", "text": "A title", "emoji": False}},
        {"type": "divider"},
        {"type": "rich_text", "elements": [section(text("end"))]},
    )


def test_a_long_or_linked_first_level_heading_stands_as_a_bold_line() -> None:
    assert parts_of("# " + "x" * 151) == [section(text("x" * 151, "bold"))]
    assert parts_of("# [a](https://b.example/)")[0]["type"] == "rich_text_section"


@pytest.mark.parametrize("blank", ["", " ", "\n\n \t\n", "&nbsp;", "[a]: https://b.example/", "```\n\n```", "| |\n|-|"])
def test_a_blank_text_gives_no_blocks(blank: str) -> None:
    assert render_preview(blank).blocks == ()
    assert render_pages(blank) == ()


def link(url: str, label: str) -> Block:
    return {"type": "link", "url": url, "text": label}


@pytest.mark.parametrize(
    ("markdown", "leaves"),
    [
        ("[a b](https://c.example/d)", [link("https://c.example/d", "a b")]),
        ("[](https://c.example/d)", [link("https://c.example/d", "https://c.example/d")]),
        ("<mailto:a@b.example>", [link("mailto:a@b.example", "mailto:a@b.example")]),
        ("<a@b.example>", [link("mailto:a@b.example", "a@b.example")]),
        ("![chart](https://c.example/d.png)", [link("https://c.example/d.png", "chart")]),
        ("[![](https://c.example/d.png)](https://e.example/)", [link("https://e.example/", "image")]),
        (
            "see https://c.example/d_(e), or not",
            [text("see "), link("https://c.example/d_(e)", "https://c.example/d_(e)"), text(", or not")],
        ),
        ("`https://c.example/`", [text("https://c.example/", "code")]),
        ("[x](javascript:alert(1))", [text("x (javascript:alert(1))")]),
        ("[x](/docs)", [text("x (/docs)")]),
        ("[x](file:///etc/passwd)", [text("x (file:///etc/passwd)")]),
        ("[x](https://bank.example@evil.example/)", [text("x (https://bank.example@evil.example/)")]),
        ("[x](https://)", [text("x (https://)")]),
        ("[x](https://a.example:99999/)", [text("x (https://a.example:99999/)")]),
        ("<tel:123>", [text("tel:123")]),
        (
            "![x](data:image/png;base64," + "A" * 500 + ")",
            [text("x (data:image/png;base64,AAAAAAAAAAAAAAAAAA… 522 characters)")],
        ),
    ],
)
def test_a_link_leads_where_it_may_and_is_text_where_it_may_not(markdown: str, leaves: list[Block]) -> None:
    assert leaves_of(markdown) == leaves


@pytest.mark.parametrize(
    "label",
    [
        "bank.example",
        "https://bank.example/login",
        "log in at bank.example now",
        "https://localhost:8000",
        "**bank**.example",
        "\uff42\uff41\uff4e\uff4b.example",
        "bank。example",
        "ba\u200bnk.example",
        "not-evil.example",
        "https://evil.example.bank.example",
        "10.0.0.1",
        "ceo@bank.example",
        "https:&#47;&#47;bank.example",
    ],
)
def test_a_label_that_shows_another_host_prints_the_real_one(label: str) -> None:
    assert leaves_of(f"[{label}](https://evil.example/x)")[-1] == text(" (evil.example)")


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("evil.example", "https://evil.example/x"),
        ("www.evil.example", "https://evil.example/x"),
        ("https://evil.example/x/README.md", "https://evil.example/x/README.md"),
        ("evil.example/aü.md", "https://evil.example/a%C3%BC.md"),
        ("release v1.2.3", "https://evil.example/"),
        ("a@b.example", "mailto:a@b.example"),
    ],
)
def test_an_honest_label_stands_alone(label: str, url: str) -> None:
    assert {leaf["type"] for leaf in leaves_of(f"[{label}]({url})")} == {"link"}


def test_a_mailbox_behind_another_mailbox_is_printed() -> None:
    assert leaves_of("[ceo@bank.example](mailto:me@bank.example)")[-1] == text(" (me@bank.example)")


MENTIONS = [
    "<!channel>",
    "<!here|here>",
    "@here",
    "@everyone",
    "&lt;!channel&gt;",
    "&#60;!channel&#62;",
    "\\<!everyone\\>",
    "<@U123ABC>",
    "<#C123ABC>",
    "<!subteam^S123>",
    "<!date^1^{date}|x>",
    ":tada:",
    "@\u200bhere",
    "<\u200d!channel>",
]


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "`{}`",
        "```\n{}\n```",
        "**{}**",
        "[{}](https://a.example/)",
        "# {}",
        "- {}",
        "> {}",
        "| {} |\n|---|\n| {} |",
        "![{}](https://a.example/)",
    ],
)
def test_no_text_can_ping_anyone(mention: str, around: str) -> None:
    markdown = around.replace("{}", mention)

    for blocks in (render_preview(markdown).blocks, *render_pages(markdown)):
        assert view_problems(blocks) == []
        assert {leaf["type"] for leaf in leaves_of_blocks(blocks)} <= {"text", "link"}
        assert {block["type"] for block in blocks} <= {"rich_text", "header"}


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("a\u202efdp.exe", "a[U+202E]fdp.exe"),
        ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x00b", "a\ufffdb"),
        ("a\x7fb\x85c", "a␡b\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("a&#x202e;b", "a[U+202E]b"),
        ("[a\u202eb](https://c.example/)", "a[U+202E]b"),
        ("`a\u202eb`", "a[U+202E]b"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_what_would_hide_is_shown(hidden: str, shown: str) -> None:
    assert text_of_blocks(blocks_of(hidden)) == shown
