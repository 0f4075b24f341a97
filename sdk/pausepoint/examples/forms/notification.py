"""A union told apart by a tag: choose the kind of target, and the form asks for what that kind needs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field

from pausepoint import RunInput, SlackChannel

EmailAddress = Annotated[str, Field(json_schema_extra={"format": "email"})]


class Email(RunInput):
    """A mail to one person."""

    kind: Literal["email"] = "email"
    to: EmailAddress
    subject: str = Field(default="Backup finished", max_length=78)


class Channel(RunInput):
    """A post in a Slack channel."""

    kind: Literal["channel"] = "channel"
    channel: SlackChannel
    mention_everyone: bool = False


class Webhook(RunInput):
    """A POST to an address."""

    kind: Literal["webhook"] = "webhook"
    url: AnyHttpUrl
    retries: int = Field(default=3, ge=0, le=10)


class Notification(RunInput):
    """Whom to tell when the backup is done."""

    target: Annotated[Email | Channel | Webhook, Field(discriminator="kind")]
    only_failures: bool = False
