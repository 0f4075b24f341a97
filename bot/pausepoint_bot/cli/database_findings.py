"""What `pausepoint doctor` finds in the database: its tables, whether it can be written, what is owed, the keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from pausepoint_bot.cli.findings import Finding
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.settings import PREFIX, Settings
from pausepoint_bot.store import AnswersLocked, SchemaState, StoreFailed, database_state, unit_of_work
from pausepoint_bot.usecases.ports import Owed, PauseFilter, StoredReply, UnitOfWork

_LONG_OWED: Final = timedelta(minutes=10)
_LOOKED_AT: Final = 50
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def examine_database(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Look at the database; one whose tables are not this version's is left alone."""
    try:
        state = database_state(settings.database_url)
    except SettingsRefused as refused:
        yield Finding(subject="database", grade="wrong", detail=refused.detail)
        return
    yield _tables(state)
    if state is SchemaState.CURRENT:
        yield from _contents(settings, now)


def _tables(state: SchemaState) -> Finding:
    match state:
        case SchemaState.CURRENT:
            return Finding(subject="database", grade="ok", detail="its tables are up to date")
        case SchemaState.NEWER:
            return Finding(subject="database", grade="wrong", detail="a newer pausepoint has used it; upgrade this one")
        case SchemaState.FOREIGN:
            return Finding(
                subject="database", grade="wrong", detail="it holds another program's tables; choose another"
            )
        case SchemaState.EMPTY | SchemaState.BEHIND:
            detail = "its tables are missing or old; `pausepoint db upgrade` or `pausepoint serve` makes them"
            return Finding(subject="database", grade="warning", detail=detail)
        case _:
            assert_never(state)


def _contents(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        with unit_of_work(settings.database_url, settings.keyring) as uow:
            _write_something(uow, now)
            owed = uow.outbox.owed()
    except (StoreFailed, SettingsRefused) as failure:
        yield Finding(subject="database", grade="wrong", detail=f"it cannot be written: {failure.detail}")
        return
    yield Finding(subject="database", grade="ok", detail="it can be written")
    yield _backlog([each for each in owed if not each.buried], now)
    yield _dead_letters([each for each in owed if each.buried])
    yield _keys(settings)


def _write_something(uow: UnitOfWork, now: datetime) -> None:
    """Write a reply to a request that nobody made, and drop it: the disk is written, and nothing is left."""
    reply = StoredReply(fingerprint="", status=0, body="")
    uow.replies.remember(owner="pausepoint doctor", key=now.isoformat(), reply=reply, now=_LONG_AGO)
    uow.replies.forget_before(_LONG_AGO + timedelta(days=1))


def _backlog(owed: list[Owed], now: datetime) -> Finding:
    if not owed:
        return Finding(subject="backlog", grade="ok", detail="nothing is owed")
    age = now - min(each.since for each in owed)
    said = f"{sum(each.count for each in owed)} effects are owed, the oldest for {age.total_seconds():.0f} s"
    if age < _LONG_OWED:
        return Finding(subject="backlog", grade="ok", detail=said)
    advice = "is a service running, and Slack there? `pausepoint effects list` shows what was said"
    return Finding(subject="backlog", grade="warning", detail=f"{said}: {advice}")


def _dead_letters(buried: list[Owed]) -> Finding:
    if not buried:
        return Finding(subject="dead letters", grade="ok", detail="none")
    number = sum(each.count for each in buried)
    detail = f"{number}; `pausepoint effects list --dead` says why, `pausepoint effects retry` tries them again"
    return Finding(subject="dead letters", grade="warning", detail=detail)


def _keys(settings: Settings) -> Finding:
    """Read what was stored last: a key that is missing shows there first."""
    name = f"{PREFIX}ENCRYPTION_KEYS"
    try:
        with unit_of_work(settings.database_url, settings.keyring) as uow:
            uow.pauses.list(PauseFilter(limit=_LOOKED_AT))
    except AnswersLocked:
        detail = f"answers are encrypted with a key that is not in {name}; add it (db keygen makes only new ones)"
        return Finding(subject="encryption", grade="wrong", detail=detail)
    if settings.keyring.encrypts:
        return Finding(subject="encryption", grade="ok", detail="there is a key, and the newest pauses can be read")
    return Finding(subject="encryption", grade="ok", detail=f"answers are stored in clear ({name} is not set)")
