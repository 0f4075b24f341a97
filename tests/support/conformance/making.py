"""Making the page: every section tried in one service."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Final

from pausepoint import runtime
from tests.support.conformance import blanks, choices, scalars, shapes
from tests.support.conformance.page import write_page
from tests.support.conformance.rows import Section
from tests.support.conformance.trying import Trial
from tests.support.programs import ROOT
from tests.support.service import a_service, flow_environment

PAGE: Final = ROOT / "bot" / "docs" / "conformance.md"

SECTIONS: Final[tuple[Section, ...]] = (
    scalars.TEXT,
    scalars.NUMBERS,
    scalars.TIMES,
    choices.ONE,
    choices.SEVERAL,
    shapes.LISTS,
    shapes.NESTED,
    shapes.UNIONS,
    blanks.BLANKS,
    blanks.CORRECTED,
    blanks.REFUSED,
)


async def make_page() -> tuple[str, list[str]]:
    """Try every row; return the page, and a line for every row that is not as it says."""
    with tempfile.TemporaryDirectory() as directory:
        async with a_service(Path(directory)) as service:
            os.environ.update(flow_environment(service.url, await service.token()))
            trial = Trial(service.playground)
            tried = [(section, [await trial.run(row, section.setup) for row in section.rows]) for section in SECTIONS]
            await asyncio.to_thread(runtime.shut_down)
    wrong = [f"{row.row.python}: {row.wrong}" for _, rows in tried for row in rows if row.wrong]
    return write_page(tried), wrong
