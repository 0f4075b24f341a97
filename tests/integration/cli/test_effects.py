"""`pausepoint effects` straight in the database, beside a service or without one."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from pausepoint_bot.app import system_clock
from pausepoint_bot.effects import Announce, EffectId
from pausepoint_bot.store import open_store, unit_of_work
from pausepoint_bot.usecases.ports import Committed, OwedEffect, UnitOfWork
from tests.contract.store.samples import a_pause, pause_id
from tests.support.command_line import command, command_beside
from tests.support.waiting import until

T = TypeVar("T")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PAUSEPOINT_DATABASE_URL", database_url)
    return database_url


@contextmanager
def typing_in(reply: str) -> Iterator[None]:
    """Let a command read this from its terminal."""
    terminal, sys.stdin = sys.stdin, io.StringIO(reply)
    try:
        yield
    finally:
        sys.stdin = terminal


def do(url: str, work: Callable[[UnitOfWork], T]) -> T:
    with unit_of_work(url) as uow:
        return work(uow)


def owe(url: str, number: int = 1, *, since: datetime | None = None, with_pause: bool = True) -> EffectId:
    """Owe a pause's announcement; return the effect's id."""
    due = since or system_clock()

    def work(uow: UnitOfWork) -> EffectId:
        if with_pause:
            uow.pauses.add(a_pause(number))
        uow.outbox.add(Announce(pause=pause_id(number)), lane="slack:C1", due=due)
        return uow.outbox.listed(dead_only=False, after=EffectId(0), limit=1000)[-1].id

    return do(url, work)


def bury(url: str, number: int = 1, *, error: str = "Slack refused", with_pause: bool = True) -> EffectId:
    id_ = owe(url, number, since=system_clock() - 3 * 60 * 24 * MINUTE, with_pause=with_pause)
    do(url, lambda uow: uow.outbox.bury(id_, now=system_clock() - 5 * MINUTE, error=error))
    return id_


def claim(url: str, *, until_: datetime) -> None:
    do(url, lambda uow: uow.outbox.claim(now=system_clock(), lease_until=until_, busy=(), limit=9, per_lane=9))


def found(url: str, effect: EffectId) -> OwedEffect | None:
    return do(url, lambda uow: uow.outbox.find(effect))


def test_an_empty_list_says_so(url: str) -> None:
    assert command("effects", "list").out == "Nothing is owed, and nothing was given up.\n"
    assert command("effects", "list", "--dead").out == "There are no dead letters.\n"
    assert command("effects", "list", "--json").out == ""


def test_the_list_tells_what_is_owed_and_what_was_given_up(url: str) -> None:
    owed, dead = owe(url, 1), bury(url, 2, error="Slack refused (x):\x1b[31m\nred")

    first, second = (line.split("\t") for line in command("effects", "list").out.splitlines())

    assert first[:6] == [str(owed), "due", "announce", pause_id(1), "slack:C1", "not tried"]
    assert second[:6] == [str(dead), "dead for 5m", "announce", pause_id(2), "slack:C1", "1 failed"]
    assert second[6:] == ["owed for 3d", "Slack refused (x): [31m red"]


def test_only_the_dead_letters_are_listed_when_asked_for(url: str) -> None:
    owe(url, 1)
    dead = bury(url, 2)

    assert [line.split("\t")[0] for line in command("effects", "list", "--dead").out.splitlines()] == [str(dead)]


def test_the_list_is_read_by_programs_line_by_line(url: str) -> None:
    owe(url, 1)
    dead = bury(url, 2)

    owed, buried = (json.loads(line) for line in command("effects", "list", "--json").out.splitlines())

    assert (owed["state"], owed["kind"], owed["attempts"], owed["error"]) == ("owed", "announce", 0, None)
    assert datetime.fromisoformat(owed["due"]) <= system_clock()
    assert (buried["id"], buried["state"], buried["due"], buried["error"]) == (dead, "dead", None, "Slack refused")


def test_a_long_list_says_that_there_is_more(url: str) -> None:
    with unit_of_work(url) as uow:
        for number in range(201):
            uow.outbox.add(Announce(pause=pause_id(number)), lane="slack:C1", due=system_clock())

    some, everything = command("effects", "list"), command("effects", "list", "--all")

    assert len(some.out.splitlines()) == 200
    assert "--all" in some.err
    assert (len(everything.out.splitlines()), everything.err) == (201, "")


def test_a_dead_letter_is_due_again_as_if_it_were_new(url: str) -> None:
    dead = bury(url)

    ran = command("effects", "retry", str(dead))

    when = "within a minute" if url.startswith("sqlite") else "at once"
    assert (ran.code, ran.out) == (0, f"Due now: 1. A running service sends them {when}.\n")
    revived = found(url, dead)
    assert revived is not None
    assert (revived.attempts, revived.buried_at, revived.owed_since) == (0, None, revived.ready_at)
    assert system_clock() - revived.ready_at < MINUTE


def test_all_dead_letters_are_due_again_but_those_without_a_pause(url: str) -> None:
    kept, gone = bury(url, 1), bury(url, 2, with_pause=False)

    ran = command("effects", "retry", "--all-dead")

    assert ran.out.startswith("Due now: 1.")
    assert ran.out.endswith(f"pausepoint effects drop {gone}\n")
    assert (found(url, kept).buried_at is None, found(url, gone).buried_at is None) == (True, False)
    assert "There are no dead letters to send" in command("effects", "retry", "--all-dead").out


def test_a_dropped_effect_is_forgotten(url: str) -> None:
    owed, dead = owe(url, 1), bury(url, 2)

    ran = command("effects", "drop", str(dead), str(owed), "--yes")

    assert (ran.code, ran.out) == (0, f"Forgotten: {dead} {owed}.\n")
    assert command("effects", "list").out.startswith("Nothing is owed")


@pytest.mark.parametrize(("reply", "code"), [("n\n", 1), ("", 1), ("y\n", 0)])
def test_dropping_asks_first(url: str, reply: str, code: int) -> None:
    dead = bury(url)

    with typing_in(reply):
        ran = command("effects", "drop", str(dead))

    assert (ran.code, found(url, dead) is None) == (code, code == 0)
    assert f"{dead}\tdead for 5m\tannounce" in ran.out


@pytest.mark.parametrize("verb", [("retry",), ("drop", "--yes")])
def test_what_is_not_there_is_one_clear_line_and_changes_nothing(url: str, verb: tuple[str, ...]) -> None:
    dead = bury(url)

    error = command("effects", *verb, str(dead), "4711", "99999999999999999999", "0").error

    assert error.startswith("there is no effect 4711, 99999999999999999999, 0;")
    assert found(url, dead).buried_at is not None


@pytest.mark.parametrize("verb", [("retry",), ("drop", "--yes")])
def test_what_a_running_service_is_sending_is_left_to_it(url: str, verb: tuple[str, ...]) -> None:
    owed = owe(url)
    claim(url, until_=system_clock() + MINUTE)

    assert "in the hands of a running service" in command("effects", *verb, str(owed)).error
    assert command("effects", "list").out.split("\t")[1] == "being sent"


def test_what_a_dead_service_held_is_sent_again(url: str) -> None:
    owed = owe(url, since=system_clock() - MINUTE)
    claim(url, until_=system_clock() - timedelta(seconds=1))

    assert command("effects", "retry", str(owed)).code == 0


def test_an_effect_whose_pause_is_gone_is_not_sent(url: str) -> None:
    dead = bury(url, with_pause=False)

    assert f"pausepoint effects drop {dead}" in command("effects", "retry", str(dead)).error
    assert found(url, dead).buried_at is not None


@pytest.mark.parametrize(
    "arguments", [("retry",), ("retry", "1", "--all-dead"), ("retry", "one"), ("drop",), ("drop", "1.5", "--yes")]
)
def test_wrong_input_is_an_error(url: str, arguments: tuple[str, ...]) -> None:
    ran = command("effects", *arguments)

    assert ran.code == 2
    assert ran.err


async def test_a_service_that_shares_the_database_hears_of_a_retry(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAUSEPOINT_DATABASE_URL", postgres_url)
    dead = bury(postgres_url)
    heard: list[Committed] = []
    async with open_store(postgres_url) as store:
        store.subscribe(heard.append)

        assert (await command_beside("effects", "retry", str(dead))).code == 0

        await until(lambda: any(committed.owing and not committed.missed for committed in heard))
