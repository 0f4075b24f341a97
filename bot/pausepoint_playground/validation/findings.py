"""What was found wrong in a payload, and where: a JSON pointer and Slack's sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pausepoint_playground.json_values import JsonObject

Surface: TypeAlias = Literal["message", "modal", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing Slack would refuse: `pointer` says where, `message` why, in Slack's words."""

    pointer: str
    message: str
    code: str = "failed_constraint"
    constraint: tuple[str, object, object] | None = None

    def __str__(self) -> str:
        """Read as Slack prints it in `errors` and, after "[ERROR] ", in `response_metadata.messages`."""
        return f"{self.message} [json-pointer:{self.pointer or '/'}]"

    def as_json(self) -> JsonObject:
        """Shape it as `blocks.validate` does."""
        found: JsonObject = {"pointer": self.pointer, "code": self.code, "message": self.message}
        if self.constraint is not None:
            kind, expected, got = self.constraint
            found["constraint"] = {"type": kind, "expected": expected, "got": got}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a rule looks, on which surface; everything said about it ends up in one shared list."""

    surface: Surface
    pointer: str = ""
    findings: list[Finding] = field(default_factory=list)

    def at(self, key: str | int) -> Place:
        """Step into a member or an item."""
        return Place(surface=self.surface, pointer=f"{self.pointer}/{key}", findings=self.findings)

    def refuse(
        self, message: str, *, code: str = "failed_constraint", constraint: tuple[str, object, object] | None = None
    ) -> None:
        """Record that Slack would refuse what stands here."""
        self.findings.append(Finding(pointer=self.pointer, message=message, code=code, constraint=constraint))
