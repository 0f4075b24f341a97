"""People and places of the workspace: picked from Slack's own lists, and handed over as their ids."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from pausepoint import RunInput, SlackChannel, SlackUser


class Handover(RunInput):
    """Who is on call next."""

    person: SlackUser = Field(title="Next on call")
    channel: SlackChannel = Field(title="Where alerts go")
    until: date
