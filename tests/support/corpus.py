"""`python -m tests.support.corpus`: how many of the forms that nobody here wrote go through Slack and back unharmed.

The corpus lies beside the checkout (`../shared/forms`), not in it: its schemas are other projects'. Every good instance
of a form is pre-filled, the modal opened, all its pages submitted, and the decision compared with the instance. Members
that a schema leaves open without naming them are left out: no form asks for them. A form whose root is no object is
asked as the SDK asks for a plain type.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import structlog

from pausepoint.wire import OpenPause
from pausepoint_bot.forms import Form, FormRefused, SchemaProblem, compile_form, one_click_answers
from pausepoint_bot.forms.fields import Flag
from pausepoint_bot.forms.pointers import value_at
from pausepoint_bot.pauses import Decided
from pausepoint_bot.slack.ids import block_id_of
from pausepoint_bot.slack.refusals import refusals
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from tests.support.modal_filling import fill_in
from tests.support.programs import ROOT
from tests.support.slack_bot import SlackBot, slack_bot

CORPUS: Final = ROOT.parent / "shared" / "forms" / "third_party.jsonl"

_SHARED: Final = ("$schema", "$defs", "definitions")

Result: TypeAlias = Literal["round trip", "refused", "changed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one form: the worst that happened to one of its instances, and in which words."""

    id: str
    hard: bool
    result: Result
    said: str = ""


def entries() -> list[dict[str, Any]]:
    """Read the corpus; it is empty where it does not lie beside the checkout."""
    lines = CORPUS.read_text("utf-8").splitlines() if CORPUS.exists() else []
    return [_as_a_flow_asks(json.loads(line)) for line in lines]


def _as_a_flow_asks(entry: dict[str, Any]) -> dict[str, Any]:
    """Put a root that is no object where the SDK puts a plain type: into the one field of an object."""
    schema = entry["schema"]
    if schema.get("type", "object") == "object":
        return entry
    shared = {name: schema[name] for name in _SHARED if name in schema}
    root = {name: value for name, value in schema.items() if name not in shared}
    wrapped = {"type": "object", "properties": {"value": root}, "required": ["value"], **shared}
    return {**entry, "schema": wrapped, "good": [{"value": one} for one in entry["good"]]}


async def measure(bot: SlackBot) -> list[Tried]:
    """Try every form of the corpus."""
    return [await _try(bot, entry) for entry in entries()]


async def _try(bot: SlackBot, entry: Mapping[str, Any]) -> Tried:
    name, hard = entry["id"], bool(entry.get("hard"))
    try:
        problems: Sequence[SchemaProblem] = refusals(compile_form(entry["schema"]))
    except FormRefused as refused:
        problems = refused.problems
    if problems:
        said = "; ".join(f"{problem.pointer or '(the whole form)'}: {problem.detail}" for problem in problems)
        return Tried(id=name, hard=hard, result="refused", said=said)
    for good in (_asked_for(entry["schema"], instance) for instance in entry["good"]):
        try:
            released = await _there_and_back(bot, entry, good)
        except (SlackClientError, FormRefused) as wrong:
            return Tried(id=name, hard=hard, result="failed", said=f"{wrong} with {json.dumps(good)}")
        if _plain(released) != _plain(_ticked(good, released)):
            return Tried(id=name, hard=hard, result="changed", said=f"{json.dumps(good)} -> {json.dumps(released)}")
    return Tried(id=name, hard=hard, result="round trip")


def _asked_for(schema: Mapping[str, Any], instance: dict[str, Any]) -> dict[str, Any]:
    try:
        compile_form(schema, instance)
    except FormRefused as refused:
        unknown = {one.pointer for one in refused.problems if one.detail == "The form has no such field."}
        return {name: value for name, value in instance.items() if f"/{name}" not in unknown}
    return instance


async def _there_and_back(bot: SlackBot, entry: Mapping[str, Any], good: dict[str, Any]) -> object:
    form = compile_form(entry["schema"], good)
    pause = await bot.open(OpenPause(title=entry["id"], channel="#ops", schema=entry["schema"], initial=good))
    alice = bot.playground.as_person("alice")
    await _answer(bot, alice, form, good)
    status = (await bot.get(pause.id)).status
    return status.decision.values if isinstance(status, Decided) else None


async def _answer(bot: SlackBot, alice: ActingPerson, form: Form, good: dict[str, Any]) -> None:
    message = bot.message()
    labels = [one.label for one in one_click_answers(form) if one.values == good]
    if labels:
        await alice.click(message, labels[0])
        return
    await alice.click(message, next(one for one in message.buttons if one in {"Answer…", "With notes…"}))
    deciding = {block_id_of(field.pointer): value_at(good, field.pointer) for field in form.fields if _decides(field)}
    filled = await fill_in(
        alice, {place: "Approve" if value is True else "Decline" for place, value in deciding.items()}
    )
    if not filled.result.closed:
        await alice.close(all=True)
        raise SlackClientError("not_taken", str(filled.errors or filled.result.banner))


def _decides(field: object) -> bool:
    return isinstance(field, Flag) and field.decides


def _ticked(good: object, released: object) -> object:
    """Add what a box says that nobody ticked: a bool without default that was left out comes back as false."""
    if not isinstance(good, dict) or not isinstance(released, dict):
        return good
    unticked = {name: False for name, value in released.items() if value is False and name not in good}
    return {name: _ticked(value, released.get(name)) for name, value in good.items()} | unticked


def _plain(value: object) -> object:
    """Write moments in one way: those with an offset come back in UTC."""
    match value:
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case str() if "T" in value:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                return value
            return moment.timestamp() if moment.tzinfo else value
        case _:
            return value


def report(tried: Sequence[Tried]) -> str:
    """Write the figures, and a line for every form that did not make it."""
    lines = []
    for hard in (False, True):
        found = Counter(one.result for one in tried if one.hard is hard)
        share = found["round trip"] / max(1, found.total())
        said = ", ".join(f"{count} {result}" for result, count in found.most_common())
        lines.append(f"{'hard' if hard else 'flat'} forms: {found.total()}: {said} ({share:.1%} round trip)")
    lines += [f"  {one.id} {one.result}: {one.said[:200]}" for one in tried if one.result != "round trip"]
    return "\n".join(lines)


async def _main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        async with slack_bot(Path(directory)) as bot:
            sys.stdout.write(report(await measure(bot)) + "\n")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(_main())
