"""Lists of texts and numbers: one to a line, each line checked by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pausepoint import RunInput

Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class Firewall(RunInput):
    """What to let through the firewall."""

    hosts: list[Host] = Field(min_length=1, max_length=20, description="Such as db-1.internal.")
    ports: set[Port] = Field(default={443}, description="443 if you leave it blank.")
    reason: str = Field(min_length=10, json_schema_extra={"multiline": True}, description="For the audit log.")
