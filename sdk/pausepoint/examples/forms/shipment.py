"""A model inside a model: its fields stand under a heading of their own, and come back as the nested object."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class Address(RunInput):
    """Where the parcel goes."""

    street: str = Field(min_length=1)
    postcode: str = Field(pattern=r"^[0-9A-Z -]{3,10}$", description="As it is written in the country.")
    city: str = Field(min_length=1)
    country: Literal["AT", "CH", "DE", "FR", "NL"] = "DE"


class Shipment(RunInput):
    """A replacement to send."""

    order: int = Field(ge=1, title="Order number")
    address: Address
    express: bool = False
