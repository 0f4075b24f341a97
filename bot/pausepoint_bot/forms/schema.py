"""JSON Schema (draft 2020-12, as pydantic writes it) -> Form. Pure; here live the whole-schema steps.

A schema becomes a form that gives back exactly its valid instances, or is refused with every reason at once. What one
place in it means is `node.py`, and which field asks for it `fields/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, cast

from pydantic import JsonValue

from pausepoint_bot.forms.bounds import MAX_DEPTH, MAX_FIELDS, MAX_PATTERN_LENGTH, MAX_PATTERNS, find_excess
from pausepoint_bot.forms.building import Builder, Place
from pausepoint_bot.forms.fields.exact import read_digits_pattern
from pausepoint_bot.forms.form import Form, form_of, initial_faults, with_root
from pausepoint_bot.forms.modernising import is_old, modernise
from pausepoint_bot.forms.node import WHOLE
from pausepoint_bot.forms.one_click import mark_deciding
from pausepoint_bot.forms.parts import Part
from pausepoint_bot.forms.pointers import join_pointer, pointer_to
from pausepoint_bot.forms.prefilling import pre_fill, unshown
from pausepoint_bot.forms.problems import FormRefused, SchemaProblem, Unaskable
from pausepoint_bot.forms.references import DATA, Document, Schema, measure, subschemas, without_references
from pausepoint_bot.forms.showing import every_field
from pausepoint_bot.forms.validator import ValidationError, compile_validator, schema_errors, takes_pattern
from pausepoint_bot.forms.wording import sentence

_CACHED_FORMS: Final = 128
_DYNAMIC: Final = frozenset({"$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$anchor", "$id"})


_DYNAMIC_MARKS: Final = tuple(f'"{keyword}"' for keyword in _DYNAMIC)


def compile_form(schema: Mapping[str, JsonValue], initial: Mapping[str, JsonValue] | None = None) -> Form:
    """Compile a form, with the values that the flow pre-fills.

    The same schema is compiled once: the flow asks the same question of many things.

    Raises:
        FormRefused: with every problem of the schema, or, if it has none, of the initial values.
    """
    if initial:
        _check_size(initial, "initial")
    try:
        text = json.dumps(schema, allow_nan=False)
    except (TypeError, ValueError, RecursionError):  # no JSON, and the check says why
        _check_size(schema, "schema")
        raise
    form = _compile(text)
    return mark_deciding(_pre_fill(form, initial) if initial else form)


def _check_size(document: Mapping[str, JsonValue], where: Literal["schema", "initial"]) -> None:
    excess = find_excess(document)
    if excess:
        raise FormRefused([SchemaProblem(pointer="", detail=f"The document {excess}.", where=where)])


@lru_cache(maxsize=_CACHED_FORMS)
def _compile(text: str) -> Form:
    schema = cast("Schema", json.loads(text))
    _check_size(schema, "schema")
    if is_old(text):
        schema = modernise(schema)
    problems = list(_no_schema(schema))
    if problems:
        raise FormRefused(problems)
    document, problems = _survey(schema) if '"$ref"' in text else (without_references(schema), [])
    if any(mark in text for mark in _DYNAMIC_MARKS):
        problems.extend(_dynamic(schema))
    root = None if document is None else _build(document, problems)
    if '"pattern' in text:
        problems.extend(_bad_patterns(schema))
    if problems or root is None:
        raise FormRefused(problems)
    try:
        validator = compile_validator(_for_validator(schema) if '"pattern"' in text else schema)
    except ValidationError as error:  # what the steps above let pass, such as a reference in a place no field uses
        raise FormRefused([SchemaProblem(pointer=pointer_to(*error.instance_path), detail=error.message)]) from error
    return form_of(root, schema, validator, deepest=MAX_DEPTH if document is None else document.deepest)


def _no_schema(schema: Schema) -> Iterator[SchemaProblem]:
    for error in schema_errors(schema):
        yield SchemaProblem(
            pointer=pointer_to(*error.instance_path),
            detail=f"This is no JSON Schema (draft 2020-12): {sentence(error)}",
        )


def _bad_patterns(schema: Schema) -> Iterator[SchemaProblem]:
    patterns = list(_patterns(schema, ""))
    if len(patterns) > MAX_PATTERNS:
        yield SchemaProblem(pointer="", detail=f"The schema has more than {MAX_PATTERNS} patterns.")
        return
    for pointer, pattern in patterns:
        if len(pattern) > MAX_PATTERN_LENGTH:
            yield SchemaProblem(pointer=pointer, detail=f"The pattern is longer than {MAX_PATTERN_LENGTH} characters.")
        elif not read_digits_pattern(pattern) and not takes_pattern(pattern):
            yield SchemaProblem(
                pointer=pointer,
                detail="The pattern is none that can be run safely: look-around, back-references and very large "
                "repetitions are not taken.",
            )


def _patterns(schema: Schema, pointer: str) -> Iterator[tuple[str, str]]:
    """Find every pattern; a property that is called `pattern` is a name."""
    for place, inner in subschemas(dict(schema), pointer):
        pattern, names = inner.get("pattern"), inner.get("patternProperties")
        if isinstance(pattern, str):
            yield join_pointer(place, ["pattern"]), pattern
        if isinstance(names, Mapping):
            yield from ((join_pointer(place, ["patternProperties", name]), name) for name in names)


def _dynamic(schema: Schema) -> Iterator[SchemaProblem]:
    """Refuse references whose targets are found only while a value is checked, and documents within this one."""
    for pointer, inner in subschemas(dict(schema), ""):
        for keyword in _DYNAMIC & inner.keys():
            if pointer or keyword != "$id":
                detail = f"A form cannot ask for what `{keyword}` describes; write it out, or refer to `#/$defs/…`."
                yield SchemaProblem(pointer=join_pointer(pointer, [keyword]), detail=detail)


def _survey(schema: Schema) -> tuple[Document | None, list[SchemaProblem]]:
    try:
        return measure(schema), []
    except Unaskable as reason:
        return None, [SchemaProblem(pointer=reason.pointer, detail=reason.detail)]


def _build(document: Document, problems: list[SchemaProblem]) -> Part | None:
    """Build the form's parts; what cannot be asked for is added to the problems."""
    builder = Builder(document=document, problems=problems)
    place = Place(pointer="", source="", name="", title="", required=True, opened=WHOLE, bare=True)
    root = builder.build(dict(document.schema) or {"type": "object"}, place)
    if root is not None and sum(1 for _ in every_field(root)) > MAX_FIELDS:
        problems.append(SchemaProblem(pointer="/properties", detail=f"The form has more than {MAX_FIELDS} fields."))
    return root


def _for_validator(schema: Schema) -> Schema:
    """Take out pydantic's patterns of Decimals, which the linear engine cannot run; the field checks the digits."""
    return cast("Schema", _without_digits(dict(schema)))


def _without_digits(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_without_digits(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"type", "pattern"} and read_digits_pattern(value["pattern"]):
        return {"type": value["type"]}
    return {key: member if key in DATA else _without_digits(member) for key, member in value.items()}


def _pre_fill(form: Form, initial: Mapping[str, JsonValue]) -> Form:
    problems = list(_bad_initial(form, initial))
    if problems:
        raise FormRefused(problems)
    return with_root(form, pre_fill(form.root, dict(initial)))


def _bad_initial(form: Form, initial: Mapping[str, JsonValue]) -> Iterator[SchemaProblem]:
    """Say what is wrong with the values, or cannot be shown; that some are missing is nothing wrong."""
    faults = [fault for fault in initial_faults(form, initial) if fault.pointer]
    wrong = {fault.pointer for fault in faults}
    hidden = (fault for fault in unshown(form.root, dict(initial)) if fault.pointer not in wrong)
    for fault in dict.fromkeys([*faults, *hidden]):
        yield SchemaProblem(pointer=fault.pointer, detail=fault.message, where="initial")
