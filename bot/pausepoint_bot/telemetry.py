"""Logs and metrics: how they are made, and what never gets into them."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Final, Literal

import structlog
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.web import RequestPayloadError

_SECRETS: Final = re.compile(
    r"\b(?:xox[a-z]?[-.][\w.-]+|xapp-[\w-]+|xoxe[\w.-]+|whsec_[\w+/=]+|pp[tk]_[\w-]+)"  # tokens, secrets, keys
    r"|\bv0=[0-9a-f]{64}"  # a signature of Slack's, which can be replayed for five minutes
    r"|(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"  # user and password in an address
    r"|(?<=[?&;])(?:ticket|password|token|secret)=[^\s&\"']+"  # the same as a parameter; a websocket's ticket
    r"|(?<=/)(?:actions|commands|workflows|services)/[TE]\w+/[\w/%-]+"  # a response_url: who has it may write
    r"|\b[0-9]{9,}\.[0-9]{9,}\.[0-9a-f]{32}\b"  # a trigger id: who has it may open a modal
)
_HIDDEN: Final = "[secret]"
_LONG: Final = frozenset({"exception", "stack"})
_LAID_OUT: Final = "\n\t"

LogFormat = Literal["console", "json"]


def set_up_logging(*, level: str, style: LogFormat) -> None:
    """Log to standard error: lines for a person, or JSON for a collector. Tokens and secrets are blacked out."""
    renderer = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        # What the level leaves out costs nothing: the processors run only for what is said.
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, black_out, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("aiohttp.access", "slack_bolt", "slack_sdk", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("aiohttp.server").addFilter(_is_no_strangers_noise)


def _is_no_strangers_noise(record: logging.LogRecord) -> bool:
    """Keep what is not HTTP out of the log below DEBUG: it is answered with 400, and whoever likes can send plenty."""
    error = record.exc_info[1] if record.exc_info else None
    is_noise = isinstance(error, BadHttpMessage | RequestPayloadError)
    return not is_noise or logging.getLogger(record.name).isEnabledFor(logging.DEBUG)


def black_out(_logger: object, _method: str, entry: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Replace whatever looks like a secret or controls a terminal, wherever in the entry it stands."""
    for name, value in entry.items():
        if not isinstance(value, bool | int | float | None):
            text = hide_secrets(value if isinstance(value, str) else str(value))
            entry[name] = show_controls(text, keep=_LAID_OUT if name in _LONG else "")
    return entry


def show_controls(text: str, *, keep: str = "") -> str:
    """Write out, as JSON would, what could move a terminal's cursor, begin a line or reorder one; all but `keep`.

    Names and titles come from outside: they must not be able to write lines of a log, or over those of a terminal.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in keep else _as_escape(one) for one in text)


def _as_escape(character: str) -> str:
    """Write the character as JSON does, which leaves DEL alone."""
    escape = json.dumps(character)[1:-1]
    return f"\\u{ord(character):04x}" if escape == character else escape


def hide_secrets(text: str) -> str:
    """Return the text with every secret in it blacked out that can be told by its looks.

    The last net: nothing that is secret should be handed to a log at all.
    """
    return _SECRETS.sub(_HIDDEN, text)
