"""What a message says: text, markdown, blocks, attachments and metadata, read and checked as chat.* does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.validation import message_findings
from pausepoint_playground.web_api.call import ApiError, Call, invalid_blocks

MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
# Measured: counted characters, escaped, over the whole message.
MOST_BLOCK_TEXT = 13_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A message's content; None means that the call did not mention it."""

    text: str | None
    blocks: list[JsonObject] | None
    attachments: list[JsonObject] | None
    metadata: JsonObject | None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing could be shown."""
        return not self.text and not self.blocks and not self.attachments


def content_of(call: Call) -> Content:
    """Read a call's content; raises ApiError for what Slack refuses."""
    blocks = _list(call, "blocks", error="invalid_blocks_format")
    text, markdown = call.text("text"), call.text("markdown_text")
    if markdown is not None:
        if text is not None or blocks:
            raise ApiError("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise ApiError("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if blocks:
        _check_blocks(blocks)
    return Content(
        text=text[:MOST_TEXT] if text is not None else None,
        blocks=None if blocks is None else call.workspace.stored(blocks),
        attachments=_attachments(call),
        metadata=_metadata(call),
    )


def _check_blocks(blocks: list[JsonObject]) -> None:
    if findings := message_findings(blocks):
        raise invalid_blocks(findings)
    markdown = [block["text"] for block in blocks if block["type"] == "markdown"]
    if sum(map(_counted, markdown)) > MOST_BLOCK_TEXT:
        raise ApiError("msg_blocks_too_long")


def _counted(markdown: str) -> int:
    escaped = len(markdown) + 4 * markdown.count("&") + 3 * (markdown.count("<") + markdown.count(">"))
    return escaped + 100 * sum(line.lstrip().startswith("#") for line in markdown.splitlines())


def _list(call: Call, name: str, *, error: str) -> list[Any] | None:
    found = call.json(name, error=error)
    if found is not None and not isinstance(found, list):
        raise ApiError(error)
    return found


def _attachments(call: Call) -> list[JsonObject] | None:
    found = _list(call, "attachments", error="invalid_attachments")
    if found is not None and not all(isinstance(one, dict) for one in found):
        raise ApiError("invalid_attachments")
    if found is not None and len(found) > MOST_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    return found


def _metadata(call: Call) -> JsonObject | None:
    found = call.json("metadata", error="invalid_metadata_format")
    if found is None:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if not isinstance(found.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    return found
