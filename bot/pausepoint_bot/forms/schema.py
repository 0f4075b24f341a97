"""JSON Schema (draft 2020-12, as pydantic writes it) -> Form. Pure; here live the whole-schema steps.

A schema becomes a form that gives back exactly its valid instances, or is refused with every reason at once. What one
place in it means is `node.py`, and which field asks for it `fields/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal, cast

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.bounds import MAX_FIELDS, MAX_PATTERN_LENGTH, MAX_PATTERNS, find_excess
from pausepoint_bot.forms.fields import Common, Field, answer_of, check_value, compile_field
from pausepoint_bot.forms.fields.exact import read_digits_pattern
from pausepoint_bot.forms.form import Form
from pausepoint_bot.forms.node import Node, plain_node
from pausepoint_bot.forms.one_click import mark_deciding
from pausepoint_bot.forms.pointers import join_pointer, pointer_to
from pausepoint_bot.forms.problems import FormRefused, SchemaProblem, Unaskable
from pausepoint_bot.forms.reasons import refuse_field, refuse_root, shapeless
from pausepoint_bot.forms.references import DATA, Document, Schema, measure
from pausepoint_bot.forms.validator import ValidationError, compile_validator, schema_errors, takes_pattern
from pausepoint_bot.forms.wording import sentence

_CACHED_FORMS: Final = 128


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
    problems = list(_no_schema(schema))
    if problems:
        raise FormRefused(problems)
    fields, problems = _compile_fields(schema)
    problems.extend(_bad_patterns(schema))
    if problems:
        raise FormRefused(problems)
    try:
        validator = compile_validator(_for_validator(schema))
    except ValidationError as error:  # what the steps above let pass, such as a reference in a place no field uses
        raise FormRefused([SchemaProblem(pointer=pointer_to(*error.instance_path), detail=error.message)]) from error
    return Form(fields=fields, schema=schema, validator=validator)


def _no_schema(schema: Schema) -> Iterator[SchemaProblem]:
    for error in schema_errors(schema):
        yield SchemaProblem(
            pointer=pointer_to(*error.instance_path),
            detail=f"This is no JSON Schema (draft 2020-12): {sentence(error)}",
        )


def _bad_patterns(schema: Schema) -> Iterator[SchemaProblem]:
    patterns = list(_patterns(dict(schema), ""))
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


def _patterns(value: JsonValue, pointer: str) -> Iterator[tuple[str, str]]:
    """Find every pattern; a property that is called `pattern` holds a schema, not a text."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name == "pattern" and isinstance(member, str):
                yield join_pointer(pointer, [name]), member
            elif name not in DATA:
                yield from _patterns(member, join_pointer(pointer, [name]))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _patterns(member, join_pointer(pointer, [index]))


def _compile_fields(schema: Schema) -> tuple[tuple[Field, ...], list[SchemaProblem]]:
    try:
        document = measure(schema)
        root = plain_node(document, dict(schema or {"type": "object"}), "")
        problems = list(refuse_root(root))
    except Unaskable as reason:
        return (), [SchemaProblem(pointer=reason.pointer, detail=reason.detail)]
    properties = cast("Schema", root.schema.get("properties", {}))
    if len(properties) > MAX_FIELDS:
        return (), [SchemaProblem(pointer="/properties", detail=f"The form has more than {MAX_FIELDS} fields.")]
    fields: list[Field] = []
    for name in properties:
        try:
            fields.append(_compile_property(document, root, name))
        except Unaskable as reason:
            problems.append(SchemaProblem(pointer=reason.pointer, detail=reason.detail))
    if document.recursive and not problems:  # in a keyword that no field looks at, but a validator would
        problems.append(SchemaProblem(pointer="", detail="A form cannot ask for something that contains itself."))
    return tuple(fields), problems


def _compile_property(document: Document, root: Node, name: str) -> Field:
    pointer = root.at("properties", name)
    node = plain_node(document, cast("Schema", root.schema["properties"])[name], pointer)
    refuse_field(node)
    common: Common = {
        "pointer": pointer_to(name),
        "name": name,
        "title": node.text("title") or _title_of(name),
        "description": node.text("description"),
        "required": name in cast("list[JsonValue]", root.schema.get("required", [])),
        "nullable": node.nullable,
        "default": node.schema.get("default", ABSENT),
    }
    field = compile_field(document, node, common)
    if field is None:
        raise Unaskable(pointer, f"A form cannot ask for {shapeless(node)}.")
    return field


def _title_of(name: str) -> str:
    """Make words of a name, as pydantic does; a name without any stays itself, in quotes."""
    words = name.replace("_", " ").strip()
    return words.title() if words.isascii() and words == words.lower() and words else words or f'"{name}"'


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
    fields = tuple(
        replace(field, initial=initial[field.name]) if field.name in initial else field for field in form.fields
    )
    return replace(form, fields=fields)


def _bad_initial(form: Form, initial: Mapping[str, JsonValue]) -> Iterator[SchemaProblem]:
    by_name = {field.name: field for field in form.fields}
    for name in initial.keys() - by_name.keys():
        yield _initial_problem(name, "The form has no such field.")
    for error in form.validator.iter_errors(dict(initial)):
        if error.instance_path and error.instance_path[0] in by_name:
            yield _initial_problem(str(error.instance_path[0]), sentence(error))
    for name, field in by_name.items():
        if name in initial:
            yield from (_initial_problem(name, wrong) for wrong in _cannot_show(field, initial[name]))


def _cannot_show(field: Field, value: JsonValue) -> Iterator[str]:
    wrong = check_value(field, value)
    if wrong:
        yield wrong
    elif value is not None and answer_of(field, value) is None:
        yield "The form cannot show this value: an entry is blank, has a line break or comes twice."


def _initial_problem(name: str, detail: str) -> SchemaProblem:
    return SchemaProblem(pointer=pointer_to(name), detail=detail, where="initial")
