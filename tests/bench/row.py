"""One line of the table: what was measured on which database, against which floor, and whether the promise holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A measured promise. Figures are texts with their units; `kept` is None where nothing is promised."""

    what: str
    database: str = "-"
    floor: str = "-"
    measured: str
    promise: str = "-"
    kept: bool | None = None


def print_table(rows: Sequence[Row]) -> bool:
    """Print the rows as a Markdown table; return whether every promise holds."""
    lines = [("what", "database", "floor", "measured", "promise", "kept")]
    words = {True: "kept", False: "NOT KEPT", None: "-"}
    lines += [(*map(str, astuple(row)[:-1]), words[row.kept]) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type] # one rule a column
    for line in lines:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |", flush=True)
    return all(row.kept is not False for row in rows)


def in_ms(seconds: float) -> str:
    """Write a time for the table."""
    return f"{seconds * 1e3:.2f} ms"
