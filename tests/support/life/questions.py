"""What flows ask in the life of a pause, and who answers."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.pauses import Person, Standing
from tests.support.desk import ann
from tests.support.life.ledger import GUEST

SCHEMA: Final[dict[str, object]] = {"type": "object", "properties": {"n": {"type": "integer"}}}
QUESTIONS: Final[dict[str, dict[str, object]]] = {
    "checked": {"schema": SCHEMA, "check": True, "rejectable": True},
    "form": {"schema": SCHEMA, "rejectable": True},
    "approval": {},
}
SECRET: Final = "whsec_" + "A" * 44


def person(id_: str) -> Person:
    """Return someone by id: one of them is a guest."""
    return ann(id_=id_, standing=Standing.GUEST if id_ == GUEST else Standing.MEMBER)
