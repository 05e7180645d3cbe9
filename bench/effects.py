"""`python bench/effects.py`: does the chat do to the video what was meant?

Runs tests/chat/blind.tsv (requests written without looking at the grammar) through a whole turn and looks at the
*draft* that comes out, not at the edits that led there. Several turns stand in one row, parted by ` >> `. What is
expected is written in a small language, atoms parted by `; ` (all must hold), ` | ` between atoms that may stand
for each other, ` || ` between whole expectations:

    length=15000   shots=6   order=1,0,2 (places on the shelf)   d[1]=5000   mo[:]=push_in   tr[2:]!=cut   lk[0,2]=mono
    title="Hello"   caption[0]~beach   captions=6   texts=0   text["SALE"].c~red   text["SALE"].on=5   cta.end=18000
    music=none   music.k=lofi|jazz   music.vol<was   cv=1080x1080   aspect=9:16   platform=tiktok   variants~youtube
    asks  refuses  answers  lost  understood  unchanged  changed  route=export  reply~18  state=0  only=text,len  lang=zh

`was` is the same value before the last turn, `state=n` the draft after turn n, `only` what alone may differ.
"""

from __future__ import annotations

import colorsys
import csv
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from stillreel.chat.turn import Taken, take
from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.model import AUDIO, TEXT, VIDEO, Draft, Segment, dump, validate
from stillreel.draft.roles import role_of

ROOT = Path(__file__).parent.parent
FILES = tuple(ROOT / "tests" / "chat" / name for name in ("blind.tsv", "blind2.tsv"))
CAPTIONS = ("Beach day", "The hotel", "Dinner", "Seaside Inn", "Sunset", "All of us")
SIX = ("beach.jpg", "hotel.jpg", "dinner.jpg", "logo.png", "sunset.jpg", "family_photo.jpg")
THREE = ("IMG_2044.jpg", "IMG_2045.jpg", "IMG_2051.jpg")


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


def photo(n: int, name: str, width: int = 1600, height: int = 1200) -> Asset:
    """A plausible upload."""
    face = ((0.4, 0.1, 0.2, 0.25),) if "family" in name else ()
    return Asset(
        id=f"{n + 1:064x}",
        kind="image",
        mime="image/jpeg",
        size=100_000,
        name=name,
        width=width,
        height=height,
        faces=face,
        sharpness=50.0,
        fingerprint=(n + 1) * 0x9E3779B97F4A7C15 % 2**63,
    )


@cache
def shelf_of(name: str) -> Shelf:
    """The uploads of a fixture."""
    if name == "none":
        return Shelf()
    if name == "three":
        return Shelf(tuple(photo(n, f) for n, f in enumerate(THREE)))
    if name in ("six", "raw6"):
        return Shelf(tuple(photo(n, f) for n, f in enumerate(SIX)))
    clip = Asset(
        id=f"{9:064x}",
        kind="video",
        mime="video/mp4",
        size=900_000,
        name="dance.mp4",
        width=1920,
        height=1080,
        duration=12_000,
        has_sound=True,
    )
    song = Asset(
        id=f"{8:064x}", kind="audio", mime="audio/mpeg", size=900_000, name="happy.mp3", duration=120_000
    )
    return Shelf((*(photo(n, f) for n, f in enumerate(("cake.jpg", "party.jpg", "kids.jpg"))), clip, song))


def _words(number: int, text: str, start: int, length: int, **more: Any) -> dict[str, Any]:
    return {"id": f"x{number}", "tx": text, "s": start, "d": length, **more}


@cache
def draft_of(name: str) -> Draft:
    """The video that a fixture already holds: written out, so that no edit's taste is in it."""
    shelf = shelf_of(name)
    if name not in ("six", "mixed"):
        return Draft()
    lengths = [3000] * 6 if name == "six" else [3000, 3000, 3000, 6000]
    shots, at = [], 0
    for n, (asset, length) in enumerate(zip(shelf.pictures, lengths, strict=True)):
        shot: dict[str, Any] = {"id": f"v{n}", "a": asset.id, "s": at, "d": length, "m": {"name": asset.name}}
        if asset.kind == "image":
            shot["mo"] = {"k": "push_in", "amt": 0.12}
        if n + 1 < len(lengths):
            shot["tr"] = {"k": "slide_left", "d": 500}
        if asset.name == "logo.png":
            shot["fit"] = "contain"
        shots.append(shot)
        at += length
    kind, bpm = ("lofi", 84) if name == "six" else ("upbeat", 110)
    music = {
        "id": "a1",
        "s": 0,
        "d": at,
        "vol": 0.35,
        "fo": 1500,
        "duck": name == "six",
        "mu": {"k": kind, "bpm": bpm},
    }
    tracks: list[dict[str, Any]] = [
        {"id": "tv", "tt": VIDEO, "m": {"name": "Video"}, "sg": shots},
        {"id": "ta", "tt": AUDIO, "m": {"name": "BGM"}, "sg": [music]},
    ]
    title = {"st": "headline", "po": "center", "an": "rise", "m": {"role": "title"}}
    tracks.append(
        {"id": "t1", "tt": TEXT, "m": {"name": "Title"}, "sg": [_words(0, "Our summer", 0, 3000, **title)]}
    )
    if name == "six":
        small = [
            _words(
                n + 1, words, 3000 * n, 3000, st="caption", po="bottom", m={"role": "caption", "of": f"v{n}"}
            )
            for n, words in enumerate(CAPTIONS)
        ]
        tracks.append({"id": "t2", "tt": TEXT, "m": {"name": "Captions"}, "sg": small})
        last = _words(7, "Book now", 15000, 3000, st="cta", po="center", an="pop", m={"role": "cta"})
        tracks.append({"id": "t3", "tt": TEXT, "m": {"name": "Call to action"}, "sg": [last]})
    return validate(
        {"v": 1, "cv": {"w": 1920, "h": 1080, "fps": 30}, "m": {"lang": "en", "seed": 7}, "t": tracks}
    )


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


@dataclass(frozen=True)
class Scene:
    """What an atom looks at: the drafts around the last turn, the reply, and all states."""

    before: Draft
    after: Draft
    taken: Taken
    states: Sequence[Draft]
    shelf: Shelf


_SHOT: dict[str, Callable[[Segment], Any]] = {
    "d": lambda s: s.length,
    "mo": lambda s: s.move.kind if s.move else "still",
    "mo.amt": lambda s: s.move.amount if s.move else 0.12,
    "fit": lambda s: s.fit,
    "lk": lambda s: s.look.kind if s.look else "none",
    "lk.amt": lambda s: s.look.amount if s.look else 1.0,
    "tr": lambda s: s.transition.kind if s.transition else "cut",
    "tr.d": lambda s: s.transition.length if s.transition else 500,
    "sp": lambda s: s.speed,
    "vol": lambda s: 1.0 if s.volume is None else s.volume,
    "at.x": lambda s: s.at[0] if s.at else 0.5,
    "at.y": lambda s: s.at[1] if s.at else 0.5,
}
_TEXT: dict[str, Callable[[Segment], Any]] = {
    "tx": lambda s: s.text,
    "s": lambda s: s.start,
    "d": lambda s: s.length,
    "end": lambda s: s.end,
    "st": lambda s: s.style,
    "po": lambda s: s.position,
    "an": lambda s: s.animation,
    "c": lambda s: s.colour,
    "sz": lambda s: s.size,
    "role": role_of,
}
_MUSIC: dict[str, Callable[[Segment], Any]] = {
    "k": lambda s: s.music.kind if s.music else None,
    "bpm": lambda s: s.music.bpm if s.music else None,
    "seed": lambda s: s.music.seed if s.music else None,
    "a": lambda s: "song" if s.asset else None,
    "vol": lambda s: 0.35 if s.volume is None else s.volume,
    "fi": lambda s: s.fade_in,
    "fo": lambda s: s.fade_out,
    "in": lambda s: s.in_point,
    "s": lambda s: s.start,
    "duck": lambda s: str(s.duck).lower(),
}
_SUBJECT = re.compile(
    r"(?P<head>[a-z]+(?:\.(?:amt|d|x|y)(?=\[))?)(?:\[(?P<sel>\"[^\"]*\"|[^\]]*)\])?(?:\.(?P<field>\w+))?$"
)
_ATOM = re.compile(r"(?P<subject>(?:\"[^\"]*\"|[^=<>~!\"])+?)(?P<sign>!=|!~|=|<|>|~)(?P<value>.*)$", re.S)


def _chosen(row: list[Any], selector: str) -> list[Any]:
    if re.fullmatch(r"-?\d+", selector):
        n = int(selector)
        return [row[n]] if -len(row) <= n < len(row) else []
    if "," in selector:
        return [row[int(n)] for n in selector.split(",") if int(n) < len(row)]
    return row[slice(*(int(part) if part else None for part in selector.split(":")))]


def _shot_under(draft: Draft, words: Segment) -> int:
    middle = words.start + words.length // 2
    return next((n for n, s in enumerate(draft.segments(VIDEO)) if s.start <= middle < s.end), -1)


def _of_text(draft: Draft, words: list[Segment], name: str) -> list[Any]:
    if name == "on":
        return [_shot_under(draft, w) for w in words]
    return [_TEXT[name](w) for w in words]


def _ratio(draft: Draft) -> str:
    w, h = draft.canvas.width, draft.canvas.height
    known = ("9:16", "16:9", "1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "21:9")
    return min(known, key=lambda a: abs(int(a.split(":")[0]) / int(a.split(":")[1]) - w / h))


def _scalar(name: str, draft: Draft, shelf: Shelf) -> Any:
    canvas, shots = draft.canvas, list(draft.segments(VIDEO))
    places = {a.id: n for n, a in enumerate(shelf.pictures)}
    return {
        "length": lambda: draft.length,
        "shots": lambda: len(shots),
        "order": lambda: ",".join(str(places.get(s.asset or "", "?")) for s in shots),
        "spread": lambda: max(s.length for s in shots) - min(s.length for s in shots),
        "texts": lambda: len(list(draft.segments(TEXT))),
        "captions": lambda: sum(role_of(t) == "caption" for t in draft.segments(TEXT)),
        "cv": lambda: f"{canvas.width}x{canvas.height}",
        "short": lambda: min(canvas.width, canvas.height),
        "long": lambda: max(canvas.width, canvas.height),
        "aspect": lambda: _ratio(draft),
        "fps": lambda: canvas.fps,
        "bg": lambda: canvas.background,
        "platform": lambda: draft.meta.platform,
        "variants": lambda: " ".join(draft.meta.variants),
        "kinds": lambda: len({_SHOT["tr"](s) for s in shots[:-1]}),
        "moves": lambda: len({_SHOT["mo"](s) for s in shots}),
        "tracks": lambda: sum(len(t.segments) for t in draft.tracks),
    }[name]()


def look(subject: str, draft: Draft, shelf: Shelf) -> list[Any]:
    """The values that a subject names in a draft. An empty list: there is no such thing."""
    found = _SUBJECT.match(subject)
    if found is None:
        raise ValueError(f"no such subject: {subject}")
    head, selector, name = found["head"], found["sel"], found["field"]
    if head in _SHOT and selector is not None:
        row = list(draft.segments(VIDEO))
        return [_SHOT[head](s) for s in _chosen(row[:-1] if head.startswith("tr") else row, selector)]
    words = list(draft.segments(TEXT))
    if head == "text" and selector is not None:
        return _of_text(draft, [w for w in words if w.text == selector.strip('"')], name or "tx")
    if head == "texts" and selector is not None:
        return _of_text(draft, _chosen(words, selector), name or "tx")
    if head == "caption" and selector is not None:
        small = [w for w in words if role_of(w) == "caption"]
        if selector != ":":
            small = [
                w
                for w in small
                if _shot_under(draft, w) == int(selector) % max(1, _scalar("shots", draft, shelf))
            ]
        return _of_text(draft, small, name or "tx")
    if head in ("title", "subtitle", "cta", "price"):
        return _of_text(draft, [w for w in words if role_of(w) == head], name or "tx")
    if head == "text":
        return [w.text for w in words]
    if head == "music":
        return [_MUSIC[name](s) if name else "some" for s in draft.segments(AUDIO)]
    return [_scalar(head, draft, shelf)]


_HUES = {
    "red": (345, 15),
    "orange": (15, 45),
    "yellow": (45, 70),
    "green": (80, 165),
    "blue": (190, 260),
    "purple": (260, 300),
    "pink": (300, 350),
    "gold": (35, 55),
}


def _coloured(value: str, name: str) -> bool:
    r, g, b = (int(value[n : n + 2], 16) / 255 for n in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(r, g, b)
    if name == "white":
        return light > 0.93
    if name == "black":
        return light < 0.12
    low, high = _HUES[name]
    angle = hue * 360
    return (
        strength > 0.3
        and 0.15 < light < 0.93
        and (low <= angle <= high or (low > high and (angle >= low or angle <= high)))
    )


def _close(value: Any, wanted: float) -> bool:
    return abs(float(value) - wanted) <= (
        0.006 if abs(wanted) <= 10 and wanted != int(wanted) else 34 if 100 <= wanted <= 600_000 else 0.006
    )


def _meets(value: Any, sign: str, wanted: str, was: Any) -> bool:
    if sign in "<>":
        factor = re.fullmatch(r"was(?:\*([\d.]+))?", wanted)
        if factor and was is None:
            return False
        limit = float(was) * float(factor[1] or 1) if factor else float(wanted)
        return value is not None and (float(value) < limit if sign == "<" else float(value) > limit)
    if sign in ("~", "!~"):
        names = wanted.strip('"').split("|")
        coloured = isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)
        hit = any(
            _coloured(value, n)
            if coloured and (n in _HUES or n in ("white", "black"))
            else n.lower() in str(value or "").lower()
            for n in names
        )
        return hit is (sign == "~")
    return any(
        _equal(value, w, was) for w in (wanted.split("|") if not wanted.startswith('"') else [wanted])
    ) is (sign == "=")


def _equal(value: Any, wanted: str, was: Any) -> bool:
    factor = re.fullmatch(r"was(?:\*([\d.]+))?", wanted)
    if factor:
        return bool(value == was) if not factor[1] else _close(value, float(was) * float(factor[1]))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return re.fullmatch(r"-?[\d.]+", wanted) is not None and _close(value, float(wanted))
    text = str(value) if value is not None else "none"
    return text == wanted.strip('"') or (wanted.startswith("#") and text.upper() == wanted.upper())


def _parts(draft: Draft, timed: bool) -> dict[str, Any]:
    """The draft taken apart, so that one part can be compared with its former self."""
    row = list(draft.segments(VIDEO))
    each = {name: {s.id: _SHOT[name](s) for s in row} for name in _SHOT if name not in ("d", "tr", "tr.d")}
    hide = {"id"} if timed else {"id", "start", "length"}
    return {
        "order": [s.asset for s in row],
        "len": [s.length for s in row],
        "mo": (each["mo"], each["mo.amt"]),
        "fit": each["fit"],
        "at": (each["at.x"], each["at.y"]),
        "lk": (each["lk"], each["lk.amt"]),
        "tr": [(_SHOT["tr"](s), _SHOT["tr.d"](s)) for s in row[:-1]],
        "sp": each["sp"],
        "clip": each["vol"],
        "music": [[f(s) for f in _MUSIC.values()] for s in draft.segments(AUDIO)],
        "text": sorted(str(t.model_dump(exclude=hide)) for t in draft.segments(TEXT)),
        "canvas": draft.canvas,
        "platform": draft.meta.platform,
        "variants": draft.meta.variants,
    }


_ALONG = {
    "canvas": ("fit", "at", "platform"),
    "platform": ("fit", "at", "canvas"),
    "order": ("tr",),
    "fit": ("at",),
    "at": ("fit",),
}


def strayed(before: Draft, after: Draft, allowed: set[str]) -> list[str]:
    """The parts that differ although they should not."""
    free = allowed | {more for name in allowed for more in _ALONG.get(name, ())}
    timed = not free & {"len", "order", "sp"}
    a, b = _parts(before, timed), _parts(after, timed)
    return [name for name in a if name not in free and not _alike(a[name], b[name], bool(free & {"order"}))]


def _alike(a: Any, b: Any, some: bool) -> bool:
    if some and isinstance(a, tuple):
        return all(_alike(x, y, True) for x, y in zip(a, b, strict=True))
    if some and isinstance(a, dict):
        return all(a[k] == b[k] for k in a.keys() & b.keys())
    return bool(a == b)


def changed_parts(before: Draft, after: Draft) -> list[str]:
    """Which parts of the draft differ."""
    return strayed(before, after, set())


def _flag(atom: str, scene: Scene) -> bool | None:
    taken, made = scene.taken, scene.taken.plan
    assert made is not None
    same = dump(scene.before) == dump(scene.after)
    flags: dict[str, Callable[[], bool]] = {
        "asks": lambda: taken.asked is not None,
        "refuses": lambda: bool(made.refusals),
        "answers": lambda: bool(made.answers) and made.understood,
        "lost": lambda: not made.understood,
        "understood": lambda: made.understood and not made.refusals and taken.asked is None,
        "unchanged": lambda: same,
        "changed": lambda: not same,
    }
    return flags[atom]() if atom in flags else None


def holds(atom: str, scene: Scene) -> bool:
    """Does one atom hold? Raises ValueError on what is not an atom."""
    flag = _flag(atom, scene)
    if flag is not None:
        return flag
    found = _ATOM.match(atom)
    if found is None:
        raise ValueError(f"not an atom: {atom}")
    subject, sign, value = found["subject"], found["sign"], found["value"]
    if subject == "only":
        return not strayed(scene.before, scene.after, set(value.split(",")))
    if subject == "parts":
        return _meets(len(changed_parts(scene.before, scene.after)), sign, value, None)
    if subject == "state":
        return dump(scene.after) == dump(scene.states[int(value)])
    if subject in ("reply", "route", "lang"):
        given = {
            "reply": scene.taken.text,
            "route": scene.taken.route,
            "lang": scene.taken.plan and scene.taken.plan.lang,
        }[subject]
        return _meets(given, sign, value, None)
    now = look(subject, scene.after, scene.shelf)
    if (
        value == "none"
        and not re.match(r"[a-z.]+\[", subject)
        and "." not in subject
        and subject != "platform"
    ):
        return (not now) is (sign == "=")
    if subject == "text":
        return any(_meets(v, "~" if sign.endswith("~") else "=", value, None) for v in now) is (sign in "~=")
    was = look(subject, scene.before, scene.shelf)
    if value == "none" and not now:
        return sign == "="
    if not now:
        return False
    if len(was) != len(now):
        was = (was + [None] * len(now))[: len(now)]
    return all(_meets(v, sign, value, w) for v, w in zip(now, was, strict=True))


def verdict(expected: str, scene: Scene) -> str:
    """The first atom that fails, or an empty string."""
    first = ""
    for whole in expected.split(" || "):
        bad = next(
            (a for a in whole.split("; ") if not any(holds(x.strip(), scene) for x in a.split(" | "))), ""
        )
        if not bad:
            return ""
        first = first or bad
    return first


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
    return f"{' '.join(steps)} goto={taken.goto} asked={taken.asked!r} route={taken.route}\n         {taken.text[:220]!r}"


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
        f"ms a turn: median {statistics.median(times):.2f}, p95 {sorted(times)[int(len(times) * 0.95)]:.2f}, max {max(times):.1f}"
    )
    for text in failed if "--all" in sys.argv or "-v" in sys.argv else failed[:10]:
        print(text)
    return len(failed)


if __name__ == "__main__":
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("-")] or [f for f in FILES if f.exists()]
    sys.exit(1 if sum(run(f) for f in files) else 0)
