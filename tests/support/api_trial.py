"""Hold a running API against its own description: Schemathesis asks it everything that the description allows, and not."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import settings

USUAL_EXAMPLES = 100
"""What Hypothesis tries unless told otherwise: a profile that asks for more makes the trial that much longer."""

OPENING = "open_pause"
ANSWERING = "answer_pause"
LISTING = "list_pauses"
FOLLOWING = "follow_events"

_REFUSABLE = ["2xx", 400, 401, 403, 404, 409, 422]
"""What fits the schema may be refused all the same for what a schema cannot say: a form that Slack cannot show, values
of another form, a cursor that no page handed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How it is asked: with whose token, which operations (none named: all), and with which parameters fixed."""

    token: str
    operations: tuple[str, ...] = ()
    fixed: Mapping[str, str] | None = None
    examples: int = 10


async def hold_to_its_description(url: str, trial: Trial, directory: Path) -> None:
    """Run the trial on the API at `url`.

    Raises:
        AssertionError: it differs from what it says of itself; with a curl command for each difference.
    """
    scale = max(1, settings.default.max_examples // USUAL_EXAMPLES) if settings.default else 1
    config = directory / "schemathesis.toml"
    config.write_text(_configuration(trial, trial.examples * scale, is_long=scale > 1), encoding="utf-8")
    arguments = [
        *("--config-file", str(config), "run", f"{url}/v1/openapi.json", "--no-color"),
        *("--header", f"Authorization: Bearer {trial.token}"),
        *(part for name in trial.operations for part in ("--include-operation-id", name)),
    ]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", *arguments),
        cwd=directory,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise AssertionError(said.decode())


def _configuration(trial: Trial, examples: int, *, is_long: bool) -> str:
    """Write it as TOML; JSON's strings, arrays and one-line tables of strings are TOML's too."""
    meant = "\n".join(
        f"""
[[operations]]
include-operation-id = "{name}"
checks.positive_data_acceptance.expected-statuses = {json.dumps(_REFUSABLE)}
"""
        for name in (OPENING, ANSWERING, LISTING)
    )
    fixed = "\n".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in (trial.fixed or {}).items())
    return f"""
request-timeout = 20
continue-on-failure = true
warnings = false
{meant}
[[operations]]
include-operation-id = "{FOLLOWING}"
parameters = {{ wait = 0 }}

[generation]
max-examples = {examples}
deterministic = {json.dumps(not is_long)}
database = "none"
allow-x00 = false

[phases.stateful]
enabled = {json.dumps(is_long)}

[parameters]
{fixed}
"""
