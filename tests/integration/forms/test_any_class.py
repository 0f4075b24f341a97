"""Classes nobody thought of: what a person enters is what the flow gets, and what does not fit is said where it is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.support.asking import Asking
from tests.support.models import Case, cases
from tests.support.sameness import same

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(600)]

# Every example is a flow, a message and a modal in a real service; to shrink one would take minutes.
thorough = settings(
    max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck)
)


@thorough
@given(case=cases())
async def test_a_flow_gets_exactly_the_instance_that_a_person_entered(asking: Asking, case: Case):
    answered = await asking.ask(case.model, case.entries)

    assert answered.filled.errors == {}
    assert same(answered.answer, case.instance)


@thorough
@given(case=cases())
async def test_an_instance_that_was_filled_in_beforehand_comes_back_untouched(asking: Asking, case: Case):
    seeded = case.model.with_initial_data(initial_data={name: value for name, value in case.instance if name != "note"})

    answered = await asking.ask(seeded, {"#/note": "ok"})

    assert answered.filled.errors == {}
    assert same(answered.answer, case.instance)


@thorough
@given(case=cases(depth=0), data=st.data())
async def test_what_does_not_fit_is_said_under_its_input_and_nowhere_else(asking: Asking, case: Case, data):
    assume(case.wrong)
    place, entry = data.draw(st.sampled_from(case.wrong))

    answered = await asking.ask(case.model, {**case.entries, place: entry})

    assert answered.answer is None
    assert list(answered.filled.errors) == [place]
