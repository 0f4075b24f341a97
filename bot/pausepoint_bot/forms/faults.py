"""The validator's errors -> faults of the fields that a person sees. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import Choice, Choices, Field, JsonText, Lines
from pausepoint_bot.forms.fields.json_text import REST
from pausepoint_bot.forms.fields.lines import numbered_lines
from pausepoint_bot.forms.fields.options import key_of
from pausepoint_bot.forms.parts import Alternatives, Group, Part
from pausepoint_bot.forms.pointers import pointer_to
from pausepoint_bot.forms.problems import Fault
from pausepoint_bot.forms.showing import Answers, chosen_branch, fields_in, is_filled, members_of, show
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.validator import ValidationError
from pausepoint_bot.forms.wording import has_another_type, likely_branch, one_of, sentence

_ONE_OF: Final = frozenset({"enum", "const", "type", "anyOf", "oneOf"})
Path = Sequence[str | int]


class Places:
    """Where in the form a place in the answer is asked for, given which branches are chosen."""

    def __init__(self, root: Part, answers: Answers, values: JsonValue, *, typed: bool) -> None:
        self._fields = {field.pointer: field for field in fields_in(show(root, answers))}
        self._answers = answers
        self._values = values
        self._typed = typed
        self._chosen: dict[tuple[str, str], int] = {}
        self._undecided: dict[str, Choice] = {}
        self._note(root)

    def _note(self, part: Part) -> None:
        """Remember which of the schema's own alternatives is chosen where."""
        match part:
            case Group() if is_filled(part, self._answers):
                for _, inner in members_of(part, self._answers):
                    self._note(inner)
            case Alternatives():
                branch = chosen_branch(part, self._answers)
                if branch is None:
                    self._undecided.setdefault(part.pointer, part.selector)
                else:
                    self._chosen.setdefault((part.pointer, part.keyword), part.places[branch])
                    self._note(part.branches[branch])
            case _:
                pass

    def field_of(self, path: Path) -> Field | None:
        """Find the field that asks for a place: its own, the one above it, or the first one below."""
        pointers = [pointer_to(*path[:length]) for length in range(len(path), -1, -1)]
        found = next((self._fields[pointer] for pointer in pointers if pointer in self._fields), None)
        if found is not None:
            return found
        rest = next((self._fields[pointer + REST] for pointer in pointers if pointer + REST in self._fields), None)
        if rest is not None and len(path) > 0:
            return rest
        below = pointers[0] + "/"
        return next((field for pointer, field in self._fields.items() if path and pointer.startswith(below)), None)

    def path_of(self, error: ValidationError) -> Path:
        """Return where an error is. The validator leaves empty names out of its paths; the value there tells which."""
        found = _locate(self._values, error.instance_path, cast("JsonValue", error.instance))
        return error.instance_path if found is None else found

    def undecided(self, error: ValidationError) -> Choice | None:
        """Find the choice between alternatives that would have to be made before anything could be said."""
        return self._undecided.get(pointer_to(*self.path_of(error))) if getattr(error.kind, "context", None) else None

    def leaves(self, error: ValidationError) -> Iterator[ValidationError]:
        """Open the error of a union into those of the branch that was chosen."""
        if self.undecided(error):
            yield error
            return
        branch = self._chosen_branch(error)
        if branch:
            for inner in branch:
                yield from self.leaves(inner)
            return
        likely = likely_branch(error)
        if not likely:
            yield error
        for inner in likely:
            yield from self.leaves(inner)

    def _chosen_branch(self, error: ValidationError) -> list[ValidationError]:
        """List the errors of the branch that was chosen; [] where this is not the union that was chosen in."""
        context = cast("list[list[ValidationError]] | None", getattr(error.kind, "context", None)) or []
        branch = self._chosen.get((pointer_to(*self.path_of(error)), error.kind.name), len(context))
        errors = context[branch] if branch < len(context) else []
        return [] if has_another_type(errors, error) else errors

    def fault(self, error: ValidationError, path: Path, words: str) -> Fault:
        """Put an error under its field, saying where in the field's value it is."""
        field = self.field_of(path)
        if field is None or (field.pointer.endswith(REST) and not self._typed):
            return Fault(pointer=pointer_to(*path), message=words)
        if isinstance(field, Choice | Choices) and error.kind.name in _ONE_OF and not getattr(field, "is_kind", False):
            options = [option.value for option in field.options]
            return Fault(pointer=field.pointer, message=one_of(options, cast("JsonValue", error.instance)))
        return Fault(pointer=field.pointer, message=_place(field, path, self.typed_in(field)) + words)

    def order_of(self, pointer: str) -> int:
        """Say how far down the form a field stands; -1 is above it."""
        return next((index for index, known in enumerate(self._fields) if known == pointer), -1)

    def typed_in(self, field: Field) -> Answer:
        """Return what was typed in a field; None where the values came as JSON."""
        return self._answers.get(field.pointer) if self._typed else None


def faults_of(error: ValidationError, places: Places, *, missing: bool = True) -> Iterator[Fault]:
    """Say one error of the whole answer, under each field that it belongs to; `missing` ones too."""
    for leaf in places.leaves(error):
        if leaf.kind.name == "required" and not missing:
            continue
        selector = places.undecided(leaf)
        if selector is not None:
            labels = [option.label for option in selector.options]
            yield Fault(pointer=selector.pointer, message=one_of(labels, cast("JsonValue", leaf.instance)))
            continue
        for path, words in _said(leaf, places.path_of(leaf)):
            yield places.fault(leaf, path, words)


def _said(error: ValidationError, path: Path) -> Iterator[tuple[Path, str]]:
    """Say an error, at the member it names where it names one."""
    facts = cast("Mapping[str, JsonValue]", error.kind.as_dict()) if error.kind.name in _NAMING else {}
    if error.kind.name == "required":
        yield [*path, cast("str", facts["property"])], sentence(error)
    elif error.kind.name == "uniqueItems":
        yield [*path, _repeated(cast("list[JsonValue]", error.instance))], sentence(error)
    elif error.kind.name == "propertyNames":
        inner = cast("ValidationError", facts["error"])
        yield [*path, str(inner.instance)], f"A name that is not allowed. {sentence(inner)}"
    elif facts:
        for name in cast("list[str]", facts["unexpected"]):
            yield [*path, name], f"The form has no field called {shown(name)}."
    else:
        yield path, sentence(error)


_NAMING: Final = frozenset({"required", "propertyNames", "additionalProperties", "unevaluatedProperties"})


def _repeated(items: list[JsonValue]) -> int:
    """Find the first entry that has been there before."""
    keys = [key_of(item) for item in items]
    return next(index for index, key in enumerate(keys) if key in keys[:index])


def _place(field: Field, path: Path, answer: Answer) -> str:
    """Name the place inside a field's value: the line where it was typed, its number or its pointer in JSON."""
    depth = field.pointer.count("/") - (1 if field.pointer.endswith(REST) else 0)
    inside = path[depth:]
    if not inside:
        return ""
    index = inside[0]
    if isinstance(field, JsonText):
        return f"At {pointer_to(*inside)}: "
    if not isinstance(index, int):
        return ""
    if isinstance(field, Lines) and isinstance(answer, str):
        return f"Line {[number for number, _ in numbered_lines(answer)][index]}: "
    return f"Item {index + 1}: "


def _locate(values: JsonValue, path: Path, wanted: JsonValue) -> Path | None:
    """Follow a path from which empty names may be missing, to the value that is wanted."""
    step = path[0] if path else None
    if not path and values == wanted:
        return ()
    if isinstance(values, dict):
        nexts: list[tuple[str | int, Path]] = [(step, path[1:])] if isinstance(step, str) and step in values else []
        nexts += [("", path)] if "" in values else []
        found = ((key, _locate(values[str(key)], rest, wanted)) for key, rest in nexts)
        return next(([key, *rest] for key, rest in found if rest is not None), None)
    if isinstance(values, list) and isinstance(step, int) and step < len(values):
        rest = _locate(values[step], path[1:], wanted)
        return None if rest is None else [step, *rest]
    return None
