"""The command `pausepoint`. Says how to install the service where only the SDK is."""

from __future__ import annotations

import sys
from typing import Final

_ADVICE: Final = """\
The pausepoint command needs the service, which is not installed here (missing: {missing}).
Install it with:  pip install 'pausepoint[bot]'
"""
_INTERRUPTED: Final = 130  # as shells report SIGINT


def main() -> None:
    """Run the command line."""
    try:
        from pausepoint_bot.cli import run  # noqa: PLC0415 - what is missing is said, not thrown
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith("pausepoint"):
            raise
        sys.stderr.write(_ADVICE.format(missing=missing))
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
    run()


if __name__ == "__main__":
    main()
