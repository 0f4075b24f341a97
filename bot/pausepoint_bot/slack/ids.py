"""The ids that the answer modal carries and that come back with it. Pure; the only place that writes or reads them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final, TypeGuard
from urllib.parse import quote

from pausepoint_bot.slack.limits import BLOCK_ID

ANSWER_MODAL: Final = "answer"
"""callback_id of the answer modal."""

SHOW_ALL: Final = "show_all"
"""action_id of the button that opens the whole preview; its value is the pause's id."""

BACK: Final = "back"
"""action_id of the button that turns back to the page before."""

_FRAGMENT_SAFE: Final = "/~!$&'()*+,;=:@?-._"
_MOST_CHANGES: Final = 10**8
_ACTION_ID: Final = re.compile(r"(?P<widget>[a-z_]+)@(?P<generation>[0-9]{1,9})")


def block_id_of(pointer: str) -> str:
    """Write a JSON pointer as a URI fragment (RFC 6901, section 6), so that a payload can be read by a person.

    One that is longer than Slack allows becomes its SHA-256.
    """
    fragment = "#" + quote(pointer, safe=_FRAGMENT_SAFE)
    return fragment if len(fragment) <= BLOCK_ID else f"#sha256-{hashlib.sha256(pointer.encode()).hexdigest()}"


def action_id_of(widget: str, generation: int) -> str:
    """Name an element by its type and the times it was changed: under an id it knows, Slack keeps what was typed."""
    return f"{widget}@{generation}"


def read_action_id(action_id: str) -> tuple[str, int] | None:
    """Read the type and the generation; None for an id that is not of an answer's element."""
    found = _ACTION_ID.fullmatch(action_id)
    return (found["widget"], int(found["generation"])) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMetadata:
    """What the answer modal remembers: whose it is, which page of which branch it shows, how often it was changed.

    `draft` is the id of an earlier modal that it goes on from.
    """

    pause: str
    generation: int
    page: int = 0
    branch: str = ""
    draft: str = ""


def write_metadata(metadata: AnswerMetadata) -> str:
    """Write the modal's private_metadata."""
    content: dict[str, object] = {"pause": metadata.pause, "generation": metadata.generation}
    more = {"page": metadata.page, "branch": metadata.branch, "draft": metadata.draft}
    return json.dumps(content | {name: value for name, value in more.items() if value}, separators=(",", ":"))


def read_metadata(text: str) -> AnswerMetadata | None:
    """Read a modal's private_metadata; None for one that this module did not write."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match content:
        case {"pause": str() as pause, "generation": generation, **more}:
            page, branch, draft = more.get("page", 0), more.get("branch", ""), more.get("draft", "")
        case _:
            return None
    if not _is_count(generation) or not _is_count(page) or not isinstance(branch, str) or not isinstance(draft, str):
        return None
    if not pause.isascii() or not draft.isascii():  # no id is; half a surrogate pair would break the look-up
        return None
    return AnswerMetadata(pause=pause, generation=generation, page=page, branch=branch, draft=draft)


def _is_count(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _MOST_CHANGES
