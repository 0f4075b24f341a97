"""RunInput: a pydantic model that is also the form a person fills in. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self, SupportsIndex

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_DEFAULTS: Final = {"default", "default_factory"}


class RunInput(BaseModel):  # noqa: PLW1641 - pydantic makes the hash of a frozen subclass
    """What a flow asks for. Subclass it; the fields become the form, an instance is what the flow gets back.

    Unknown members are refused, so an answer holds exactly what was asked.
    """

    model_config = ConfigDict(extra="forbid")

    __pausepoint_preview__: ClassVar[str | None] = None
    __pausepoint_seed__: ClassVar[Mapping[str, object]] = {}
    __pausepoint_origin__: ClassVar[type[RunInput] | None] = None

    @classmethod
    def with_initial_data(
        cls, description: str | None = None, *, initial_data: Mapping[str, object] | None = None, **values: object
    ) -> type[Self]:
        """Return this form with `description` (Markdown) as its preview and `values` filled in.

        The values are checked now, by the fields they are for; bounds, titles and descriptions of those fields stay.
        Fields that are not given stay as they are. A field called `description` takes its value through `initial_data`.
        Calls chain: a later one keeps the description and the values of the earlier.

        Raises:
            TypeError: a name is not a field of the form.
            ValueError: a value does not fit its field.
        """
        seed = _checked(cls, {**(initial_data or {}), **values})
        fields: dict[str, Any] = {name: (_without_default(cls.model_fields[name]), seed[name]) for name in seed}
        seeded = create_model(cls.__name__, __base__=cls, __module__=cls.__module__, __doc__=cls.__doc__, **fields)
        seeded.__qualname__ = cls.__qualname__
        seeded.__pausepoint_origin__ = _origin(cls)
        seeded.__pausepoint_seed__ = {**cls.__pausepoint_seed__, **seed}
        if description is not None:
            seeded.__pausepoint_preview__ = description
        return seeded

    def __eq__(self, other: object) -> bool:
        """Compare as the form that was written: what it was pre-filled with does not count."""
        if type(self) is type(other) or not isinstance(other, RunInput):
            return super().__eq__(other)
        if _origin(type(self)) is not _origin(type(other)):
            return False
        return dict(self) == dict(other) and self.__pydantic_private__ == other.__pydantic_private__

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """Pickle as the form that was written: a pre-filled class has no import path of its own."""
        if _origin(type(self)) is type(self):
            return super().__reduce_ex__(protocol)
        return _new, (_origin(type(self)),), self.__getstate__()


def _origin(form: type[RunInput]) -> type[RunInput]:
    """Return the class as its author wrote it, be it pre-filled or not."""
    origin: type[RunInput] | None = vars(form).get("__pausepoint_origin__")
    return origin or form


def _new(form: type[RunInput]) -> RunInput:
    return form.__new__(form)


def _without_default(field: FieldInfo) -> object:
    """Return the field's type with all that was said about it, except its default."""
    parts = field.asdict()
    attributes = {name: value for name, value in parts["attributes"].items() if name not in _DEFAULTS}
    annotation, metadata = parts["annotation"], parts["metadata"]
    return Annotated[annotation, *metadata, Field(**attributes)]


def _checked(form: type[RunInput], given: dict[str, object]) -> dict[str, object]:
    """Return `given` as the fields' own types."""
    unknown = [name for name in given if name not in form.model_fields]
    if unknown:
        known = ", ".join(form.model_fields) or "(none)"
        raise TypeError(f"{form.__name__} has no field {', '.join(map(repr, unknown))}; its fields are: {known}")
    fields: dict[str, Any] = {name: (_without_default(form.model_fields[name]), ...) for name in given}
    partial = create_model(form.__name__, __config__=form.model_config, **fields)
    try:
        typed = partial.model_validate(given, by_name=True, by_alias=False)
    except ValidationError as error:
        raise _does_not_fit(form, error.errors()) from error
    _ask_validators(form, given)
    return {name: getattr(typed, name) for name in given}


def _ask_validators(form: type[RunInput], given: dict[str, object]) -> None:
    """Let the form's own field validators speak about the given fields, and about nothing else."""
    names = {*given, *(form.model_fields[name].alias for name in given)}
    try:
        form.model_validate({**given}, by_name=True, by_alias=False)
    except ValidationError as error:
        ours = [one for one in error.errors() if one["loc"] and one["loc"][0] in names]
        if ours:
            raise _does_not_fit(form, ours) from error
    except Exception:  # noqa: BLE001, S110 - a validator of the whole model need not cope with a part of it
        pass


def _does_not_fit(form: type[RunInput], errors: list[ErrorDetails]) -> ValueError:
    said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']} (given: {one['input']!r})" for one in errors)
    return ValueError(f"The initial data does not fit {form.__name__}: {said}")
