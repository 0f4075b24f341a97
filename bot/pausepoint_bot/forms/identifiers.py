"""Which texts are identifiers: UUIDs (RFC 9562), and the ids that Slack gives to people and conversations. Pure."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SLACK_USER: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_SLACK_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]{1,30}")

UUID_VERSIONS: Final = {"uuid": None, **{f"uuid{version}": version for version in range(1, 9)}}
"""pydantic's formats, with the version that they ask for."""


def is_uuid(text: str, version: int | None = None) -> bool:
    """Tell a UUID in its usual form, with its version where one is asked for."""
    return bool(_UUID.fullmatch(text)) and (version is None or UUID(text).version == version)


def is_slack_user(text: str) -> bool:
    """Tell the id of a person."""
    return bool(_SLACK_USER.fullmatch(text))


def is_slack_channel(text: str) -> bool:
    """Tell the id of a channel or another conversation."""
    return bool(_SLACK_CHANNEL.fullmatch(text))
