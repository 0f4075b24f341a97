"""Types for form fields that are picked from a Slack workspace. No I/O."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pausepoint.wire import SLACK_CHANNEL, SLACK_USER

SlackUser = Annotated[str, Field(json_schema_extra={"format": SLACK_USER}, pattern=r"^[UW][A-Z0-9]+$")]
"""The id of a Slack user (`U…` or `W…`), picked from the workspace's people."""

SlackChannel = Annotated[str, Field(json_schema_extra={"format": SLACK_CHANNEL}, pattern=r"^[CGD][A-Z0-9]+$")]
"""The id of a Slack conversation, picked from the workspace's channels."""
