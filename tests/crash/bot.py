"""The service, armed: `python -m tests.crash.bot INDEX NTH` serves and kills itself at a point. Index -1 never does."""

from __future__ import annotations

import os
import sys

from pausepoint_bot.cli import run
from tests.crash.points import arm, points

if __name__ == "__main__":
    index, nth = int(sys.argv[1]), int(sys.argv[2])
    if index >= 0:
        arm(points(postgres=os.environ["PAUSEPOINT_DATABASE_URL"].startswith("postgresql"))[index], nth)
    sys.argv = ["pausepoint", "serve"]
    run()
