"""What a store promises of answers at rest, where it was given a key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from pausepoint.wire import CallbackTarget, OpenPause
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.pauses import CheckId, Decided, Held, Objection, PauseId, Verdict
from pausepoint_bot.store import AnswersLocked, Keyring, encrypt_database, new_key, open_store, scrub_database
from pausepoint_bot.store.seals import SEALED
from pausepoint_bot.usecases.answer_once import Knock, Reply, answer_once
from pausepoint_bot.usecases.check_answer import Asking, hold_answer
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.settle_check import Word, settle_check
from pausepoint_bot.usecases.submit_answer import Answer
from tests.support.at_rest import everything_stored
from tests.support.desk import Desk, ann
from tests.support.pauses import NOON

OLD, NEW = new_key(), new_key()
CANARY = "canary7f3a"
SECRET = f"whsec_{CANARY}{'x' * 32}"
LISTENER = "lis_" + "a" * 16
FORM = {"type": "object", "properties": {"note": {"type": "string"}}}
SAID = {"note": f"{CANARY}-answer"}
ASKED = OpenPause(
    title=f"{CANARY}-title",
    preview=f"{CANARY}-preview",
    schema=FORM,
    initial={"note": f"{CANARY}-initial"},
    key="deploy-1",
    listener=LISTENER,
    callback=CallbackTarget(url="http://127.0.0.1:5123/", secret=SECRET),
    check=True,
)


@asynccontextmanager
async def a_desk(url: str, *keys: str) -> AsyncIterator[Desk]:
    async with open_store(url, Keyring(keys)) as store:
        yield Desk(store)


async def decided(desk: Desk) -> PauseId:
    """Walk a pause through every table that may hold an answer: refused once, then decided."""
    pause = (await desk.open(ASKED)).pause.id
    draft = Draft(pause=pause, person="U1", view="V1", at=NOON, answers=dict(SAID), branches={"b": dict(SAID)})
    answer = Answer(verdict=Verdict.ANSWERED, values=SAID, reason=f"{CANARY}-reason")
    for number, objections in enumerate(((Objection(pointer="/note", message=f"{CANARY}-objection"),), ())):
        await desk.do(lambda uow: uow.drafts.keep(draft))
        check = CheckId(f"chk_{number}")
        await desk.do(
            partial(hold_answer, pause_id=pause, asking=Asking(check=check, actor=ann(), answer=answer), now=NOON)
        )
        word = Word(owner="flows", objections=objections)
        await desk.do(partial(settle_check, pause_id=pause, check_id=check, word=word, now=NOON))
    reply = Reply(status=200, body=f'{{"values": "{CANARY}-reply"}}')
    knock = Knock(owner="flows", key="once", fingerprint=f"{CANARY}-fingerprint")
    await desk.do(lambda uow: answer_once(uow, knock, lambda: reply, now=NOON))
    return pause


async def read_back(desk: Desk, pause: PauseId) -> None:
    """Require everything that was stored by `decided`."""
    stored = await desk.get(pause)
    assert isinstance(stored.status, Decided)
    assert (stored.status.decision.values, stored.status.decision.reason) == (SAID, f"{CANARY}-reason")
    assert stored.question.initial == ASKED.initial
    assert stored.callback is not None
    assert stored.callback.secret == SECRET
    (vote,) = await desk.store.read(lambda uow: uow.pauses.votes(pause))
    assert vote.values == SAID
    refused = await desk.store.read(lambda uow: uow.checks.get(CheckId("chk_0")))
    assert refused is not None
    assert refused.objections[0].message == f"{CANARY}-objection"
    kinds = [event.type for event in await desk.events(LISTENER)]
    assert kinds == ["check", "check", "decided"]
    knock = Knock(owner="flows", key="once", fingerprint=f"{CANARY}-fingerprint")
    again = await desk.do(lambda uow: answer_once(uow, knock, lambda: Reply(status=500, body="{}"), now=NOON))
    assert again.body == f'{{"values": "{CANARY}-reply"}}'
    assert not (await desk.open(ASKED)).created


async def test_under_a_key_nothing_of_an_answer_can_be_read_from_what_is_stored(database_url: str) -> None:
    async with a_desk(database_url, NEW) as desk:
        pause = await decided(desk)
        await desk.do(lambda uow: uow.drafts.keep(Draft(pause=pause, person="U1", view="V", at=NOON, answers=SAID)))
        stored = everything_stored(database_url)
        await read_back(desk, pause)

    assert CANARY.encode() not in stored
    assert CANARY.encode() not in everything_stored(database_url)


async def test_without_a_key_the_same_search_finds_what_is_stored(database_url: str) -> None:
    async with a_desk(database_url) as desk:
        await decided(desk)
        assert CANARY.encode() in everything_stored(database_url)


async def test_what_was_stored_before_there_was_a_key_still_reads(database_url: str) -> None:
    async with a_desk(database_url) as desk:
        pause = await decided(desk)

    async with a_desk(database_url, NEW) as desk:
        await read_back(desk, pause)


async def test_a_draft_is_given_back_as_it_was_typed(database_url: str) -> None:
    async with a_desk(database_url, NEW) as desk:
        pause = (await desk.open()).pause.id
        draft = Draft(
            pause=pause, person="U1", view="V1", at=NOON, answers={"a": ("0", "1")}, branches={"t": {"x": "y"}}
        )
        await desk.do(lambda uow: uow.drafts.keep(draft))

        assert await desk.store.read(lambda uow: uow.drafts.find(pause, person="U1", view="V1")) == draft
        assert await desk.store.read(lambda uow: uow.drafts.newest(pause, person="U1")) == draft


async def test_a_held_answer_is_encrypted_too(database_url: str) -> None:
    async with a_desk(database_url, NEW) as desk:
        pause = (await desk.open(ASKED)).pause.id
        asking = Asking(check=CheckId("chk_1"), actor=ann(), answer=Answer(verdict=Verdict.ANSWERED, values=SAID))
        await desk.do(partial(hold_answer, pause_id=pause, asking=asking, now=NOON))

        assert CANARY.encode() not in everything_stored(database_url)
        status = (await desk.get(pause)).status
        assert isinstance(status, Held)
        assert status.vote.values == SAID


@pytest.mark.parametrize("keys", [(), (OLD,)], ids=["no key", "another key"])
async def test_without_its_key_an_answer_is_refused_by_the_name_of_the_setting_and_kept(
    database_url: str, keys: tuple[str, ...]
) -> None:
    async with a_desk(database_url, NEW) as desk:
        pause = await decided(desk)
    before = sealed_texts(everything_stored(database_url))

    async with a_desk(database_url, *keys) as desk:
        with pytest.raises(AnswersLocked, match="PAUSEPOINT_ENCRYPTION_KEYS"):
            await desk.get(pause)
        with pytest.raises(AnswersLocked, match="add that key after the first one"):
            await desk.answer(pause)

    assert before <= sealed_texts(everything_stored(database_url))
    async with a_desk(database_url, *keys, NEW) as desk:
        await read_back(desk, pause)


async def test_a_ciphertext_that_is_moved_to_another_row_does_not_decrypt(database_url: str) -> None:
    async with a_desk(database_url, NEW) as desk:
        yes, no = [(await desk.open()).pause.id for _ in range(2)]
        await desk.answer(yes)
        await desk.answer(no, answer=Answer(verdict=Verdict.REJECTED))

        await desk.do(partial(copy_status, giver=yes, taker=no))

        with pytest.raises(AnswersLocked, match="was changed, or moved there"):
            await desk.get(no)


async def test_after_a_rotation_everything_is_under_the_first_key(database_url: str) -> None:
    async with a_desk(database_url, OLD) as desk:
        pause = await decided(desk)

    told = list(encrypt_database(database_url, Keyring([NEW, OLD])))

    assert sum(batch.changed for batch in told) > 5
    assert not any(batch.locked for batch in told)
    async with a_desk(database_url, NEW) as desk:
        await read_back(desk, pause)


async def test_encrypting_what_was_stored_in_clear_leaves_none_of_it(database_url: str) -> None:
    async with a_desk(database_url) as desk:
        pause = await decided(desk)

    list(encrypt_database(database_url, Keyring([NEW])))
    scrub_database(database_url)

    assert CANARY.encode() not in everything_stored(database_url)
    async with a_desk(database_url, NEW) as desk:
        await read_back(desk, pause)


async def test_encrypting_goes_on_beside_a_service_and_finds_nothing_the_second_time(database_url: str) -> None:
    async with a_desk(database_url, NEW, OLD) as desk:
        pauses = [opened.pause.id for opened in await asyncio.gather(*(desk.open() for _ in range(250)))]
        walk = encrypt_database(database_url, Keyring([OLD, NEW]))
        for pause, _batch in zip(pauses, walk, strict=False):
            await desk.answer(pause)
        again = list(encrypt_database(database_url, Keyring([NEW, OLD])))
        assert [type((await desk.get(pause)).status) for pause in pauses[:2]] == [Decided, Decided]

    assert sum(batch.changed for batch in again) >= 250
    assert not any(batch.changed for batch in encrypt_database(database_url, Keyring([NEW, OLD])))


async def test_what_cannot_be_decrypted_is_told_and_left_while_the_rest_goes_on(database_url: str) -> None:
    async with a_desk(database_url, OLD) as desk:
        await desk.open()
    async with a_desk(database_url, NEW) as desk:
        await desk.open()

    told = list(encrypt_database(database_url, Keyring([new_key(), NEW])))

    assert sum(len(batch.locked) for batch in told) == 1
    assert sum(batch.changed for batch in told) == 1


async def test_tables_of_another_version_are_not_encrypted(tmp_path) -> None:
    with pytest.raises(SettingsRefused, match="db upgrade"):
        list(encrypt_database(f"sqlite:///{tmp_path / 'none.db'}", Keyring([NEW])))


def test_every_column_that_may_hold_an_answer_is_looked_after() -> None:
    covered = {f"{table.name}.{column}" for table, columns in SEALED.items() for column in columns}
    assert covered == {
        "pauses.question", "pauses.status", "pauses.callback", "votes.vote", "checks.vote", "checks.objections",
        "drafts.answers", "drafts.branches", "events.event", "replies.fingerprint", "replies.body",
    }  # fmt: skip


def sealed_texts(stored: bytes) -> set[bytes]:
    return set(re.findall(rb"enc:1:[0-9a-f]{12}:[\w=-]{24,}", stored))


def copy_status(uow, *, giver: PauseId, taker: PauseId) -> None:
    connection = uow.pauses._connection
    connection.exec_driver_sql(
        f"UPDATE pauses SET status = (SELECT status FROM pauses WHERE id = '{giver}') WHERE id = '{taker}'"  # noqa: S608 - a test's own words
    )
