"""What happened: every API call and every interaction, with its timing, for tests and for the page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pausepoint_playground.json_values import JsonObject

EntryKind: TypeAlias = Literal["api", "interaction", "hook", "event", "outage"]

# Enough for any test, and a demo that runs for days still has a bounded memory.
KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call or interaction: when it began (epoch seconds), how long it took, what went in and what came out."""

    at: float
    kind: EntryKind
    method: str
    ok: bool
    seconds: float = 0.0
    error: str = ""
    arguments: JsonObject = field(default_factory=dict)
    response: JsonObject = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """Shape the entry as the page shows it."""
        return {
            "at": self.at,
            "kind": self.kind,
            "method": self.method,
            "ok": self.ok,
            "error": self.error,
            "seconds": round(self.seconds, 4),
        }


class Record:
    """The entries so far, oldest first; only the newest 20,000 are kept."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entry: Entry) -> None:
        """Write an entry down."""
        self._entries.append(entry)

    def of(self, method: str) -> list[Entry]:
        """List the entries of one API method or one interaction type."""
        return [entry for entry in self._entries if entry.method == method]

    def newest(self, count: int) -> list[Entry]:
        """List the newest entries, oldest of them first."""
        return list(self._entries)[-count:]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
