"""What a store promises of drafts: each modal has its own, the newest is found again, and none outlives its pause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.ports import Store
from tests.contract.store.samples import NOW, SECOND, a_draft, a_pause, pause_id


@pytest.fixture(autouse=True)
async def pause(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause(1)))


async def keep(store: Store, *drafts: Draft) -> None:
    for draft in drafts:
        await store.write(lambda uow, draft=draft: uow.drafts.keep(draft))


async def find(store: Store, view: str = "V1", person: str = "U1") -> Draft | None:
    return await store.read(lambda uow: uow.drafts.find(pause_id(1), person=person, view=view))


async def newest(store: Store, person: str = "U1") -> Draft | None:
    return await store.read(lambda uow: uow.drafts.newest(pause_id(1), person=person))


async def test_every_kind_of_answer_is_given_back_as_it_was(store: Store) -> None:
    answers = {"blank": None, "typed": "half \ud800 \0", "ticked": True, "chosen": 0, "several": (2, 1), "none": ()}
    draft = replace(a_draft(**answers), branches={"first": answers, "second": {}})

    await keep(store, draft)

    found = await find(store)
    assert found == draft
    assert found is not None
    assert found.answers["ticked"] is True
    assert found.answers["chosen"] is not False


async def test_a_draft_replaces_the_one_of_its_own_view(store: Store) -> None:
    await keep(store, a_draft(a="old", b="gone"), a_draft("V2", a="other"), a_draft(at=NOW + SECOND, a="new"))

    assert await find(store) == a_draft(at=NOW + SECOND, a="new")
    assert await find(store, "V2") == a_draft("V2", a="other")


async def test_the_newest_of_a_person_is_found_whatever_the_view(store: Store) -> None:
    await keep(
        store,
        a_draft("V2", at=NOW + SECOND, a="newest"),
        a_draft("V1", a="older"),
        a_draft("V3", person="U2", at=NOW + 2 * SECOND, a="another's"),
    )

    assert await newest(store) == a_draft("V2", at=NOW + SECOND, a="newest")


async def test_nothing_is_found_of_others(store: Store) -> None:
    await keep(store, a_draft(a="mine"))

    assert await find(store, person="U2") is None
    assert await find(store, view="V2") is None
    assert await newest(store, "U2") is None


async def test_a_pause_forgets_all_its_drafts_and_only_its_own(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause(2)))
    other = Draft(pause=pause_id(2), person="U1", view="V9", at=NOW, answers={"a": "stays"})
    await keep(store, a_draft(a="1"), a_draft("V2", person="U2", a="2"), other)

    await store.write(lambda uow: uow.drafts.forget(pause_id(1)))

    assert await newest(store) is None
    assert await newest(store, "U2") is None
    assert await store.read(lambda uow: uow.drafts.newest(pause_id(2), person="U1")) == other
