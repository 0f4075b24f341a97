"""`python -m tests.crash --kills 200 --database sqlite`: exit code 0 only if nothing was lost."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.crash.kills import kill_again_and_again
from tests.crash.many import answer_many
from tests.crash.trouble import TROUBLES, live_through
from tests.crash.world import Plan, a_database


def main() -> None:
    """Read the command line, play, and tell by the exit code how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1, help="services on one database; needs postgres")
    parser.add_argument("--socket-mode", action="store_true", help="Slack comes in by Socket Mode")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--waiting", type=int, metavar="N", help="instead: answer N flows that wait at two services")
    parser.add_argument("--trouble", choices=TROUBLES, help="instead: this goes wrong for a while")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the trouble lasts")
    chosen = parser.parse_args()
    if chosen.waiting:
        chosen.database, chosen.replicas = "postgres", 2
    if chosen.trouble in {"database", "disk"}:
        chosen.database = "postgres" if chosen.trouble == "database" else "sqlite"
    if chosen.replicas > 1 and chosen.database != "postgres":
        parser.error("several replicas need --database postgres")
    with a_database(chosen.database) as url:
        plan = Plan(database=url, replicas=chosen.replicas, seed=chosen.seed, socket_mode=chosen.socket_mode)
        sys.exit(0 if asyncio.run(_play(plan, chosen)) else 1)


async def _play(plan: Plan, chosen: argparse.Namespace) -> bool:
    if chosen.waiting:
        return await answer_many(plan, chosen.waiting)
    if chosen.trouble:
        return await live_through(chosen.trouble, plan, seconds=chosen.seconds)
    return await kill_again_and_again(plan, chosen.kills)


if __name__ == "__main__":
    main()
