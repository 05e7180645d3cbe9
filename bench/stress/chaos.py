"""`make chaos`: kills, races, cuts, re-sends and mutated files against the real service, then everything is added up.

    python -m bench.stress.chaos [part ...] [--kills N] [--deep N] [--files N] [--rounds N] [--stops N] [--seed N]

Parts: named random races cuts outages files; all by default. Sizes are for a few minutes; a night takes larger ones.
Prints counts; ends with 1 when anything was lost, doubled, left behind or wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from . import cuts, kills, mutants, outages, races
from .served import take_in_orphans

Part = Callable[[Path, argparse.Namespace], tuple[Counter[str], list[str]]]


def _named(data: Path, given: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    world = kills.World(data)
    world.learn()
    hit = kills.named(world, deep=given.deep)
    world.counts.update({f"killed at {point}": n for point, n in hit.items()})
    return world.counts, world.wrong


def _random(data: Path, given: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    world = kills.World(data)
    world.learn()
    kills.at_random(world, given.kills, given.seed)
    return world.counts, world.wrong


PARTS: dict[str, Part] = {
    "named": _named,
    "random": _random,
    "races": lambda data, given: races.run(data, given.rounds, given.seed),
    "cuts": lambda data, given: cuts.run(data, given.rounds, given.seed),
    "outages": lambda data, given: outages.run(data, given.stops, given.seed),
    "files": lambda data, given: mutants.run(data, given.files, given.seed),
}


def main(arguments: list[str]) -> int:
    """Runs the parts one after the other; 1 when anything was wrong."""
    reader = argparse.ArgumentParser(prog="bench.stress.chaos")
    reader.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part")
    for name, default in (
        ("kills", 20),
        ("deep", 0),
        ("files", 300),
        ("rounds", 4),
        ("stops", 6),
        ("seed", 1),
    ):
        reader.add_argument(f"--{name}", type=int, default=default)
    given = reader.parse_args(arguments)
    take_in_orphans()
    failed = False
    for name in given.parts or list(PARTS):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="stillreel-chaos-") as folder:
            counts, wrong = PARTS[name](Path(folder) / "data", given)
        print(f"\n== {name} (seed {given.seed}, {time.monotonic() - began:.0f} s)")
        for what, n in sorted(counts.items()):
            print(f"   {n:7d}  {what}")
        print(f"   {len(wrong):7d}  losses, doubles, leftovers and other faults")
        for line in wrong[:20]:
            print(f"      {line[:400]}")
        failed |= bool(wrong)
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
