"""Whatever a pause, a vote, a check or an effect holds comes back from its row unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pausepoint_bot.effects import (
    Announce,
    Effect,
    EffectId,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
    priority_of,
)
from pausepoint_bot.pauses import (
    Approver,
    Callback,
    Cancelled,
    Check,
    CheckState,
    Decided,
    Decision,
    Expired,
    Failed,
    Flow,
    Held,
    Objection,
    Pause,
    Place,
    PolicyTerms,
    Question,
    Verdict,
    ViewRef,
    Vote,
    Waiting,
    state_name,
)
from pausepoint_bot.store.effect_rows import claim_from_row, effect_to_row
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, to_micros
from pausepoint_bot.store.rows import pause_from_row, pause_to_row
from pausepoint_bot.store.vote_rows import check_from_row, check_to_row, vote_from_row, vote_to_row

any_text = st.text(st.characters(codec=None, exclude_categories=[]), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(any_text, json_values, max_size=4)
maybe_text = st.none() | any_text
approvers = st.builds(Approver, id=any_text, team=maybe_text, name=maybe_text)
decisions = st.builds(
    Decision,
    verdict=st.sampled_from(Verdict),
    values=st.none() | objects,
    reason=maybe_text,
    by=st.lists(approvers, max_size=3).map(tuple),
    at=moments,
)
votes = st.builds(
    Vote,
    approver=approvers,
    verdict=st.sampled_from(Verdict),
    values=st.none() | objects,
    reason=maybe_text,
    at=moments,
)
checks = st.builds(
    Check,
    id=any_text,
    pause=any_text,
    vote=votes,
    view=st.none() | st.builds(ViewRef, id=any_text, generation=st.integers(0, 9)),
    state=st.sampled_from(CheckState),
    slow=st.booleans(),
    objections=st.lists(st.builds(Objection, pointer=any_text, message=any_text), max_size=3).map(tuple),
)
statuses = st.one_of(
    st.builds(Waiting),
    st.builds(Held, vote=votes, check=any_text),
    st.builds(Decided, decision=decisions),
    st.builds(Expired, at=moments),
    st.builds(Cancelled, reason=st.sampled_from(["withdrawn", "superseded", "cancelled"]), at=moments),
    st.builds(Failed, code=any_text, detail=any_text, at=moments),
)
questions = st.builds(
    Question,
    id=any_text,
    owner=any_text,
    key=maybe_text,
    digest=any_text,
    title=any_text,
    preview=any_text,
    schema=st.none() | objects,
    initial=st.none() | objects,
    check=st.booleans(),
    rejectable=st.booleans(),
    channel=maybe_text,
    policy=st.builds(PolicyTerms, approvers=st.lists(any_text, max_size=3).map(tuple)),
    requester=maybe_text,
    flow=st.none() | st.builds(Flow, name=any_text, run_id=maybe_text, url=maybe_text),
    opened_at=moments,
    deadline=st.none() | st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)),  # noqa: DTZ001
)
pauses = st.builds(
    Pause,
    question=questions,
    status=statuses,
    place=st.none() | st.builds(Place, channel=any_text, ts=any_text, permalink=maybe_text),
    listeners=st.lists(any_text, max_size=3).map(tuple),
    callback=st.none() | st.builds(Callback, url=any_text, secret=any_text),
    held_for=st.timedeltas(timedelta(), timedelta(days=900)),
)
effects: st.SearchStrategy[Effect] = st.one_of(
    st.builds(Announce, pause=any_text),
    st.builds(Refresh, pause=any_text),
    st.builds(Release, pause=any_text),
    st.builds(Retract, pause=any_text, channel=any_text, ts=any_text),
    st.builds(Explain, pause=any_text, check=any_text),
    st.builds(RefreshView, pause=any_text, check=any_text, else_explain=st.booleans()),
)


def row(columns: Mapping[str, Any]) -> Any:
    """Return the columns as a row hands them out."""
    return SimpleNamespace(**columns)


@settings(deadline=None)  # how long a busy machine takes says nothing
@given(pauses)
def test_a_pause_survives_its_row(pause: Pause) -> None:
    columns = pause_to_row(pause)

    assert pause_from_row(row(columns)) == pause
    assert columns["state"] == state_name(pause.status)


@settings(deadline=None)
@given(votes)
def test_a_vote_survives_its_row(vote: Vote) -> None:
    assert vote_from_row(row(vote_to_row("pau_1", vote))) == vote


@settings(deadline=None)
@given(checks)
def test_a_check_survives_its_row(check: Check) -> None:
    columns = check_to_row(check)

    assert check_from_row(row(columns)) == check
    assert columns["asked_at"] == to_micros(check.vote.at)


@settings(deadline=None)
@given(effects, any_text, moments)
def test_an_effect_survives_its_row(effect: Effect, lane: str, due: datetime) -> None:
    columns = effect_to_row(effect, lane=lane, due=due, lease_until=None)

    claim = claim_from_row(row(columns | {"id": 7}), lease_until=due)

    assert (claim.id, claim.effect, claim.lane, claim.owed_since) == (EffectId(7), effect, lane, due)
    assert columns["priority"] == priority_of(effect)


@settings(deadline=None)
@given(json_values)
def test_json_keeps_its_text(value: Any) -> None:
    text = to_json(value)

    assert text.isascii()
    assert "\0" not in text
    assert json.dumps(from_json(text)) == json.dumps(value)


@settings(deadline=None)
@given(st.datetimes(timezones=st.timezones().filter(lambda zone: zone.key != "localtime") | st.just(UTC)))
def test_a_moment_survives_to_the_microsecond(moment: datetime) -> None:
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        return
    assert from_micros(to_micros(moment)) == utc


def test_moments_sort_as_their_numbers_across_zones() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    later_elsewhere = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert to_micros(noon) < to_micros(later_elsewhere)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 3, 1, 12))  # noqa: DTZ001 - the point


def change_state(columns: dict[str, Any]) -> None:
    columns["state"] = "paused"


def change_question(columns: dict[str, Any]) -> None:
    columns["question"] = "[]"


@pytest.mark.parametrize("damage", [change_state, change_question])
@settings(deadline=None)
@given(pauses)
def test_a_row_of_another_version_is_an_error_and_no_guess(
    damage: Callable[[dict[str, Any]], None], pause: Pause
) -> None:
    columns = pause_to_row(pause)
    damage(columns)

    with pytest.raises((ValueError, TypeError), match="the database holds"):
        pause_from_row(row(columns))
