"""Interaction payloads, shaped as Slack sends them (Slack's reference for interaction payloads)."""

from __future__ import annotations

from typing import Any

from pausepoint_playground.element_states import MEMBER_OF, Values
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.views import View

DOMAIN = "playground"


def _common(installation: Installation, kind: str, person: Person) -> JsonObject:
    workspace = installation.workspace
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": DOMAIN},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": workspace.app_id,
        "token": installation.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _action(block_id: str, element: JsonView, state: JsonView, action_ts: str) -> JsonObject:
    kept: tuple[str, ...] = ()
    action: JsonObject = {"type": element["type"], "block_id": block_id, "action_id": element["action_id"]}
    if element["type"] in MEMBER_OF:
        member = MEMBER_OF[element["type"]][0]
        action[member] = state[member]
        kept = ("placeholder", "timezone")
    elif element["type"] == "overflow":
        action["selected_option"] = state["selected_option"]
    else:
        kept = ("text", "value", "style", "url")
    action |= {name: element[name] for name in (*kept, "confirm") if name in element}
    return action | {"action_ts": action_ts}


def message_container(message: Message) -> JsonObject:
    """Say which message was acted on."""
    container: JsonObject = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    return container


def _in_message(installation: Installation, message: Message) -> JsonObject:
    channel = installation.workspace.channels[message.channel]
    name = "directmessage" if channel.kind == "im" else "privategroup" if channel.is_private else channel.name
    place = {"container": message_container(message), "channel": {"id": channel.id, "name": name}}
    # Slack keeps no copy of what only one person sees, and so sends none.
    return place if message.only_for is not None else place | {"message": message.as_json()}


def _in_view(installation: Installation, view: View) -> JsonObject:
    return {"container": {"type": "view", "view_id": view.id}, "view": installation.workspace.view_json(view)}


def message_action(
    installation: Installation, person: Person, message: Message, *, block_id: str, used: tuple[JsonView, JsonView]
) -> JsonObject:
    """Shape block_actions for an element of a message; `used` is the element and its state."""
    path = installation.response_urls.mint(channel=message.channel, user=person.id, message_ts=message.ts)
    values = installation.workspace.message_values.get((message.channel, message.ts, person.id), {})
    return (
        _common(installation, "block_actions", person)
        | _in_message(installation, message)
        | {
            "trigger_id": installation.triggers.mint(person.id),
            "state": {"values": _copied(values)},
            "response_url": installation.url + path,
            "actions": [_action(block_id, *used, installation.ids.ts())],
        }
    )


def view_action(
    installation: Installation, person: Person, view: View, *, block_id: str, used: tuple[JsonView, JsonView]
) -> JsonObject:
    """Shape block_actions for an element of a view; there is no channel, message or response_url."""
    return (
        _common(installation, "block_actions", person)
        | _in_view(installation, view)
        | {
            "trigger_id": installation.triggers.mint(person.id, view_id=view.id),
            "actions": [_action(block_id, *used, installation.ids.ts())],
        }
    )


def view_submission(installation: Installation, person: Person, view: View) -> JsonObject:
    """Shape a submit; `response_urls` holds one entry per select that asked for one."""
    shaped = installation.workspace.view_json(view)
    if installation.faults.stale_state:
        shaped["state"] = {"values": _copied(view.left_behind) | shaped["state"]["values"]}
    return _common(installation, "view_submission", person) | {
        "trigger_id": installation.triggers.mint(person.id, view_id=view.id),
        "view": shaped,
        "response_urls": _response_urls(installation, person, view),
    }


def view_closed(installation: Installation, person: Person, view: View, *, is_cleared: bool) -> JsonObject:
    """Shape the closing of a view: no typed values."""
    shaped = installation.workspace.view_json(view) | {"state": {"values": {}}}
    return _common(installation, "view_closed", person) | {"view": shaped, "is_cleared": is_cleared}


def block_suggestion(
    installation: Installation, person: Person, where: View | Message, *, ids: tuple[str, str], query: str
) -> JsonObject:
    """Shape the question for options; `ids` are the block's and the element's. There is no trigger."""
    block_id, action_id = ids
    place = _in_view(installation, where) if isinstance(where, View) else _in_message(installation, where)
    asked = {"block_id": block_id, "action_id": action_id, "value": query}
    return _common(installation, "block_suggestion", person) | place | asked


def event_callback(installation: Installation, event: JsonView) -> JsonObject:
    """Wrap an event as the Events API does."""
    workspace = installation.workspace
    return {
        "token": installation.verification_token,
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": dict(event),
        "type": "event_callback",
        "event_id": installation.ids.of("Ev"),
        "event_time": int(installation.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def _copied(values: Values) -> JsonObject:
    return {block: dict(actions) for block, actions in values.items()}


def _response_urls(installation: Installation, person: Person, view: View) -> list[Any]:
    return [
        {
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "channel_id": chosen,
            "response_url": installation.url
            + installation.response_urls.mint(channel=chosen, user=person.id, message_ts=None),
        }
        for block in view.blocks
        if (element := block.get("element")) is not None
        and element.get("response_url_enabled")
        and (chosen := _chosen(view, block["block_id"], element))
    ]


def _chosen(view: View, block_id: str, element: JsonView) -> str | None:
    state = view.values[block_id][element["action_id"]]
    chosen = state[MEMBER_OF[element["type"]][0]]
    return str(chosen) if chosen else None
