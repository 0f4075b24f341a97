"""What a store promises of first answers to idempotent requests."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint_bot.usecases.ports import Store, StoredReply
from tests.contract.store.samples import NOW, SECOND

REPLY = StoredReply(fingerprint="f", status=201, body='{"id": "pau_1"}')


async def remember(store: Store, key: str, *, owner: str = "ci", seconds: int = 0) -> None:
    moment = NOW + seconds * SECOND
    await store.write(lambda uow: uow.replies.remember(owner=owner, key=key, reply=REPLY, now=moment))


async def find(store: Store, key: str, owner: str = "ci") -> StoredReply | None:
    return await store.read(lambda uow: uow.replies.find(owner=owner, key=key))


@pytest.mark.parametrize("key", ["a1b2", "", "caf\udce9", "\0"], ids=ascii)
async def test_a_reply_is_found_by_its_owner_and_key(store: Store, key: str) -> None:
    await remember(store, key)

    assert await find(store, key) == REPLY
    assert await find(store, key, "other") is None
    assert await find(store, "another") is None


async def test_only_the_first_of_two_answers_at_once_is_kept(store: Store) -> None:
    outcomes = await asyncio.gather(remember(store, "k"), remember(store, "k"), return_exceptions=True)

    assert sum(outcome is None for outcome in outcomes) == 1
    assert await find(store, "k") == REPLY


async def test_old_replies_are_dropped(store: Store) -> None:
    await remember(store, "old", seconds=0)
    await remember(store, "new", seconds=1)

    await store.write(lambda uow: uow.replies.forget_before(NOW + SECOND))

    assert await find(store, "old") is None
    assert await find(store, "new") == REPLY
