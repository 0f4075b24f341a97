"""What goes wrong for a person at their client. Errors and sentences only."""

from __future__ import annotations

BANNER = "We had some trouble connecting. Try again?"
"""What Slack shows when an app answers late, wrongly, or not at all."""


class SlackClientError(Exception):
    """A person could not do what they tried; `code` names why, `message` says it in full."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
