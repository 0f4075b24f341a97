"""What was tried, as the page bot/docs/conformance.md. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, assert_never

from pausepoint_playground.json_values import JsonObject
from tests.support.conformance.gallery import PICTURES
from tests.support.conformance.rows import Corrected, Refused, Section, Works
from tests.support.conformance.trying import Tried, schema_text

_HEAD: Final = """\
# What every type becomes

Every row below was run when this page was made: the class goes to a bot as a flow sends it, the form is opened and
filled in as a person would in Slack, and what the flow got back is compared with what it should get, type and all.
✓ stands only where they are equal. A test fails when this page is not what a fresh run gives.

Make it anew with `python -m tests.support.conformance`, its pictures with `python -m tests.support.conformance.pictures`.
In every row the class is

```python
class Row(RunInput):
    answer: ...  # what the row says
    note: str
```
"""
_FEW: Final = 4
_LONGEST: Final = 90


def write_page(tried: Sequence[tuple[Section, Sequence[Tried]]]) -> str:
    """Write the whole page."""
    parts = [_HEAD, _summary(tried), *(_section(section, rows) for section, rows in tried), _gallery()]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _summary(tried: Sequence[tuple[Section, Sequence[Tried]]]) -> str:
    lines = ["## At a glance", "", "Pictures are at the [end](#how-forms-look).", "", "| | rows | |", "|---|---:|---|"]
    for section, rows in tried:
        kept = sum(not row.wrong for row in rows)
        anchor = section.title.lower().replace(" ", "-").replace(",", "")
        lines.append(f"| [{section.title}](#{anchor}) | {kept} of {len(rows)} | {'✓' if kept == len(rows) else '✗'} |")
    return "\n".join(lines)


def _section(section: Section, rows: Sequence[Tried]) -> str:
    setup = ["```python", section.setup.rstrip(), "```", ""] if section.setup else []
    heads = dict.fromkeys(_heads(row) for row in rows)
    tables = ["\n".join(_table(head, [row for row in rows if _heads(row) == head])) for head in heads]
    return "\n".join([f"## {section.title}", "", section.text, "", *setup, "\n\n".join(tables)])


def _heads(tried: Tried) -> tuple[str, ...]:
    match tried.row:
        case Works():
            return ("Python", "JSON Schema", "The approver sees", "enters", "The flow gets", "")
        case Corrected():
            return ("Python", "The approver sees", "enters", "reads under it", "")
        case Refused():
            return ("Python", "Where and why", "")
        case _:
            assert_never(tried.row)


def _table(head: tuple[str, ...], rows: Iterable[Tried]) -> list[str]:
    return [_line(head), _line("---" for _ in head), *(_line(_cells(row)) for row in rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(tried: Tried) -> Sequence[str]:
    row, mark = tried.row, f"✗ {_plain(tried.wrong)}" if tried.wrong else "✓"
    match row:
        case Works():
            schema = _code(schema_text(tried.schema))
            return (_python(row), schema, _sight(tried.seen), _entered(row.enters), _code(tried.came_back), mark)
        case Corrected():
            return (_code(row.python), _sight(tried.seen), _entered(row.enters), _plain(" ".join(tried.said)), mark)
        case Refused():
            return (_python(row), " ".join(map(_plain, tried.said)), mark)
        case _:
            assert_never(row)


def _python(row: Works | Refused) -> str:
    return _code(row.python) + (f"<br>pre-filled with {_code(row.initial)}" if row.initial else "")


def _entered(enters: object) -> str:
    match enters:
        case None | "":
            return "*cleared*" if enters == "" else "*nothing*"
        case bool():
            return "*ticked*" if enters else "*unticked*"
        case dict():
            return "<br>".join(f"{_code(str(place))} {_entered(value)}" for place, value in enters.items())
        case list():
            return ", ".join(map(_code, map(str, enters)))
        case _:
            return _code(str(enters))


def _sight(blocks: Iterable[JsonObject]) -> str:
    return "<br>".join(map(_input, blocks))


def _input(block: JsonObject) -> str:
    element = block["element"]
    words = [f"`{element['type']}`" + (", several lines" if element.get("multiline") else "")]
    if options := element.get("options"):
        words.append(_options(options))
    hint = block.get("hint")
    return ": ".join(words) + (f"<br>*{_plain(hint['text'])}*" if hint else "")


def _options(options: Sequence[Any]) -> str:
    labels = [_plain(option["text"]["text"]) for option in options]
    more = f" … {len(labels)} in all" if len(labels) > _FEW else ""
    return " · ".join(labels[:_FEW]) + more


def _code(text: str) -> str:
    shown = text if len(text) <= 2 * _LONGEST else text[: 2 * _LONGEST] + "…"
    shown = shown.replace("\n", "⏎").replace("|", "\\|").replace("`", "'")
    return f"`{shown}`" if shown else ""


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def _gallery() -> str:
    lines = ["## How forms look", "", "The forms of `pausepoint.examples.forms`, drawn by the playground."]
    for picture in PICTURES:
        lines += ["", f"### {picture.name}", "", picture.text, ""]
        lines += [
            f"`pausepoint form preview {picture.source}`",
            "",
            f"![{picture.alt}](screenshots/forms/{picture.file})",
        ]
    return "\n".join(lines)
