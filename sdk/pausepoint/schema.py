"""A class or a plain type as the form that goes over the wire, and the answer back as an instance of it. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from pydantic import AliasChoices, BaseModel, ConfigDict, JsonValue, RootModel, ValidationError, create_model
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticSerializationError, core_schema, to_json, to_jsonable_python

from pausepoint.checks import needs_check
from pausepoint.errors import FormProblem, FormRefused, PauseFailed
from pausepoint.run_input import RunInput
from pausepoint.wire import DATE_TIME_LOCAL

_BARE: Final = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked for: `model` reads the answer; a plain type is wrapped into one with the single field `value`."""

    source: object
    model: type[BaseModel]
    is_bare: bool
    schema: dict[str, JsonValue]
    initial: dict[str, JsonValue] | None
    preview: str
    check: bool


def form_of(wait_for_input: object) -> Form:
    """Make the form that asks for `wait_for_input`: a model class or any type that pydantic knows.

    Raises:
        TypeError: it is a value and not a type.
        FormRefused: it has no JSON Schema.
    """
    if isinstance(wait_for_input, BaseModel | str) or wait_for_input is None:
        shown = repr(wait_for_input) if isinstance(wait_for_input, str) else f"a {type(wait_for_input).__name__} object"
        raise TypeError(f"wait_for_input must be a class or a type such as str, not {shown}")
    if isinstance(wait_for_input, type) and not vars(wait_for_input).get("__pausepoint_origin__"):
        return _form_of_class(wait_for_input)
    return _make_form(wait_for_input)


@lru_cache(maxsize=256)
def _form_of_class(wanted: type) -> Form:
    """Make a class's form once. Not so for special forms, of which `Literal["a", "b"]` equals `Literal["b", "a"]`."""
    return _make_form(wanted)


def _make_form(wait_for_input: object) -> Form:
    try:
        model, is_bare = _model_of(wait_for_input)
        schema = model.model_json_schema(schema_generator=_WireJsonSchema, mode="validation", by_alias=True)
    except (PydanticSchemaGenerationError, PydanticUserError) as error:
        problem = FormProblem(pointer="/schema", detail=f"{wait_for_input!r} has no JSON Schema: {_first_line(error)}")
        raise FormRefused((problem,)) from error
    return Form(
        source=wait_for_input,
        model=model,
        is_bare=is_bare,
        schema=_labelled(schema) if is_bare else schema,
        initial=_initial(model),
        preview=_preview(model),
        check=needs_check(model),
    )


def read_answer(form: Form, values: dict[str, JsonValue]) -> object:
    """Return the typed answer; PauseFailed if the class refuses what the bot accepted."""
    try:
        answer = form.model.model_validate_json(to_json(values), by_alias=True)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise PauseFailed("answer_not_accepted", f"{form.model.__name__} refuses the answer: {said}") from error
    return answer_in(form, answer)


def answer_in(form: Form, answer: BaseModel) -> object:
    """Return what the flow gets of a validated answer: the instance, or the bare value."""
    value: object = getattr(answer, _BARE) if form.is_bare else answer
    return value


def answer_json(form: Form, answer: object) -> JsonValue:
    """Return `answer` (an instance, the bare value, or its values by name) as the JSON a person's answer arrives in."""
    return {_BARE: _json(answer)} if form.is_bare else _json(answer)


def schema_name(name: str, field: FieldInfo) -> str:
    """Return the name a field has in the JSON Schema: pydantic's own rule for validation."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = next((choice for choice in alias.choices if isinstance(choice, str)), None)
    return alias if isinstance(alias, str) else name


class _WireJsonSchema(GenerateJsonSchema):
    """Pydantic's JSON Schema, with naive datetimes told apart from those that carry an offset."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - overrides pydantic's

    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        generated = super().datetime_schema(schema)
        if schema.get("tz_constraint") == "naive":
            generated["format"] = DATE_TIME_LOCAL
        return generated

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A `datetime` that starts with a naive value is meant to stay naive."""
        default = schema.get("default")
        if isinstance(default, datetime) and default.tzinfo is None:
            schema = {**schema, "schema": _naive(schema["schema"])}
        return super().default_schema(schema)


def _naive(schema: core_schema.CoreSchema) -> core_schema.CoreSchema:
    match schema["type"]:
        case "datetime":
            return cast("core_schema.CoreSchema", {"tz_constraint": "naive", **schema})
        case "nullable":
            return cast("core_schema.CoreSchema", {**schema, "schema": _naive(schema["schema"])})
        case _:
            return schema


def _model_of(wanted: Any) -> tuple[type[BaseModel], bool]:
    if isinstance(wanted, type) and issubclass(wanted, BaseModel) and not issubclass(wanted, RootModel):
        return wanted, False
    return create_model("Answer", __config__=ConfigDict(extra="forbid"), value=(wanted, ...)), True


def _first_line(error: PydanticSchemaGenerationError | PydanticUserError) -> str:
    return error.message.partition("\n")[0]


def _labelled(schema: dict[str, Any]) -> dict[str, JsonValue]:
    """Label a bare value for people, unless its type brings a title of its own."""
    value = schema["properties"][_BARE]
    if value.get("title") == _BARE.capitalize():
        value["title"] = "Your answer"
    return schema


def _preview(model: type[BaseModel]) -> str:
    return (model.__pausepoint_preview__ or "") if issubclass(model, RunInput) else ""


def _initial(model: type[BaseModel]) -> dict[str, JsonValue] | None:
    """Return what the form starts with: values given for this pause, not the class's own defaults."""
    if not (issubclass(model, RunInput) and model.__pausepoint_seed__):
        return None
    started = model.model_construct()
    started.__dict__.update(model.__pausepoint_seed__)
    return {
        schema_name(name, model.model_fields[name]): _field_json(started, name) for name in model.__pausepoint_seed__
    }


def _field_json(model: BaseModel, name: str) -> JsonValue:
    """Return one field as the JSON that validates: serialisers apply, names are those of validation."""
    value = getattr(model, name)
    if _holds_models(value):
        return _json(value)
    dumped: JsonValue = model.model_dump(mode="json", include={name}, by_alias=False, warnings=False)[name]
    return dumped


def _json(value: object) -> JsonValue:
    match value:
        case RootModel():
            return _json(value.root)
        case BaseModel():
            fields = type(value).model_fields
            return {
                schema_name(name, fields[name]): _field_json(value, name) for name in fields if hasattr(value, name)
            }
        case Mapping():
            return {str(_json(key)): _json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset() | deque():
            return [_json(item) for item in value]
        case _:
            return _scalar_json(value)


def _scalar_json(value: object) -> JsonValue:
    try:
        return cast("JsonValue", to_jsonable_python(value))
    except PydanticSerializationError as error:
        raise TypeError(f"{value!r} cannot be written as JSON: {error}") from error


def _holds_models(value: object) -> bool:
    match value:
        case BaseModel():
            return True
        case Mapping():
            return any(map(_holds_models, value.values()))
        case list() | tuple() | set() | frozenset() | deque():
            return any(map(_holds_models, value))
        case _:
            return False
