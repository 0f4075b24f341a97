"""`pausepoint form`: see what a schema or class becomes in Slack, without opening a pause."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import JsonValue

from pausepoint.errors import PauseError
from pausepoint.schema import form_of
from pausepoint_bot.errors import FormCannotBeShown, RequestRefused
from pausepoint_bot.forms import Form, FormRefused, SchemaProblem, compile_form
from pausepoint_bot.slack.modal import render_answer_modal
from pausepoint_bot.slack.refusals import refusals

_PREVIEW_ID: Final = "pau_00000000000000000000000000"

app = typer.Typer(no_args_is_help=True)


@app.callback()
def forms() -> None:
    """See the form that a schema or class becomes."""


@app.command("preview")
def preview(
    source: Annotated[
        str, typer.Argument(metavar="FILE|MODULE:CLASS", help="A JSON Schema, or a class that flows wait for.")
    ],
) -> None:
    """Print the Block Kit JSON of the modal; refuse what a pause with this form would be refused for."""
    schema, initial, markdown = _from_class(source) if _names_class(source) else (_from_file(Path(source)), None, "")
    view = render_answer_modal(_compiled(schema, initial), pause_id=_PREVIEW_ID, title=_title(schema), preview=markdown)
    print(json.dumps(view, indent=2, ensure_ascii=False))


def _names_class(source: str) -> bool:
    module, colon, name = source.partition(":")
    return bool(colon) and all(part.isidentifier() for part in (*module.split("."), *name.split(".")))


def _from_class(source: str) -> tuple[dict[str, JsonValue], dict[str, JsonValue] | None, str]:
    found = _found(source)
    try:
        form = form_of(found)
    except (PauseError, TypeError) as error:
        raise FormCannotBeShown(str(error)) from error
    return form.schema, form.initial, form.preview


def _found(source: str) -> object:
    module, _, path = source.partition(":")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: object = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError) as error:
        raise RequestRefused(f"cannot find {source}: {error}") from error
    except Exception as error:  # someone else's module may raise anything
        raise RequestRefused(f"importing {module} failed: {type(error).__name__}: {error}") from error
    return found


def _from_file(path: Path) -> dict[str, JsonValue]:
    try:
        schema = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RequestRefused(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise RequestRefused(f"{path} is not JSON: {error}") from error
    if not isinstance(schema, dict):
        raise RequestRefused(f"{path} holds no JSON object, so it is no schema of a form")
    return schema


def _compiled(schema: dict[str, JsonValue], initial: dict[str, JsonValue] | None) -> Form:
    try:
        form = compile_form(schema, initial)
        problems: tuple[SchemaProblem, ...] = tuple(refusals(form))
    except FormRefused as refused:
        problems = refused.problems
    if problems:
        lines = (f"/{problem.where}{problem.pointer}: {problem.detail}" for problem in problems)
        raise FormCannotBeShown("the form cannot be shown in Slack:\n  " + "\n  ".join(lines))
    return form


def _title(schema: dict[str, JsonValue]) -> str:
    title = schema.get("title")
    return title if isinstance(title, str) and title.strip() else "A form"
