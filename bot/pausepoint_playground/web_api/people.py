"""users.*, usergroups.*, bots.info: who there is."""

from __future__ import annotations

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.web_api.call import ApiError, Call
from pausepoint_playground.web_api.places import person_by_id
from pausepoint_playground.workspace.people import Person


async def info(call: Call) -> JsonObject:
    """Answer users.info."""
    return {"user": _json(call, person_by_id(call, call.required("user")))}


async def list_all(call: Call) -> JsonObject:
    """Answer users.list."""
    page, metadata = call.page([_json(call, person) for person in call.workspace.people.values()])
    return {"members": page, "cache_ts": int(call.installation.clock()), "response_metadata": metadata}


async def lookup_by_email(call: Call) -> JsonObject:
    """Answer users.lookupByEmail: active people only."""
    wanted = call.required("email").lower()
    for person in call.workspace.people.values():
        if person.email.lower() == wanted and person.kind not in {"deactivated", "bot"}:
            return {"user": _json(call, person)}
    raise ApiError("users_not_found")


async def usergroups(call: Call) -> JsonObject:
    """Answer usergroups.list."""
    groups = []
    for group in call.workspace.usergroups.values():
        shaped = {"id": group["id"], "team_id": call.workspace.team_id, "is_usergroup": True, "name": group["handle"]}
        shaped |= {"handle": group["handle"], "user_count": len(group["users"]), "date_delete": 0}
        groups.append(shaped | ({"users": group["users"]} if call.flag("include_users") else {}))
    return {"usergroups": groups}


async def usergroup_users(call: Call) -> JsonObject:
    """Answer usergroups.users.list."""
    group = call.workspace.usergroups.get(call.required("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": group["users"]}


async def bot_info(call: Call) -> JsonObject:
    """Answer bots.info."""
    workspace = call.workspace
    if call.text("bot") not in {None, workspace.bot_id}:
        raise ApiError("bot_not_found")
    bot = workspace.people[workspace.bot_user_id]
    shaped = {"id": workspace.bot_id, "deleted": False, "name": bot.name, "updated": workspace.created}
    return {"bot": shaped | {"app_id": workspace.app_id, "user_id": bot.id, "icons": {}}}


def _json(call: Call, person: Person) -> JsonObject:
    granted = "users:read.email" in call.installation.scopes
    return person.as_user(with_email=granted, now=call.workspace.created)
