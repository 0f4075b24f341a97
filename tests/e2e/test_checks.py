"""A class with a validator of its own: the answer is shown to it before it counts."""

from __future__ import annotations

from pydantic import field_validator

from pausepoint import RunInput, apause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support.flows import waiting_flow
from tests.support.service import Service


class Rollback(RunInput):
    version: str

    @field_validator("version")
    @classmethod
    def _is_known(cls, version: str) -> str:
        if version not in {"v1.3", "v1.4"}:
            msg = f"there is no version {version}"
            raise ValueError(msg)
        return version


async def test_the_words_of_a_flows_own_validator_stand_under_the_field(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(Rollback, title="Roll back")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Roll back"), "Answer…")
        await alice.wait_for_view()
        wrong = await alice.submit({"Version": "v9"})
        assert not wrong.closed
        assert "there is no version v9" in wrong.errors["#/version"]
        assert not flow.done()
        assert (await alice.submit({"Version": "v1.4"})).closed
        assert await flow == Rollback(version="v1.4")
