"""Slack's own limits, offline: what chat.* and views.* would refuse, in Slack's words. Pure functions."""

from __future__ import annotations

from pausepoint_playground.json_values import JsonView
from pausepoint_playground.validation.findings import Finding
from pausepoint_playground.validation.payloads import message_findings, view_findings

__all__ = ["Finding", "message_findings", "validate_message", "validate_view", "view_findings"]


def validate_view(view: JsonView) -> list[str]:
    """List what Slack would refuse in a view, as `message [json-pointer:/view/...]`; empty means it would pass."""
    return [str(finding) for finding in view_findings(view)]


def validate_message(payload: JsonView) -> list[str]:
    """List what Slack would refuse in a message's `blocks`; empty means they would pass."""
    return [str(finding) for finding in message_findings(payload.get("blocks", []))]
