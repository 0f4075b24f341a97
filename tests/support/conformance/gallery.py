"""Which example forms are pictured, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One example form. `enters` is filled in before the picture is taken, `page` the page that is shown."""

    source: str
    title: str
    alt: str
    enters: Mapping[str, object] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The picture's file."""
        return f"{self.source.partition(':')[2].lower()}.png"


_FORMS: Final = "pausepoint.examples.forms"

PICTURES: Final = (
    Picture(
        source=f"{_FORMS}.deployment:Deployment", title="Choices, text, a tick", alt="Radio buttons and text inputs"
    ),
)
