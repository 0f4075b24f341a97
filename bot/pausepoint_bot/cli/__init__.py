"""The command line: one file per command group. Prints for people; what a program reads stands alone on its line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from pausepoint_bot.cli import database, demo, doctor, effects, form, manifest, pauses, serve, tokens
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.telemetry import hide_secrets, show_controls

app = typer.Typer(
    name="pausepoint",
    help="Pause a Python flow until a person decides in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain lines: for logs, pipes and screen readers too
)
app.command("demo", short_help="Try the whole loop on this machine, without Slack.")(demo.demo)
app.command("serve")(serve.serve)
app.command("doctor", short_help="Check everything a flow needs before it can pause.")(doctor.doctor)
app.command("manifest", short_help="Print the Slack app manifest to paste.")(manifest.manifest)
app.add_typer(tokens.app, name="token", help="Create, list and revoke API tokens.")
app.add_typer(pauses.app, name="pauses", help="List, show, answer and cancel pauses through the API.")
app.add_typer(effects.app, name="effects", help="See what is owed to Slack and flows, send it again, forget it.")
app.add_typer(form.app, name="form", help="See the form that a schema or class becomes.")
app.add_typer(database.app, name="db", help="Look after the database.")


def _print_version(asked: bool) -> None:
    if asked:
        print(version("pausepoint"))
        raise typer.Exit


@app.callback()
def pausepoint(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Pause a Python flow until a person decides in Slack."""


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; what someone can fix is one clear line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal can show what a preview holds
    try:
        try:
            app(arguments, prog_name="pausepoint")
        finally:
            sys.stdout.flush()
    except PausepointError as error:
        detail = show_controls(hide_secrets(error.detail), keep="\n")  # a form's problems have a line each
        sys.stderr.write(f"error: {detail}\n")
        raise SystemExit(2) from error
    except BrokenPipeError:
        # Whoever read has gone. Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
