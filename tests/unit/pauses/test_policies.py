from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.pauses import Approver, Person, PolicyTerms, Standing, Token, Verdict, Vote, policy_for

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def person(*, id_: str = "U1", email: str | None = "ann@example.com", standing: Standing = Standing.MEMBER) -> Person:
    return Person(id=id_, team="T1", name="Ann", email=email, standing=standing)


def vote(approver: str, minute: int, verdict: Verdict = Verdict.ANSWERED) -> Vote:
    at = NOON + timedelta(minutes=minute)
    return Vote(
        approver=Approver(id=approver, team="T1", name=None), verdict=verdict, values={"m": minute}, reason=None, at=at
    )


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.MEMBER])
def test_without_a_list_only_full_members_may_decide(standing):
    policy = policy_for(PolicyTerms())

    assert policy.refusal(person()) is None
    assert "full member" in (policy.refusal(person(standing=standing)) or "")


def test_without_a_list_no_token_may_decide():
    assert "token:robot" in (policy_for(PolicyTerms()).refusal(Token(name="robot")) or "")


@pytest.mark.parametrize("listed", ["U1", "u1", "ann@example.com", "ANN@Example.com"])
def test_a_listed_person_may_decide_by_id_or_by_address(listed):
    assert policy_for(PolicyTerms(approvers=(listed,))).refusal(person()) is None


def test_a_listed_guest_may_decide():
    assert policy_for(PolicyTerms(approvers=("U1",))).refusal(person(standing=Standing.GUEST)) is None


def test_an_address_of_another_company_counts_for_nothing():
    policy = policy_for(PolicyTerms(approvers=("ann@example.com",)))

    assert policy.refusal(person(id_="U9", standing=Standing.OUTSIDER)) is not None


def test_a_listed_outsider_may_decide_by_id():
    assert policy_for(PolicyTerms(approvers=("U9",))).refusal(person(id_="U9", standing=Standing.OUTSIDER)) is None


def test_a_deactivated_approver_may_not_decide():
    assert policy_for(PolicyTerms(approvers=("U1",))).refusal(person(standing=Standing.DEACTIVATED)) is not None


def test_a_token_cannot_pass_for_a_person_whose_name_it_has():
    policy = policy_for(PolicyTerms(approvers=("U1", "ann@example.com")))

    assert policy.refusal(Token(name="u1")) is not None
    assert policy.refusal(Token(name="ann@example.com")) is not None


@pytest.mark.parametrize("terms", [PolicyTerms(), PolicyTerms(approvers=("U1",))])
@given(minutes=st.permutations(range(5)))
def test_a_decision_does_not_depend_on_the_order_in_which_votes_arrive(terms, minutes):
    decision = policy_for(terms).decide([vote(f"U{minute}", minute) for minute in minutes])

    assert decision is not None
    assert decision.by[0].id == "U0"


@pytest.mark.parametrize("terms", [PolicyTerms(), PolicyTerms(approvers=("U1",))])
@given(later=st.lists(st.integers(1, 500), max_size=5))
def test_a_decision_is_final_whatever_votes_follow(terms, later):
    policy = policy_for(terms)
    first = policy.decide([vote("U0", 0)])

    assert policy.decide([vote("U0", 0), *(vote(f"V{minute}", minute) for minute in later)]) == first


@pytest.mark.parametrize("terms", [PolicyTerms(), PolicyTerms(approvers=("U1",))])
def test_no_votes_make_no_decision(terms):
    assert policy_for(terms).decide([]) is None
