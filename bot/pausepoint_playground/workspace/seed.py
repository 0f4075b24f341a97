"""The people and channels every playground starts with."""

from __future__ import annotations

from pausepoint_playground.workspace.channels import Channel, ChannelKind
from pausepoint_playground.workspace.people import Kind, Person
from pausepoint_playground.workspace.workspace import Workspace

_PEOPLE: tuple[tuple[str, str, Kind], ...] = (
    ("alice", "Alice Archer", "member"),
    ("bob", "Bob Baker", "member"),
    ("carol", "Carol Cook", "member"),
    ("guest", "Gus Guest", "guest"),
    ("visitor", "Vera Visitor", "single_channel_guest"),
    ("connect", "Connie Connect", "other_team"),
    ("gone", "Greg Gone", "deactivated"),
)
_CHANNELS: tuple[tuple[str, ChannelKind, frozenset[str]], ...] = (
    ("general", "public_channel", frozenset({"alice", "bob", "carol", "guest", "bot"})),
    ("ops", "public_channel", frozenset({"alice", "bob", "carol", "guest", "visitor", "connect", "bot"})),
    ("private", "private_channel", frozenset({"alice", "bob", "bot"})),
    ("elsewhere", "public_channel", frozenset({"alice", "bob", "carol"})),
    ("archived", "public_channel", frozenset({"alice", "bob", "bot"})),
)


def seed(workspace: Workspace) -> dict[str, Person]:
    """Fill a new workspace; returns its people by name."""
    people = {name: workspace.add_person(_person(workspace, name, real, kind)) for name, real, kind in _PEOPLE}
    ids = {name: person.id for name, person in people.items()} | {"bot": workspace.bot_user_id}
    for name, kind, members in _CHANNELS:
        channel = Channel(id=workspace.ids.of("C"), name=name, kind=kind, members={ids[one] for one in members})
        channel.is_general, channel.is_archived = name == "general", name == "archived"
        channel.is_shared = "connect" in members
        workspace.add_channel(channel)
    group = workspace.ids.of("S")
    workspace.usergroups[group] = {"id": group, "handle": "leads", "users": [ids["alice"], ids["bob"]]}
    return people


def _person(workspace: Workspace, name: str, real_name: str, kind: Kind) -> Person:
    elsewhere = kind == "other_team"
    return Person(
        id=workspace.ids.of("U"),
        name=name,
        real_name=real_name,
        email=f"{name}@{'partner' if elsewhere else 'example'}.com",
        team_id=workspace.ids.of("T") if elsewhere else workspace.team_id,
        kind=kind,
    )
