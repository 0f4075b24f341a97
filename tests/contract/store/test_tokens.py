"""What a store promises of API tokens."""

from __future__ import annotations

from dataclasses import replace

from pausepoint_bot.usecases.ports import AllowedChannel, Store, TokenRecord
from tests.contract.store.samples import NOW, SECOND

CI = TokenRecord(name="ci", sha256="a" * 64, scopes=frozenset({"open", "read-all"}), created_at=NOW)
BOT = TokenRecord(name="bot", sha256="b" * 64, scopes=frozenset(), created_at=NOW)


async def add(store: Store, token: TokenRecord) -> bool:
    return await store.write(lambda uow: uow.tokens.add(token))


async def revoke(store: Store, name: str) -> bool:
    return await store.write(lambda uow: uow.tokens.revoke(name, now=NOW + SECOND))


async def test_a_token_is_found_by_its_hash(store: Store) -> None:
    assert await add(store, CI)

    assert await store.read(lambda uow: uow.tokens.by_hash(CI.sha256)) == CI
    assert await store.read(lambda uow: uow.tokens.by_hash("c" * 64)) is None


async def test_a_name_is_given_once(store: Store) -> None:
    assert await add(store, CI)

    assert not await add(store, replace(CI, sha256="c" * 64))
    await revoke(store, "ci")
    assert not await add(store, replace(CI, sha256="c" * 64))

    assert await store.read(lambda uow: uow.tokens.by_hash("c" * 64)) is None


async def test_tokens_are_listed_by_name(store: Store) -> None:
    await add(store, CI)
    await add(store, BOT)
    await revoke(store, "ci")

    assert await store.read(lambda uow: uow.tokens.list()) == [BOT, replace(CI, revoked_at=NOW + SECOND)]


async def test_a_revoked_token_opens_nothing(store: Store) -> None:
    await add(store, CI)

    assert await revoke(store, "ci")

    assert await store.read(lambda uow: uow.tokens.by_hash(CI.sha256)) is None
    assert not await revoke(store, "ci")
    assert not await revoke(store, "nobody")


LIMITED = replace(CI, name="limited", sha256="d" * 64, channels=(AllowedChannel(name="ops"), AllowedChannel(id="C1")))
PINNED = (AllowedChannel(name="ops", id="C9"), AllowedChannel(id="C1"))


async def limit(store: Store, was: tuple[AllowedChannel, ...] | None) -> bool:
    return await store.write(lambda uow: uow.tokens.limit("limited", PINNED, was=was))


async def test_a_tokens_channels_come_back_in_order(store: Store) -> None:
    await add(store, LIMITED)

    assert await store.read(lambda uow: uow.tokens.by_hash(LIMITED.sha256)) == LIMITED
    assert await store.read(lambda uow: uow.tokens.named("limited")) == LIMITED


async def test_no_token_in_force_has_an_unknown_or_a_revoked_name(store: Store) -> None:
    await add(store, CI)
    await revoke(store, "ci")

    assert await store.read(lambda uow: uow.tokens.named("ci")) is None
    assert await store.read(lambda uow: uow.tokens.named("nobody")) is None


async def test_channels_change_only_from_what_they_were(store: Store) -> None:
    await add(store, LIMITED)

    assert not await limit(store, None)
    assert await limit(store, LIMITED.channels)
    assert not await limit(store, LIMITED.channels)

    assert await store.read(lambda uow: uow.tokens.named("limited")) == replace(LIMITED, channels=PINNED)


async def test_a_token_without_a_limit_can_be_given_one(store: Store) -> None:
    await add(store, replace(LIMITED, channels=None))

    assert await limit(store, None)

    assert await store.read(lambda uow: uow.tokens.named("limited")) == replace(LIMITED, channels=PINNED)
