"""Types for form fields that are picked from a Slack workspace. No I/O.

Their formats are those of `pausepoint.wire`, whose import every flow would pay for.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

SlackUser = Annotated[str, Field(json_schema_extra={"format": "slack-user"}, pattern=r"^[UW][A-Z0-9]+$")]
"""The id of a Slack user (`U…` or `W…`), picked from the workspace's people."""

SlackChannel = Annotated[str, Field(json_schema_extra={"format": "slack-channel"}, pattern=r"^[CGD][A-Z0-9]+$")]
"""The id of a Slack conversation, picked from the workspace's channels."""
