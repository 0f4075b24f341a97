"""Why Slack would not take a view, whether it came by an API call or in an acknowledgement. Pure over the workspace."""

from __future__ import annotations

import json

from pausepoint_playground.validation import view_findings
from pausepoint_playground.workspace.views import View
from pausepoint_playground.workspace.workspace import Workspace

MOST_VIEW_BYTES = 250 * 1000
"""Slack's 250 kB; whether it counts thousands or 1,024s is not published, so this takes the smaller."""


class ViewRefused(Exception):
    """A view that Slack refuses: its code, and the sentences for `response_metadata.messages`."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = messages


def check_view(workspace: Workspace, view: object, *, instead_of: View | None = None) -> None:
    """Raise ViewRefused unless Slack would take the view; `instead_of` is the one it replaces."""
    if findings := view_findings(view):
        raise ViewRefused("invalid_arguments", *map(str, findings))
    if not isinstance(view, dict):
        raise ViewRefused("invalid_arguments", "must provide an object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES:
        raise ViewRefused("view_too_large")
    external_id = view.get("external_id")
    if external_id and (other := view_with_external_id(workspace, external_id)) not in {None, instead_of}:
        raise ViewRefused("duplicate_external_id", f"view {other.id if other else ''} has this external_id")


def view_with_external_id(workspace: Workspace, external_id: str) -> View | None:
    """Find an open view or Home tab by the app's own id."""
    shown = (*workspace.views.values(), *workspace.homes.values())
    return next((view for view in shown if view.external_id == external_id), None)
