"""The Slack app manifest, filled in for one installation. The file itself is `manifest.yml`, comments and all."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pausepoint_bot.errors import SettingsRefused

EVENTS_PATH: Final = "/slack/events"
"""Slack's one request URL: clicks, forms and option lists all come here."""

_PLACEHOLDER: Final = f"https://YOUR-HOST{EVENTS_PATH}"
_ADDRESSES: Final = re.compile(
    rf"(?:^ *#[^\n]*\n)?^ *(?:request_url|message_menu_options_url): {re.escape(_PLACEHOLDER)}\n", re.MULTILINE
)
_HOW_TO_FILL: Final = re.compile(r"^#\n# Replace YOUR-HOST.*?print this file filled in\.\n", re.MULTILINE | re.DOTALL)
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_LONGEST: Final = 3000  # of an address, well under the manifest schema's limits


def read_manifest() -> str:
    """Return the manifest as shipped: beside the package once installed, at the repository's root in a checkout."""
    installed = resources.files("pausepoint_bot").joinpath("manifest.yml")
    if installed.is_file():
        return installed.read_text("utf-8")
    return (Path(__file__).resolve().parents[3] / "manifest.yml").read_text("utf-8")


def filled_manifest(*, url: str | None, socket: bool) -> str:
    """Return the manifest to paste into Slack: requests over HTTP to `url`, or Socket Mode.

    `url` is the public https address of the service, with or without the path `/slack/events`.

    Raises:
        SettingsRefused: the address is none that Slack could call; or both ways, or neither, are asked for.
    """
    if socket == (url is not None):
        raise SettingsRefused("give either the service's public https address, or Socket Mode")
    text = _HOW_TO_FILL.sub("", read_manifest())
    if url is None:
        return _ADDRESSES.sub("", text).replace("socket_mode_enabled: false", "socket_mode_enabled: true")
    return text.replace(_PLACEHOLDER, _request_url(url))


def _request_url(url: str) -> str:
    """Return Slack's request URL at the service's address."""
    refusal = _refusal(url)
    if refusal is not None:
        raise SettingsRefused(f"{url!r} cannot be Slack's request URL: {refusal}")
    return url.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH


def _refusal(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is no address; give one such as https://pausepoint.example.com"
    if parts.scheme != "https":
        return "Slack calls https addresses only; give one such as https://pausepoint.example.com"
    if not re.fullmatch(r"[!-~]+", url) or len(url) > _LONGEST or re.search(r"[\"'\\<>{}|^`#?]", url):
        return "it holds characters that do not belong into such an address, or is too long"
    if "@" in parts.netloc or port == 0 or not _HOST.fullmatch(parts.hostname or ""):
        return "it names no host; give one such as https://pausepoint.example.com"
    return None
