"""The form of a question, compiled once and remembered. Pure: the same question always has the same form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pausepoint_bot.forms import Form, compile_form
from pausepoint_bot.pauses import Question


@dataclass(frozen=True, slots=True, eq=False)
class _ByDigest:
    """A question that equals every other one with the same digest (which covers schema and initial data)."""

    question: Question

    def __hash__(self) -> int:
        return hash(self.question.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.question.digest == self.question.digest


def form_of(question: Question) -> Form | None:
    """Return the question's form; None for a plain approval."""
    return None if question.schema is None else _compiled(_ByDigest(question))


@lru_cache(maxsize=1024)
def _compiled(key: _ByDigest) -> Form:
    schema = key.question.schema
    return compile_form({} if schema is None else schema, key.question.initial)
