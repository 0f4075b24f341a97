"""Which example forms are pictured, and what stands in them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pausepoint import RunInput

MODULES: Final = "pausepoint.examples.forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One example form. `enters` is filled in before the picture is taken; `submits` shows what comes of it."""

    module: str
    name: str
    alt: str
    enters: Mapping[str, object] = field(default_factory=dict)
    submits: bool = False

    @property
    def source(self) -> str:
        """The class, as `pausepoint form preview` takes it."""
        return f"{MODULES}.{self.module}:{self.name}"

    @property
    def file(self) -> str:
        """The picture's file."""
        return f"{self.module}.png"

    @property
    def form(self) -> type[RunInput]:
        """The class itself."""
        found: Any = getattr(importlib.import_module(f"{MODULES}.{self.module}"), self.name)
        return found  # type: ignore[no-any-return] # the tests hold every name here to it

    @property
    def text(self) -> str:
        """What the example shows, in its own words."""
        return (importlib.import_module(f"{MODULES}.{self.module}").__doc__ or "").strip()


PICTURES: Final = (
    Picture(module="approval", name="Approval", alt="A message with the buttons Approve and Decline"),
    Picture(
        module="deployment",
        name="Deployment",
        alt="Radio buttons, a text with a pattern, a ticked box and a note of several lines",
        enters={"Environment": "production", "Version": "v1.4.0"},
    ),
    Picture(
        module="scaling",
        name="Scaling",
        alt="An odd number of replicas is refused under its input",
        enters={"Replicas": "7", "CPU target": "0.8"},
        submits=True,
    ),
    Picture(
        module="maintenance",
        name="Maintenance",
        alt="A date, a time, a moment and a wall time",
        enters={
            "Day": "2026-03-01",
            "Quiet From": "22:30",
            "Begin": "2026-03-01T23:00+00:00",
            "Shop Reopens": "2026-03-02 06:00",
        },
    ),
    Picture(
        module="airport",
        name="Diversion",
        alt="One of 126 airports, found by typing",
        enters={"Airport": "Zurich (ZRH)", "Reason": "Snow"},
    ),
    Picture(
        module="rollout",
        name="Rollout",
        alt="Two regions in a menu of twelve, and boxes for weekdays",
        enters={"Regions": ["eu-central-1", "us-east-1"], "Days": ["Monday", "Tuesday"]},
    ),
    Picture(
        module="firewall",
        name="Firewall",
        alt="The second of three lines is refused, by its number",
        enters={"Hosts": "db-1.internal\nDB 2\ndb-3.internal", "Reason": "The new replicas have to be reached."},
        submits=True,
    ),
    Picture(
        module="shipment",
        name="Shipment",
        alt="An address under a heading of its own",
        enters={
            "Order number": "4711",
            "Street": "Langstrasse 12",
            "Postcode": "8004",
            "City": "Zürich",
            "Country": "CH",
        },
    ),
    Picture(
        module="incident",
        name="Incident",
        alt="A ticked box has brought the fields of the status page",
        enters={
            "Severity": "2",
            "Summary": "Checkout is slow",
            "#/status_page/~filled": True,
            "Headline": "Slow checkout",
        },
    ),
    Picture(
        module="notification",
        name="Notification",
        alt="A webhook is chosen, and its address asked for",
        enters={"#/target/kind": "Webhook", "Url": "https://example.com/hooks/backup"},
    ),
    Picture(
        module="migration",
        name="Migration",
        alt="A choice inside a choice: all at once, and when",
        enters={
            "#/plan/table": "orders",
            "#/plan/way/strategy": "All at once",
            "#/plan/way/start/when": "Later",
            "#/plan/way/start/at": "2026-03-01T02:00+00:00",
        },
    ),
    Picture(
        module="overrides",
        name="Overrides",
        alt="JSON as text, with a wrong value named by its place",
        enters={"Labels": '{"team": "data"}', "Steps": '[\n  {"name": "load", "attempts": 9}\n]'},
        submits=True,
    ),
    Picture(
        module="booking",
        name="Booking",
        alt="The class's own words stand under the input: end must be after start",
        enters={"Cluster": "apollo", "Start": "2026-03-02T09:00+00:00", "End": "2026-03-01T17:00+00:00"},
        submits=True,
    ),
    Picture(module="budget", name="Budget", alt="A Decimal with its rules", enters={"Amount": "1250.50"}),
    Picture(module="survey", name="Survey", alt="Seven inputs that may all stay blank"),
    Picture(
        module="handover",
        name="Handover",
        alt="A person and a channel of the workspace",
        enters={"Next on call": "bob", "Where alerts go": "#ops", "Until": "2026-03-09"},
    ),
    Picture(module="inventory", name="Inventory", alt="The first of several pages of selects"),
)
