"""Forms that are redrawn, paged, or searched while one types, as pydantic writes their schemas."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, Field, create_model, field_validator

CITIES: Final = tuple(
    f"{number:03} — a settlement on the left bank of the river, founded by people who gave it quite a long name {number:03}"[
        :108
    ]
    for number in range(126)
)
"""More options than a select shows, with labels longer than an option's text."""


class Mail(BaseModel):
    """One way to tell people."""

    kind: Literal["mail"]
    name: str = Field(min_length=2)
    address: str


class Phone(BaseModel):
    """Another way, which asks for the same name and other things."""

    kind: Literal["phone"]
    name: str = Field(min_length=2)
    urgency: Literal["low", "high"]


class Owner(BaseModel):
    """Somebody who may be left out."""

    name: str
    team: str = ""


class Notice(BaseModel):
    """A union, and an optional nested object."""

    contact: Mail | Phone = Field(discriminator="kind")
    owner: Owner | None = None
    notes: str = ""


def _long() -> Any:
    """Make a model whose form takes three pages: texts, but `f3` has a pattern and `f7` is a number from 1 to 9."""
    texts: dict[str, Any] = {f"f{number}": (str, f"default {number}") for number in range(40)}
    rules: dict[str, Any] = {"f3": (str, Field("v0", pattern="^v[0-9]+$")), "f7": (int, Field(5, ge=1, le=9))}
    return create_model("Long", **(texts | rules))


Long: Final = _long()


class Checked(_long()):  # type: ignore[misc] # made at run time
    """A form of several pages whose first field only the class itself can judge."""

    @field_validator("f0")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value == "nobody":
            raise ValueError("nobody is not on duty today")
        return value


class Trip(BaseModel):
    """A choice among many, and several of them."""

    city: Literal[CITIES]  # type: ignore[valid-type] # made at run time
    stops: list[Literal[CITIES]] = Field(default=[], max_length=3)  # type: ignore[valid-type] # as above
    notes: str = ""


IF_THEN_ELSE: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"country": {"enum": ["US", "NL"]}, "street": {"type": "string"}},
    "required": ["country", "street"],
    "if": {"properties": {"country": {"const": "US"}}, "required": ["country"]},
    "then": {"properties": {"zip": {"type": "string", "pattern": "^[0-9]{5}$"}}, "required": ["zip"]},
    "else": {"properties": {"postcode": {"type": "string", "minLength": 6}}, "required": ["postcode"]},
}
