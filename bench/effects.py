"""`python bench/effects.py`: does the chat do to the video what was meant?

Runs tests/chat/blind.tsv (requests written without looking at the grammar) through a whole turn and looks at the
*draft* that comes out, not at the edits that led there. Several turns stand in one row, parted by ` >> `; what is
expected is written as atoms.py says. `-v`: every failure, `-kWORD`: only rows with it.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from atoms import Scene, verdict
from scenes import draft_of, shelf_of
from stillreel.chat.turn import Taken, take
from stillreel.draft.model import Draft

ROOT = Path(__file__).parent.parent
FILES = tuple(ROOT / "tests" / "chat" / name for name in ("blind.tsv", "blind2.tsv"))


@dataclass(frozen=True)
class Row:
    """One conversation and what should have come of it."""

    language: str
    family: str
    fixture: str
    text: str
    expected: str


def rows(path: Path) -> list[Row]:
    """All rows of a file of expectations."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(lines)
        return [Row(*line) for line in lines if line]


@dataclass(frozen=True)
class _Revision:
    n: int
    parent: int | None
    draft: Draft
    edits: tuple[dict[str, Any], ...] = ()


@dataclass
class Talk:
    """A session in memory: the studio's verbs `say` and `travel`, without the disk."""

    fixture: str
    lang: str = "en"
    head: int = 0
    line: list[_Revision] = field(default_factory=list)
    states: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        draft = draft_of(self.fixture)
        self.line = [_Revision(0, None, Draft())]
        if draft.tracks:
            self.line.append(_Revision(1, 0, draft, ({"op": "make"},)))
            self.head = 1
        self.states = [draft]

    @property
    def draft(self) -> Draft:
        """The draft at the head."""
        return next(r.draft for r in self.line if r.n == self.head)

    def say(self, text: str) -> Taken:
        """One message."""
        taken = take(text, self.draft, shelf_of(self.fixture), tuple(self.line), self)
        if taken.goto is not None:
            self.head = taken.goto
        if taken.edits:
            n = len(self.line)
            self.line.append(_Revision(n, self.head, taken.draft, tuple(e.dump() for e in taken.edits)))
            self.head = n
        self.states.append(self.draft)
        return taken


def judge(row: Row) -> tuple[str, Talk, Taken, float]:
    """Runs a row's conversation: what failed, the session, the last turn, its ms."""
    talk = Talk(row.fixture, row.language)
    taken: Taken | None = None
    before, ms = talk.draft, 0.0
    for turn in row.text.split(" >> "):
        before = talk.draft
        start = time.perf_counter()
        taken = talk.say(turn)
        ms = (time.perf_counter() - start) * 1000
    assert taken is not None
    scene = Scene(before, talk.draft, taken, talk.states, shelf_of(row.fixture))
    return verdict(row.expected, scene), talk, taken, ms


def told(taken: Taken) -> str:
    """A turn in one line."""
    steps = [str({k: v for k, v in e.dump().items() if k != "lang"}) for e in taken.edits]
    return f"{' '.join(steps)} goto={taken.goto} asked={taken.asked!r} route={taken.route}\n    {taken.text[:220]!r}"


def run(path: Path) -> int:
    """Prints the tables of one file; returns how many rows failed."""
    chosen = rows(path)
    if wanted := [a[2:] for a in sys.argv if a.startswith("-k")]:
        chosen = [r for r in chosen if any(w in f"{r.family} {r.language} {r.text}" for w in wanted)]
    score: dict[tuple[str, str], list[bool]] = defaultdict(list)
    times, failed = [], []
    for row in chosen:
        bad, _, taken, ms = judge(row)
        score[row.family, row.language].append(not bad)
        times.append(ms)
        if bad:
            failed.append(
                f"- [{row.language} {row.family} {row.fixture}] {row.text}\n    fails {bad}\n    got  {told(taken)}"
            )
    print(f"{path.name}\n{'family':10} {'en':>10} {'zh':>10}")
    for family in dict.fromkeys(f for f, _ in score):
        cells = [score.get((family, code), []) for code in ("en", "zh")]
        print(f"{family:10} " + " ".join(f"{sum(c)}/{len(c)}".rjust(10) for c in cells))
    for code in ("en", "zh"):
        each = [good for (_, lang), cell in score.items() if lang == code for good in cell]
        print(f"{code} {sum(each)}/{len(each)} = {sum(each) / max(1, len(each)):.1%}")
    print(f"all {len(chosen) - len(failed)}/{len(chosen)} = {1 - len(failed) / max(1, len(chosen)):.1%}")
    print(
        f"ms a turn: median {statistics.median(times):.2f}, p95 {sorted(times)[int(len(times) * 0.95)]:.2f}, "
        f"max {max(times):.1f}"
    )
    for text in failed if "--all" in sys.argv or "-v" in sys.argv else failed[:10]:
        print(text)
    return len(failed)


if __name__ == "__main__":
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("-")] or [f for f in FILES if f.exists()]
    sys.exit(1 if sum(run(f) for f in files) else 0)
