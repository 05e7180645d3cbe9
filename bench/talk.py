"""`make talk`: how well the chat understands, and how quickly.

Runs every row of tests/chat/phrases.tsv through `plan` and compares what it did with what was meant; prints the
pass rate by family and language, median and p95 ms a turn and the ten worst rows. `--docs` writes one
conversation a language to docs/, by running it.
"""

from __future__ import annotations

import csv
import json
import re
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stillreel.chat import Context, GoTo, Past, Plan, Redo, Reset, Undo, compose, plan
from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.edits import Edit, read
from stillreel.draft.model import VIDEO, Draft
from stillreel.draft.summary import summary

ROOT = Path(__file__).parent.parent
ROWS = ROOT / "tests" / "chat" / "phrases.tsv"
NAMES = ("beach_day.jpg", "IMG_2044.jpg", "sunset.jpg", "logo.png", "team_photo.jpg")


@dataclass(frozen=True)
class Row:
    """One line of phrases.tsv."""

    language: str
    family: str
    fixture: str
    text: str
    expected: str


def rows(path: Path = ROWS) -> list[Row]:
    """All rows of a phrase file."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(lines)
        return [Row(*line) for line in lines if line]


def photo(n: int, name: str, **more: Any) -> Asset:
    """A plausible 4:3 upload."""
    face = ((0.4, 0.2, 0.2, 0.3),) if n == 5 else ()
    return Asset(
        id=f"{n:064x}",
        kind="image",
        mime="image/jpeg",
        size=1000,
        name=name,
        width=1600,
        height=1200,
        faces=face,
        fingerprint=n * 0x1234567812345,
        sharpness=50.0,
        **more,
    )


def _session(steps: list[dict[str, Any]], shelf: Shelf, lang: str = "en") -> Context:
    draft = Draft()
    past = [Past(0, (), draft)]
    for n, step in enumerate(steps, 1):
        draft = read(step).apply(draft, shelf)
        past.append(Past(n, (step["op"],), draft, n - 1))
    return Context(draft, shelf, tuple(past), lang=lang)


@cache
def fixture(name: str) -> Context:
    """The situation in which a row is said."""
    shelf = Shelf(tuple(photo(n, f) for n, f in enumerate(NAMES, 1)))
    made = {
        "op": "make",
        "length": 15000,
        "title": "Hello",
        "music": "lofi",
        "transitions": "fade",
        "motion": "push_in",
        "aspect": "portrait",
    }
    if name == "none":
        return Context(Draft(), Shelf())
    if name == "empty":
        return Context(Draft(), shelf)
    if name == "five":
        base = _session([made], shelf)
        return Context(base.draft, shelf)
    if name == "extra":
        base = _session([made], shelf)
        return Context(base.draft, shelf.add(photo(8, "forest.jpg")))
    if name == "clips":
        clip = Asset(
            id=f"{6:064x}",
            kind="video",
            mime="video/mp4",
            size=9000,
            name="waves.mp4",
            width=1920,
            height=1080,
            duration=12000,
            has_sound=True,
        )
        song = Asset(
            id=f"{7:064x}", kind="audio", mime="audio/mpeg", size=9000, name="mysong.mp3", duration=120_000
        )
        some = Shelf((*shelf.assets[:3], clip, song))
        return Context(_session([made], some).draft, some)
    if name == "past":
        return _session(
            [
                made,
                {"op": "look", "kind": "warm"},
                {"op": "music", "kind": "jazz"},
                {"op": "canvas", "aspect": "square"},
            ],
            shelf,
        )
    raise KeyError(name)


_FIELD = re.compile(r"(\w+)(=|<|>|#)(\[[^\]]*\]|\"[^\"]*\"|\S+)")


def _plain(value: Any, context: Context) -> Any:
    """Ids as places: shots counted from 1."""
    ids = {s.id: n for n, s in enumerate(context.draft.segments(VIDEO), 1)}
    if isinstance(value, str):
        if value in {a.id for a in context.shelf}:
            return "song" if (context.shelf.get(value) or context.shelf.assets[0]).kind == "audio" else value
        return ids.get(value, value)
    if isinstance(value, tuple | list):
        return [_plain(v, context) for v in value]
    return value


def _matches(edit: Edit, wanted: str, context: Context) -> bool:
    op, _, rest = wanted.strip().partition(" ")
    if edit.op != op:
        return False
    for key, sign, given in _FIELD.findall(rest):
        value, want = _plain(getattr(edit, key, None), context), json.loads(given)
        if sign == "=" and value != want:
            return False
        if sign == "#" and len(value or ()) != want:
            return False
        if sign in "<>" and (value is None or (value >= want if sign == "<" else value <= want)):
            return False
    return True


def passes(row: Row, made: Plan, context: Context) -> bool:
    """Did the plan do what the row says, no more and no less?"""
    want = row.expected
    if want.startswith("!"):
        kind, _, detail = want[1:].partition(" ")
        still = not made.edits
        n = int(detail) if detail.isdigit() else 1
        moved = [s for s in made.steps if not isinstance(s, Edit)]
        return {
            "ask": still and made.ask is not None,
            "refuse": still and bool(made.refusals),
            "answer": still and bool(made.answers) and made.understood and not moved,
            "lost": still and not made.understood,
            "route": still and made.route == detail,
            "undo": made.steps == (Undo(n),),
            "redo": made.steps == (Redo(n),),
            "reset": made.steps == (Reset(),),
            "goto": len(moved) == 1 and isinstance(moved[0], GoTo) and (not detail or moved[0].n == n),
        }[kind]
    wants = want.split("; ")
    edits = made.edits
    if edits and edits[0].op == "make":
        context = Context(edits[0].apply(context.draft, context.shelf), context.shelf)
    if edits and edits[0].op == "make" and wants[0].startswith("make") and len(wants) == 1:
        edits = edits[:1]
    return (
        len(edits) == len(wants)
        and all(_matches(e, w, context) for e, w in zip(edits, wants, strict=True))
        and not made.ask
    )


def told(made: Plan) -> str:
    """A plan in one line."""
    steps = [
        str({k: v for k, v in s.dump().items() if k != "lang"}) if isinstance(s, Edit) else repr(s)
        for s in made.steps
    ]
    return " ".join(
        [
            *steps,
            *(f"refuse:{r[:50]}" for r in made.refusals),
            made.ask or "",
            made.route or "",
            "" if made.steps else " ".join(made.answers)[:60],
        ]
    )


def run(chosen: list[Row]) -> int:
    """Prints the tables; returns how many rows failed."""
    plan("make it shorter", fixture("five"))
    score: dict[tuple[str, str], list[bool]] = defaultdict(list)
    times: list[float] = []
    failed: list[tuple[Row, Plan]] = []
    for row in chosen:
        context = fixture(row.fixture)
        start = time.perf_counter()
        made = plan(row.text, context)
        times.append((time.perf_counter() - start) * 1000)
        good = passes(row, made, context)
        score[row.family, row.language].append(good)
        if not good:
            failed.append((row, made))
    families = list(dict.fromkeys(f for f, _ in score))
    print(f"{'family':10} {'en':>12} {'zh':>12}")
    for family in families:
        cells = [score.get((family, code), []) for code in ("en", "zh")]
        print(f"{family:10} " + " ".join(f"{sum(c)}/{len(c)}".rjust(12) for c in cells))
    total = len(chosen) - len(failed)
    print(f"all {total}/{len(chosen)} = {total / max(1, len(chosen)):.1%}")
    print(
        f"ms a turn: median {statistics.median(times):.2f}, "
        f"p95 {sorted(times)[int(len(times) * 0.95)]:.2f}, max {max(times):.1f}"
    )
    for row, made in failed[: None if "--all" in sys.argv else 10]:
        print(
            f"- [{row.language} {row.family} {row.fixture}] {row.text}\n    want {row.expected}\n    got  {told(made)}"
        )
    return len(failed)


def main() -> int:
    """Command line: `python bench/talk.py [--docs] [--all] [file.tsv]`."""
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("-")]
    if "--docs" in sys.argv:
        for code in ("en", "zh"):
            (ROOT / "docs" / f"talk-{code}.md").write_text(conversation(code), encoding="utf-8")
    return run([r for f in files or [ROWS] for r in rows(f)])


SAID = {
    "en": (
        "turn my photos into a 15-second vertical promo with upbeat music and the title 'Summer Sale'",
        "what's on the timeline?",
        "move the sunset to the start",
        "no movement on the logo, and hold it for 4 seconds",
        "make the beach one a bit warmer",
        "crossfades everywhere, half a second",
        "add 'Shop now' in red at the end",
        "make it bigger",
        "the music is too loud, drop it to 20% and fade it out at the end",
        "undo",
        "make the person smile",
        "also give me a square version for instagram, then export",
    ),
    "zh": (
        "用我的照片做一个15秒的竖屏宣传片，配轻快的音乐，标题“夏日特卖”",
        "时间线上有什么？",
        "把日落那张放到最前面",
        "第四张不要动，停留4秒",
        "海滩那张暖一点",
        "全部用淡入淡出，转场0.5秒",
        "最后加上红色的“立即购买”",
        "大一点",
        "音乐太吵了，降到20%",
        "撤销",
        "让她笑一下",
        "再出一个方形版，然后导出",
    ),
}


def conversation(code: str) -> str:
    """Twelve turns in a language, with the timeline line after each; produced by running them."""
    context = fixture("empty")
    past = [Past(0, (), Draft())]
    head = 0
    lines = [
        f"# A conversation ({code})\n\nProduced by `python bench/talk.py --docs`: five photos ({', '.join(NAMES)}), "
        "no language model, no network.\n"
    ]
    for text in SAID[code]:
        now = Context(past[head].draft, context.shelf, tuple(past[: head + 1]), lang=code)
        made = plan(text, now)
        undone = sum(s.n for s in made.steps if isinstance(s, Undo))
        head = max(0, head - undone)
        if made.edits:
            past = [*past[: head + 1], Past(head + 1, tuple(e.op for e in made.edits), made.draft, head)]
            head += 1
        reply = compose(made).replace("\n", "  \n")
        lines.append(f"**{text}**\n\n{reply}\n\n`{summary(past[head].draft)}`\n")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
