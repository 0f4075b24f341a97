"""Schema -> the parts of a form: which part asks for a place in a schema, and the rules for each kind of part."""

from __future__ import annotations

from pausepoint_bot.forms.building.builder import Builder
from pausepoint_bot.forms.building.place import Place

__all__ = ["Builder", "Place"]
