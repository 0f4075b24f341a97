"""What decides which fields of an object are asked for: the values of some of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from pydantic import JsonValue

from pausepoint_bot.forms.validator import LateValidator


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Rules that the object is held against; the outcome is the index of the first that it keeps, or their number.

    `if` has two rules: the outcomes are 0 (then) and 1 (else). `names` are the members that the rules look at. As long
    as one of those that are `needed` is missing, no rule holds: nobody wants to see what an unmade choice would bring.
    """

    names: frozenset[str]
    needed: frozenset[str] = frozenset()
    rules: tuple[LateValidator, ...] = dataclass_field(repr=False, compare=False)

    def outcome(self, values: Mapping[str, JsonValue]) -> int:
        """Find which rule holds."""
        if not self.needed <= values.keys():
            return len(self.rules)
        return next((index for index, rule in enumerate(self.rules) if rule.holds(dict(values))), len(self.rules))

    @property
    def outcomes(self) -> int:
        """Count the outcomes there may be."""
        return len(self.rules) + 1
