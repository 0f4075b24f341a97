"""views.*: open, push, update and publish. None needs a scope."""

from __future__ import annotations

from typing import Any

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.triggers import Trigger, TriggerRefused
from pausepoint_playground.view_rules import ViewRefused, check_view, view_with_external_id
from pausepoint_playground.web_api.call import ApiError, Call, invalid_arguments
from pausepoint_playground.web_api.places import person_by_id
from pausepoint_playground.workspace.views import View
from pausepoint_playground.workspace.workspace import STACK


async def open_view(call: Call) -> JsonObject:
    """Answer views.open: a new modal, in place of whatever the person has open."""
    view = _checked(call, "modal")
    trigger = _trigger(call)
    made = call.workspace.new_view(trigger.user, view)
    trigger.used = True
    call.workspace.show(made, replacing=True)
    return {"view": call.workspace.view_json(made)}


async def push(call: Call) -> JsonObject:
    """Answer views.push: on top of the modal the trigger came from, three deep at most."""
    view = _checked(call, "modal")
    trigger = _trigger(call)
    stack = call.workspace.stack(trigger.user)
    if trigger.view_id is None or not any(one.id == trigger.view_id for one in stack):
        raise ApiError("invalid_trigger_id")
    if len(stack) >= STACK:
        raise ApiError("push_limit_reached")
    made = call.workspace.new_view(trigger.user, view, on=stack[-1])
    trigger.used = True
    call.workspace.show(made, replacing=False)
    return {"view": call.workspace.view_json(made)}


async def update(call: Call) -> JsonObject:
    """Answer views.update: new content in an open view, guarded by `hash` where one is given."""
    found = _shown(call)
    view = _checked(call, found.type, instead_of=found)
    if call.text("hash") not in {None, found.hash}:
        raise ApiError("hash_conflict")
    call.workspace.fill_view(found, view)
    return {"view": call.workspace.view_json(found)}


async def publish(call: Call) -> JsonObject:
    """Answer views.publish: a person's Home tab."""
    person = person_by_id(call, call.required("user_id"))
    before = call.workspace.homes.get(person.id)
    view = _checked(call, "home", instead_of=before)
    if before is not None and call.text("hash") not in {None, before.hash}:
        raise ApiError("hash_conflict")
    if before is None:
        before = call.workspace.homes[person.id] = call.workspace.new_view(person.id, view)
    else:
        call.workspace.fill_view(before, view)
    return {"view": call.workspace.view_json(before)}


def _checked(call: Call, kind: str, *, instead_of: View | None = None) -> JsonObject:
    view: Any = call.json("view", error="invalid_arguments")
    if view is None:
        raise invalid_arguments("missing required field: view")
    try:
        check_view(call.workspace, view, instead_of=instead_of)
    except ViewRefused as refused:
        more = {"response_metadata": {"messages": [f"[ERROR] {one}" for one in refused.messages]}}
        raise ApiError(refused.code, **(more if refused.messages else {})) from refused
    if view["type"] != kind:
        raise invalid_arguments(f"must be a valid enum value: {kind} [json-pointer:/view/type]")
    return dict(view)


def _trigger(call: Call) -> Trigger:
    try:
        return call.installation.triggers.look(call.text("trigger_id") or call.required("interactivity_pointer"))
    except TriggerRefused as refused:
        if refused.code == "invalid_arguments":
            raise invalid_arguments("invalid `trigger_id`") from refused
        raise ApiError(refused.code) from refused


def _shown(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if view_id is None and external_id is None:
        raise invalid_arguments("missing required field: view_id")
    if view_id is None:
        found = view_with_external_id(call.workspace, external_id or "")
    else:
        homes = (home for home in call.workspace.homes.values() if home.id == view_id)
        found = call.workspace.views.get(view_id) or next(homes, None)
    if found is None:
        raise ApiError("not_found")
    return found
