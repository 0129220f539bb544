"""python -m tests.load flood | soak | fuzz"""

from __future__ import annotations

import argparse
import asyncio

from tests.load.flood import FloodPlan, run_flood
from tests.load.fuzz import FuzzPlan, run_fuzz
from tests.load.soak import SoakPlan, run_soak


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load",
        description="The whole assistant against an emulated Telegram. Needs `make setup`.",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    flood = commands.add_parser("flood", help="normal chats with and without one that floods")
    flood.add_argument("--chats", type=int, default=200)
    flood.add_argument("--seconds", type=float, default=120.0, help="of each of the two phases")
    flood.add_argument(
        "--rate", type=float, default=12.0, help="messages a second, all normal chats"
    )
    flood.add_argument("--flooder", type=float, default=50.0, help="messages a second of the one")

    soak = commands.add_parser("soak", help="half the load for long, memory watched")
    soak.add_argument("--chats", type=int, default=200)
    soak.add_argument("--minutes", type=float, default=20.0)
    soak.add_argument("--rate", type=float, default=10.0, help="messages a second")
    soak.add_argument("--lives", type=int, default=60, help="different conversations")

    fuzz = commands.add_parser("fuzz", help="hostile and odd updates")
    fuzz.add_argument("--inputs", type=int, default=20_000)
    fuzz.add_argument("--first", type=int, default=0, help="number of the first one")
    fuzz.add_argument("--chats", type=int, default=8, help="at once")

    for command in (flood, soak, fuzz):
        command.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.command == "flood":
        plan = FloodPlan(given.chats, given.seconds, given.rate, given.flooder, given.seed)
        return asyncio.run(run_flood(plan))
    if given.command == "soak":
        plan = SoakPlan(given.chats, given.minutes, given.rate, given.lives, given.seed)
        return asyncio.run(run_soak(plan))
    return asyncio.run(run_fuzz(FuzzPlan(given.inputs, given.first, given.chats, given.seed)))


if __name__ == "__main__":
    raise SystemExit(main())
