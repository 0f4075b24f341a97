"""What a person's client does with the app's answer to a submit (Slack's modal guide).

Empty closes the view; `errors`, `update`, `push` and `clear` do as they say; everything else is the banner. A view
that Slack would refuse is the banner too: an acknowledgement has no API error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pausepoint_playground.client.errors import BANNER
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.deliveries.replies import NoAck, Reply
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.view_rules import ViewRefused, check_view
from pausepoint_playground.workspace.views import View
from pausepoint_playground.workspace.workspace import STACK, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitResult:
    """What a person sees after a submit.

    `errors` by block_id, from the client's own checks or from the app; `closed` when the submitted view is gone;
    `view` is what is on top now.
    """

    errors: dict[str, str] = field(default_factory=dict)
    banner: str | None = None
    closed: bool = False
    view: View | None = None


class _Misanswered(Exception):
    """An acknowledgement that Slack would not take; the text is for the log."""


class Submission:
    """Apply answers to one workspace's views."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier
        self._actions: dict[object, Callable[[View, JsonObject], None]] = {
            "errors": self._errors,
            "update": self._update,
            "push": self._push,
            "clear": self._clear,
        }

    def apply(self, view: View, reply: Reply) -> None:
        """Change what the view's person sees as the answer says."""
        if isinstance(reply, NoAck):
            view.banner = BANNER
        elif reply.body is None:
            self._workspace.remove_view(view)
        else:
            try:
                self._act(view, reply.body)
            except _Misanswered as wrong:
                view.banner = BANNER
                self._courier.complain("view_submission", str(wrong))
        self._workspace.view_changed(view)

    def _act(self, view: View, body: object) -> None:
        if not isinstance(body, dict) or body.get("response_action") not in self._actions:
            raise _Misanswered(f"not a response_action: {body!r:.200}")
        if view not in self._workspace.stack(view.user):
            return
        self._actions[body["response_action"]](view, body)

    def _errors(self, view: View, body: JsonObject) -> None:
        errors = body.get("errors")
        if not isinstance(errors, dict) or not errors:
            raise _Misanswered("`errors` must name at least one block")
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if unknown := sorted(set(errors) - inputs):
            raise _Misanswered(f"`errors` names what is no input block of this view: {', '.join(unknown)}")
        if not all(isinstance(text, str) and text for text in errors.values()):
            raise _Misanswered("each error must be a non-empty string")
        view.errors, view.banner = dict(errors), None

    def _update(self, view: View, body: JsonObject) -> None:
        self._workspace.fill_view(view, self._view(body, instead_of=view))

    def _push(self, view: View, body: JsonObject) -> None:
        new = self._view(body)
        if len(self._workspace.stack(view.user)) >= STACK:
            raise _Misanswered("push_limit_reached")
        self._workspace.show(self._workspace.new_view(view.user, new, on=view), replacing=False)

    def _clear(self, view: View, _body: JsonObject) -> None:
        self._workspace.clear(view.user)

    def _view(self, body: JsonObject, *, instead_of: View | None = None) -> JsonObject:
        view = body.get("view")
        try:
            check_view(self._workspace, view, instead_of=instead_of)
        except ViewRefused as refused:
            raise _Misanswered(": ".join((refused.code, *refused.messages))) from refused
        if not isinstance(view, dict) or view["type"] != "modal":
            raise _Misanswered("an answer's view must be a modal")
        return view
