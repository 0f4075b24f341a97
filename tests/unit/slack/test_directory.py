"""Reading Slack's user objects: who is a member, a guest, an outsider; and what they are called."""

from __future__ import annotations

import pytest

from pausepoint_bot.pauses import Standing
from pausepoint_bot.slack.directory import person_from

MEMBER = {
    "id": "U1",
    "team_id": "T1",
    "name": "ann",
    "profile": {"display_name": "Ann", "real_name": "Ann Archer", "email": "ann@example.com"},
}


def read(**changes):
    return person_from({**MEMBER, **changes}, team="T1")


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"is_admin": True}, Standing.MEMBER),
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_ultra_restricted": True}, Standing.GUEST),
        ({"deleted": True}, Standing.DEACTIVATED),
        ({"deleted": True, "is_restricted": True}, Standing.DEACTIVATED),
        ({"team_id": "T2"}, Standing.OUTSIDER),
        ({"team_id": "T2", "is_restricted": True}, Standing.OUTSIDER),
        ({"is_stranger": True}, Standing.OUTSIDER),
        ({"team_id": None}, Standing.OUTSIDER),
        ({"is_bot": True}, Standing.BOT),
        ({"id": "USLACKBOT"}, Standing.BOT),
        ({"is_workflow_bot": True}, Standing.BOT),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, Standing.MEMBER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T3"]}}, Standing.OUTSIDER),
        ({"team_id": "T2", "enterprise_user": "T1"}, Standing.OUTSIDER),
    ],
)
def test_standing(changes, standing):
    person = read(**changes)

    assert person is not None
    assert person.standing is standing


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"display_name": "Ann", "real_name": "Ann Archer"}, "Ann"),
        ({"display_name": "  ", "real_name": "Ann Archer"}, "Ann Archer"),
        ({}, "ann"),
        (None, "ann"),
        ("odd", "ann"),
    ],
)
def test_the_name_is_the_one_slack_shows(profile, name):
    person = read(profile=profile)

    assert person is not None
    assert person.name == name


def test_somebody_without_any_name_is_called_by_their_id():
    person = read(profile={}, name="")

    assert person is not None
    assert person.name == "U1"


@pytest.mark.parametrize("identity", [None, 5, "", "u1", "<@U1>", "U1 ", "U" * 40])
def test_what_is_no_user_id_is_nobody(identity):
    assert read(id=identity) is None
