"""Small modals that tell a person something: who may decide, that it is too late, that something went wrong. Pure."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Form
from pausepoint_bot.pauses import Pause, PolicyTerms, Question, Waiting
from pausepoint_bot.slack.audience import known_mentions
from pausepoint_bot.slack.limits import ALERT_TEXT, shorten
from pausepoint_bot.slack.outcome import outcome_block
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.preview.spans import visible
from pausepoint_bot.slack.rich_text import Piece, linked, mention, rich_text, words
from pausepoint_bot.slack.titles import title_of, view_title
from pausepoint_bot.slack.widgets.elements import plain_text

NOTICE: Final = "notice"
"""The callback id of modals that ask for nothing."""

View = dict[str, object]

TRY_AGAIN: Final = "Nothing was decided. Please try again in a moment."


def notice(title: str, *blocks: Block) -> View:
    """Return a modal that only tells."""
    return {
        "type": "modal",
        "callback_id": NOTICE,
        "title": view_title(title),
        "close": plain_text("Close"),
        "blocks": list(blocks),
    }


def alert(text: str) -> Block:
    """Return a block that stands out in a modal."""
    return {"type": "alert", "level": "warning", "text": plain_text(shorten(visible(text), ALERT_TEXT))}


def refused_notice(pause: Pause, reason: str) -> View:
    """Tell why the person may not decide, and who may."""
    lines: list[list[Piece]] = [[words(reason)]]
    if who := _who_may(pause.question.policy):
        lines.append(who)
    return notice("You cannot decide this", _title_block(pause), rich_text(*lines))


def _who_may(terms: PolicyTerms) -> list[Piece]:
    """List the approvers as the flow named them. A mention in a modal shows the name and notifies nobody."""
    known = set(known_mentions(terms.approvers))
    pieces: list[Piece] = [words("Approvers: ", bold=True)] if terms.approvers else []
    for index, approver in enumerate(terms.approvers):
        pieces += [words(", ")] if index else []
        pieces.append(mention(approver) if approver in known else words(approver))
    return pieces


def too_late_notice(pause: Pause, form: Form | None) -> View:
    """Tell how the pause ended: by whom and when, or why nobody did."""
    if isinstance(pause.status, Waiting):
        ended = rich_text([words("Too late: its deadline has passed.", bold=True)])
    else:
        ended = outcome_block(pause.status, form)
    return notice("Already settled", _title_block(pause), ended)


def checking_notice(question: Question, *, external_id: str) -> View:
    """Tell that the flow has been asked; the outcome is brought to the view of this external id."""
    lines = [
        [words("The flow is checking your answer. Nothing is decided yet.")],
        [words("You may close this: the message, or its thread, will tell what came of it.")],
    ]
    return {**notice("Checking…", _title_of(question), rich_text(*lines)), "external_id": external_id}


def held_notice(pause: Pause, form: Form | None, *, external_id: str | None = None) -> View:
    """Tell whose answer is saved, and that it waits for the flow; what comes of it is brought to the external id."""
    lines = [
        [words("The flow is not running at the moment. The answer counts once the flow is back and has checked it.")],
        [words("The message, or its thread, will tell what came of it.")],
    ]
    view = notice("Saved", _title_block(pause), outcome_block(pause.status, form), rich_text(*lines))
    return {**view, "external_id": external_id} if external_id else view


def done_notice(pause: Pause, form: Form | None) -> View:
    """Tell that the flow has taken the answer, and how the pause now stands."""
    return notice("Done", _title_block(pause), outcome_block(pause.status, form))


def stray_notice(pause: Pause) -> View:
    """Tell that the message clicked is a copy, and where the live one stands."""
    link = pause.place.permalink if pause.place else None
    lines: list[list[Piece]] = [[words("This message is a spare copy of the question and will be removed.")]]
    lines.append(linked("Answer it in the other message.", link))
    return notice("This is a copy", _title_block(pause), rich_text(*lines))


def trouble_notice(*sentences: str) -> View:
    """Tell that something is not as it should be."""
    return notice("That did not work", rich_text(*([words(sentence)] for sentence in sentences)))


def _title_block(pause: Pause) -> Block:
    return _title_of(pause.question)


def _title_of(question: Question) -> Block:
    return rich_text([words(title_of(question), bold=True)])


CHECKING: Final = (
    "The flow is checking your answer. Nothing is decided yet: the message, or its thread, will tell what came of it."
)
UNKNOWN_PAUSE: Final[tuple[str, ...]] = ("This question is not known here any more.", "Nothing was decided.")
WHO_ARE_YOU: Final[tuple[str, ...]] = (
    "Slack did not say who you are, so it could not be checked whether you may decide.",
)
STRANGER: Final[tuple[str, ...]] = ("Slack does not show you as a member of this workspace, so you cannot decide.",)
ORG_WIDE: Final[tuple[str, ...]] = (
    "The app is installed for the whole organisation, which it does not support yet.",
    "Nothing was decided. Ask an admin to install it in this workspace alone.",
)
NOT_A_FORM: Final[tuple[str, ...]] = ("This form is none that could be answered here.", "Nothing was decided.")
