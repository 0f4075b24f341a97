"""The bounds of a number: how a schema sets them and how they are said and checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pausepoint_bot.forms.node import Node

Limit = int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Bounds as the schema writes them; None is no bound."""

    minimum: Limit = None
    maximum: Limit = None
    above: Limit = None
    below: Limit = None
    multiple_of: Limit = None

    def rules(self) -> tuple[str, ...]:
        """Say the bounds, for a hint: "at least 1", "below 9"."""
        said = (
            ("at least", self.minimum),
            ("more than", self.above),
            ("at most", self.maximum),
            ("less than", self.below),
            ("a multiple of", self.multiple_of),
        )
        return tuple(f"{words} {limit}" for words, limit in said if limit is not None)

    def broken_by(self, number: Decimal) -> str | None:
        """Say which bound a decimal breaks, or None. Bounds count as written: 0.1 is a tenth."""
        for words, limit, holds in (
            ("at least", self.minimum, number.__ge__),
            ("more than", self.above, number.__gt__),
            ("at most", self.maximum, number.__le__),
            ("less than", self.below, number.__lt__),
        ):
            if limit is not None and not holds(Decimal(str(limit))):
                return f"{words} {limit}"
        if self.multiple_of is not None and not _divides(Decimal(str(self.multiple_of)), number):
            return f"a multiple of {self.multiple_of}"
        return None


def _divides(step: Decimal, number: Decimal) -> bool:
    """Divide as fractions do, exactly at any size."""
    numerator, denominator = (number.as_integer_ratio(), step.as_integer_ratio())
    return (numerator[0] * denominator[1]) % (numerator[1] * denominator[0]) == 0


def compile_range(node: Node) -> Range:
    """Read the bounds of a number."""
    return Range(
        minimum=node.number("minimum"),
        maximum=node.number("maximum"),
        above=node.number("exclusiveMinimum"),
        below=node.number("exclusiveMaximum"),
        multiple_of=node.number("multipleOf"),
    )
