"""What should have become of a draft, in a small language, and whether it did.

Atoms are parted by `; ` (all must hold), ` | ` stands between atoms that may stand for each other, ` || ` between
whole expectations:

    length=15000   shots=6   order=1,0,2 (places on the shelf)   d[1]=5000   mo[:]=push_in   tr[2:]!=cut   lk[0,2]=mono
    title="Hello"   caption[0]~beach   captions=6   texts=0   text["SALE"].c~red   text["SALE"].on=5   cta.end=18000
    music=none   music.k=lofi|jazz   music.vol<was   cv=1080x1080   aspect=9:16   platform=tiktok   variants~youtube
    asks  refuses  answers  lost  understood  unchanged  changed  route=export  reply~18  state=0
    only=text,len  lang=zh

`was` is the same value before the last turn, `state=n` the draft after turn n, `only` what alone may differ.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stillreel.chat.turn import Taken
from stillreel.draft.assets import Shelf
from stillreel.draft.model import AUDIO, TEXT, VIDEO, Draft, Segment, dump
from stillreel.draft.roles import role_of


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
_ATOM = re.compile(
    r"(?P<subject>(?:\"[^\"]*\"|[^=<>~!\"])+?)(?P<sign>!=|!~|=|<|>|~)(?P<value>.*)$", re.DOTALL
)


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
    values: dict[str, Callable[[], Any]] = {
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
    }
    return values[name]()


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
