"""Events as rows, both ways. Pure: no statement, no connection."""

from __future__ import annotations

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.vote_rows import AnyRow


def event_to_row(listener: ListenerId, event: Event) -> dict[str, object]:
    """Return every column of an event in a listener's feed."""
    return {"listener": listener, "seq": event.seq, "event": to_json(event.model_dump(mode="json", exclude={"seq"}))}


def event_from_row(row: AnyRow) -> Event:
    """Return the event that the row holds, with its seq."""
    return Event.model_validate(from_json(row.event)).model_copy(update={"seq": row.seq})
