"""`pausepoint manifest`: print the Slack app manifest to paste when creating the app."""

from __future__ import annotations

from typing import Annotated

import typer

from pausepoint_bot.slack.manifest import filled_manifest


def manifest(
    url: Annotated[str | None, typer.Option("--url", help="Public https address of the service (HTTP mode).")] = None,
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode: Slack needs no address.")] = False,
) -> None:
    """Print the Slack app manifest, filled in for HTTP (--url) or Socket Mode (--socket)."""
    if socket == (url is not None):
        raise typer.BadParameter("give either --url https://… or --socket")
    print(filled_manifest(url=url, socket=socket), end="")
