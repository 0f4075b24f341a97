"""What a form can be refused for, and what an answer can be wrong in. Values and their one exception; no logic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaProblem:
    """Why a schema is no form: a JSON pointer into the schema (or into the initial values), and the reason."""

    pointer: str
    detail: str
    where: Literal["schema", "initial"] = "schema"


class FormRefused(Exception):
    """Raised when a pause is opened with a schema, or initial values, that no form can ask for. Holds every problem."""

    def __init__(self, problems: Iterable[SchemaProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.pointer or 'the form'}: {problem.detail}" for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with an answer. `pointer` names the field in the answer; `""` is the form as a whole."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """All that is wrong with an answer at once; never empty."""

    errors: tuple[Fault, ...]


class Unaskable(Exception):
    """Raised while one field is compiled: no widget can ask for it. Collected into `FormRefused`."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail


class Recursive(Unaskable):
    """Raised where a schema comes round to itself: such a value is asked for as JSON, if at all."""


class NothingValid(Unaskable):
    """Raised where no value can ever be valid. Rules that hold in one case only may contradict those of another."""


class Unreadable(Exception):
    """Raised while one answer is read: the sentence a person sees under the field. Collected into `Faults`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
