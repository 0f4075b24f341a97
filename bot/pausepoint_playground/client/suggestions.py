"""Reading the options an app gives for a type-ahead menu: at most 100, or groups, as block_suggestion allows."""

from __future__ import annotations

from pausepoint_playground.client.errors import BANNER, SlackClientError
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.deliveries.replies import NoAck, Reply
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.normalise import normalised
from pausepoint_playground.validation.findings import Place
from pausepoint_playground.validation.objects import OPTION, OPTION_GROUP
from pausepoint_playground.validation.rules import array

_OPTIONS = array(OPTION, least=0, most=100)
_GROUPS = array(OPTION_GROUP, least=0, most=100)


def offered(reply: Reply, courier: Courier) -> JsonObject:
    """Give the options of an answer; raises SlackClientError where the menu would stay empty."""
    if isinstance(reply, NoAck):
        raise SlackClientError("banner", f"{BANNER} ({reply.reason})")
    body = reply.body
    if not isinstance(body, dict) or not {"options", "option_groups"} & set(body):
        raise _wrong(courier, f"an answer needs `options` or `option_groups`, not {body!r:.200}")
    name = "options" if "options" in body else "option_groups"
    place = Place(surface="modal", pointer=f"/{name}")
    (_OPTIONS if name == "options" else _GROUPS)(body[name], place)
    if place.findings:
        raise _wrong(courier, "; ".join(map(str, place.findings)))
    return {name: normalised(body[name])}


def _wrong(courier: Courier, reason: str) -> SlackClientError:
    courier.complain("block_suggestion", reason)
    return SlackClientError("no_options", reason)
