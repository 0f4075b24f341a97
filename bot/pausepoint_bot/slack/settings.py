"""What this room needs to know of one installation of the Slack app."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """One app in one workspace. Secrets never show in a repr.

    With `signing_secret` Slack's requests are taken over HTTP, with `app_token` over Socket Mode; one is needed.
    """

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    default_channel: str | None = None
