"""`python -m tests.support.conformance [FILE]`: try everything and write the page; fails where a row does.

The page is bot/docs/conformance.md unless told otherwise.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

import structlog

from tests.support.conformance.making import PAGE, make_page


def main(file: Path) -> int:
    """Write the page; 0 where every row is as it says."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    page, wrong = asyncio.run(make_page())
    file.write_text(page, "utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in wrong) + f"{file} written, {len(wrong)} rows wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE))
