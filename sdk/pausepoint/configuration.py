"""Where the bot is and how to reach it, read from PAUSEPOINT_*. Pure: the environment is an argument.

PAUSEPOINT_API_URL        the bot's address (default http://127.0.0.1:8700)
PAUSEPOINT_API_TOKEN      the token to open pauses with (`pausepoint token create`)
PAUSEPOINT_CALLBACK       auto (default): a callback server only when the bot is on loopback or another
                          PAUSEPOINT_CALLBACK_* is set; on; off: the event feed alone
PAUSEPOINT_CALLBACK_HOST  address the callback server listens on (default 127.0.0.1)
PAUSEPOINT_CALLBACK_PORT  its port (default: any free one)
PAUSEPOINT_CALLBACK_URL   its address as the bot sees it, where that differs
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pausepoint.errors import BadConfiguration

DEFAULT_API_URL: Final = "http://127.0.0.1:8700"
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Where callbacks are received. `url` is the public base address; None means the listening address."""

    host: str = "127.0.0.1"
    port: int = 0
    url: str | None = None
    required: bool = False
    """The user asked for callbacks: a server that cannot start, or a bot that refuses it, is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long, in seconds, a silent bot is forgiven."""

    opening: float = 30
    past_deadline: float = 60
    withdrawal: float = 5
    """How long code that is being cancelled waits for its pause to be withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """How to reach one bot."""

    api_url: str = DEFAULT_API_URL
    token: str = field(default="", repr=False)
    callbacks: Callbacks | None = None
    patience: Patience = Patience()


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Read PAUSEPOINT_* from `environment`; raise BadConfiguration naming the wrong variable."""
    api_url = _url("PAUSEPOINT_API_URL", environment.get("PAUSEPOINT_API_URL", "").strip() or DEFAULT_API_URL)
    token = environment.get("PAUSEPOINT_API_TOKEN", "").strip()
    if not token:
        raise BadConfiguration(
            "PAUSEPOINT_API_TOKEN is not set: make a token with `pausepoint token create` and put it there."
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise BadConfiguration("PAUSEPOINT_API_TOKEN holds characters that no token has; copy it again.")
    return Configuration(api_url=api_url, token=token, callbacks=_callbacks(environment, api_url))


def is_loopback(host: str) -> bool:
    """Tell whether `host` (a name or an address) is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _callbacks(environment: Mapping[str, str], api_url: str) -> Callbacks | None:
    mode = _mode(environment.get("PAUSEPOINT_CALLBACK", "").strip().lower() or "auto")
    host = environment.get("PAUSEPOINT_CALLBACK_HOST", "").strip()
    port = environment.get("PAUSEPOINT_CALLBACK_PORT", "").strip()
    url = environment.get("PAUSEPOINT_CALLBACK_URL", "").strip()
    asked = mode == "on" or bool(host or port or url)
    bot_is_here = is_loopback(urlsplit(api_url).hostname or "")
    if mode == "off" or not (asked or bot_is_here):
        return None
    callbacks = Callbacks(
        host=host or "127.0.0.1",
        port=_port(port) if port else 0,
        url=_url("PAUSEPOINT_CALLBACK_URL", url) if url else None,
        required=asked,
    )
    if callbacks.url is None and not bot_is_here and _only_seen_here(callbacks.host):
        raise BadConfiguration(
            f"The bot at {api_url} cannot call back to {callbacks.host}: set PAUSEPOINT_CALLBACK_URL to this machine's "
            "address as the bot sees it, or PAUSEPOINT_CALLBACK=off (the event feed then does the work alone)."
        )
    return callbacks


def _only_seen_here(host: str) -> bool:
    return is_loopback(host) or host in {"0.0.0.0", "::"}  # noqa: S104 - recognised, not bound to


def _mode(text: str) -> str:
    if text not in {"auto", "on", "off"}:
        raise BadConfiguration(f"PAUSEPOINT_CALLBACK is {text!r}; it must be auto, on or off.")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _HIGHEST_PORT):
        raise BadConfiguration(f"PAUSEPOINT_CALLBACK_PORT is {text!r}; it must be a number from 0 (any) to 65535.")
    return int(text)


def _url(name: str, text: str) -> str:
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        shown = text if parts is None or "@" not in parts.netloc else "not usable"
        raise BadConfiguration(
            f"{name} is {shown!r}; it must look like http://127.0.0.1:8700 or https://bot.example.com."
        )
    if parts.username is not None or parts.password is not None:
        raise BadConfiguration(f"{name} holds a user name or password; the token belongs into PAUSEPOINT_API_TOKEN.")
    return text.rstrip("/")


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return parts
