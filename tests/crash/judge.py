"""Judge from outside, and from the database, whether anything was lost or told in two ways."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import create_engine, func, select

from pausepoint_bot.store import unit_of_work
from pausepoint_bot.store.tables import UNBURIED, outbox
from pausepoint_bot.usecases.ports import PauseFilter
from pausepoint_bot.usecases.views import view_of
from pausepoint_playground.workspace.messages import Message
from tests.crash.story import Story, ending_of

_MOST_SHOWN = 12


@dataclass(slots=True)
class Found:
    """A pause as the database holds it."""

    ending: str
    voters: list[str]
    votes: list[str]
    approvers: frozenset[str] | None


@dataclass(slots=True)
class Verdict:
    """What is told at the end: figures, and every reproach in words."""

    pauses: int = 0
    decisions: int = 0
    reproaches: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_good(self) -> bool:
        """Tell whether there is nothing to reproach."""
        return not any(self.reproaches.values())

    def count(self, kind: str) -> int:
        """Count the reproaches of a kind."""
        return len(self.reproaches[kind])

    def lines(self) -> Iterator[str]:
        """Word the reproaches."""
        for kind, reproaches in self.reproaches.items():
            yield from (f"{kind}: {one}" for one in reproaches[:_MOST_SHOWN])

    def closing_line(self, kills: int) -> str:
        """Word the figures."""
        return (
            f"kills {kills}, pauses {self.pauses}, decisions {self.decisions}, lost {self.count(LOST)}, "
            f"released with two different values {self.count(TWICE)}, more than one live message {self.count(STRAYS)}"
        )


LOST, TWICE, STRAYS = "lost", "released with two different values", "more than one live message"
_UNTRUE, _UNALLOWED, _OWED = "told otherwise than decided", "a vote of someone not allowed", "still owed"


def judge(database: str, stories: Sequence[Story], standing: dict[str, list[Message]]) -> Verdict:
    """Compare what the database holds with what flows and people were told, and with the messages that stand."""
    found = dict(_pauses(database))
    verdict = Verdict(len(found), sum(one.ending.startswith(("answered", "rejected")) for one in found.values()))
    for story in stories:
        for kind, reproach in _reproaches(story, found.get(story.title), standing[story.title]):
            verdict.reproaches[kind].append(f"{story.title}: {reproach} {story} {found.get(story.title)}")
    if owed := still_owed(database):
        verdict.reproaches[_OWED].append(f"{owed}")
    return verdict


def still_owed(database: str) -> dict[str, int]:
    """Count what the outbox holds, by kind; what was given up on is no better than what is due."""
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(outbox.c.kind, UNBURIED, func.count()).group_by(outbox.c.kind, UNBURIED))
            return {kind if is_due else f"{kind} (given up)": number for kind, is_due, number in rows}
    finally:
        engine.dispose()


def _reproaches(story: Story, found: Found | None, messages: list[Message]) -> Iterator[tuple[str, str]]:
    if story.lost:
        yield LOST, story.lost
    if found is None:
        if story.heard or story.told:
            yield LOST, "there is no such pause"
        return
    yield from _about_the_flow(story, found)
    if any(told != found.ending for told in story.told):
        yield LOST, "an answer that was acknowledged is not what was decided"
    if found.approvers is not None and not set(found.voters) <= found.approvers:
        yield _UNALLOWED, f"{found.voters}"
    if len(messages) > 1 or any(message.buttons for message in messages):
        yield STRAYS, f"{[message.visible_text for message in messages]}"
    elif messages and not _tells(messages[0], found.ending):
        yield _UNTRUE, messages[0].visible_text


def _about_the_flow(story: Story, found: Found) -> Iterator[tuple[str, str]]:
    word = found.ending.partition(" ")[0]
    if word not in story.may_end:
        yield LOST, f"it may not be {word}"
    if len(set(story.heard)) > 1 or set(story.heard) - {found.ending}:
        yield TWICE, "what was released is not what was decided"
    if word in {"answered", "rejected"}:
        if found.ending not in story.tried:
            yield TWICE, "nobody has answered so"
        if found.ending not in found.votes or len(found.votes) != 1:
            yield _UNTRUE, f"the decision is not the one vote: {found.votes}"
    if story.is_raw and not story.heard:
        yield LOST, "nobody was ever told"


def _tells(message: Message, ending: str) -> bool:
    """Tell whether a message says how it ended: the value where there is one, the word where there is none."""
    word, _, value = ending.partition(" ")
    text = message.visible_text
    if word == "answered" and "number" in value:
        return str(json.loads(value)["number"]) in text
    if word == "rejected":
        return value in text
    if word == "answered":
        return ("Approved" if json.loads(value)["approve"] else "Declined") in text
    return {"expired": "xpired", "cancelled": ("uperseded" if "superseded" in ending else "ithdrawn")}[word] in text


def _pauses(database: str) -> Iterator[tuple[str, Found]]:
    with unit_of_work(database) as uow:
        for pause in uow.pauses.list(PauseFilter(limit=1_000_000)):
            votes = uow.pauses.votes(pause.id)
            approvers = pause.question.policy.approvers
            yield (
                pause.question.title,
                Found(
                    ending_of(view_of(pause)),
                    [vote.approver.id for vote in votes],
                    [_vote(vote.verdict.value, vote.values, vote.reason) for vote in votes],
                    frozenset(approvers) if approvers else None,
                ),
            )


def _vote(verdict: str, values: object, reason: str | None) -> str:
    return "answered " + json.dumps(values, sort_keys=True) if verdict == "answered" else f"rejected {reason}"
