"""What people have typed so far, in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from pydantic import JsonValue
from sqlalchemy import Connection, Row, bindparam, delete, select

from pausepoint_bot.forms import Answer
from pausepoint_bot.pauses import PauseId
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, to_micros
from pausepoint_bot.store.seals import Seal
from pausepoint_bot.store.tables import drafts
from pausepoint_bot.store.upserts import inserts_by_dialect
from pausepoint_bot.store.vote_rows import AnyRow
from pausepoint_bot.usecases.drafts import Draft

_OF_PERSON: Final = select(drafts).where(
    drafts.c.pause == bindparam("wanted_pause"), drafts.c.person == bindparam("wanted_person")
)
_FIND: Final = _OF_PERSON.where(drafts.c.view == bindparam("wanted_view"))
_NEWEST: Final = _OF_PERSON.order_by(drafts.c.at.desc(), drafts.c.view.desc()).limit(1)
_FORGET: Final = delete(drafts).where(drafts.c.pause == bindparam("wanted_pause"))
_KEEP: Final = {
    dialect: insert_draft.on_conflict_do_update(
        index_elements=[drafts.c.pause, drafts.c.person, drafts.c.view],
        set_={name: insert_draft.excluded[name] for name in ("at", "answers", "branches")},
    )
    for dialect, insert_draft in inserts_by_dialect(drafts).items()
}


class SqlDrafts:
    """The port `Drafts` over one transaction."""

    __slots__ = ("_connection", "_seal")

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    def keep(self, draft: Draft) -> None:
        """Store the draft in place of the one of the same view."""
        row = {
            "pause": draft.pause,
            "person": draft.person,
            "view": draft.view,
            "at": to_micros(draft.at),
            "answers": to_json(draft.answers),
            "branches": to_json(draft.branches),
        }
        self._connection.execute(_KEEP[self._connection.dialect.name], self._seal.sealed(row))

    def find(self, pause: PauseId, *, person: str, view: str) -> Draft | None:
        """Return what the person has typed in a view."""
        wanted = {"wanted_pause": pause, "wanted_person": person, "wanted_view": view}
        return self._draft_of(self._connection.execute(_FIND, wanted).first())

    def newest(self, pause: PauseId, *, person: str) -> Draft | None:
        """Return what the person has typed last, in whichever view."""
        wanted = {"wanted_pause": pause, "wanted_person": person}
        return self._draft_of(self._connection.execute(_NEWEST, wanted).first())

    def forget(self, pause: PauseId) -> None:
        """Drop every draft of the pause."""
        self._connection.execute(_FORGET, {"wanted_pause": pause})

    def _draft_of(self, row: Row[Any] | None) -> Draft | None:
        return None if row is None else _draft_from_row(self._seal.opened(row))


def _draft_from_row(row: AnyRow) -> Draft:
    branches = cast("Mapping[str, JsonValue]", from_json(row.branches))
    return Draft(
        pause=PauseId(row.pause),
        person=row.person,
        view=row.view,
        at=from_micros(row.at),
        answers=_answers_of(from_json(row.answers)),
        branches={token: _answers_of(answers) for token, answers in branches.items()},
    )


def _answers_of(written: JsonValue) -> dict[str, Answer]:
    return {name: _answer_of(answer) for name, answer in cast("Mapping[str, JsonValue]", written).items()}


def _answer_of(written: JsonValue) -> Answer:
    """Give back the indices of several options as the tuple that JSON cannot write."""
    return cast("Answer", tuple(written) if isinstance(written, list) else written)
