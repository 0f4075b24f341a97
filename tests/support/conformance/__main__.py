"""`python -m tests.support.conformance`: try everything and write bot/docs/conformance.md; fails where a row does."""

from __future__ import annotations

import asyncio
import logging
import sys

import structlog

from tests.support.conformance.making import PAGE, make_page


def main() -> int:
    """Write the page; 0 where every row is as it says."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    page, wrong = asyncio.run(make_page())
    PAGE.write_text(page, "utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in wrong) + f"{PAGE} written, {len(wrong)} rows wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
