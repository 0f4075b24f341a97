"""Names for JSON as Slack sends and takes it. Type aliases only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object that is ours to change."""

JsonView: TypeAlias = Mapping[str, Any]
"""A JSON object that is only read."""
