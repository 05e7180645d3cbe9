"""Length: of the whole, of some shots, trimming of clips."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..clauses import Clause, Steps
from ..degrees import direction, times
from ..scene import shots

_TEXTY = (
    "n.title",
    "n.text",
    "n.caption",
    "n.cta",
    "n.subtitle",
    "n.price",
    "text.quoted",
    "n.transition",
    "n.music",
    "n.tempo",
    "v.fadein",
    "v.fadeout",
    "n.sound",
    "n.beat",
)
SPAN = {"bit": 1.15, "": 1.35, "much": 1.8}


def _signed(c: Clause) -> int:
    sign = direction(c, "long", "short") if c.has("a.long", "a.short") else 0
    if sign:
        return sign
    if c.has("v.extend"):
        return 1
    if c.has("v.shorten", "v.trim") or any(t.text in {"off", "lose", "remove", "drop"} for t in c.tokens):
        return -1
    if c.has("v.add") and c.has("q.time"):
        return 1
    if c.has("a.fast", "a.slow"):
        return -direction(c, "fast", "slow")
    if c.has("v.speedup"):
        return -1
    if c.has("v.slowdown"):
        return 1
    if any(t.has("v.hold") and t.text != "last" for t in c.tokens) or c.has("deg.more", "v.raise"):
        return 1
    return -1 if c.has("v.lower", "deg.less") else 0


def _relative(c: Clause) -> bool:
    """Is the time a difference ("2 seconds longer", "by 2 seconds", 延长2秒, 再长2秒)?"""
    if (
        c.has("p.by")
        or any(
            t.has("q.time") and (" more" in t.text or " extra" in t.text or " additional" in t.text)
            for t in c.tokens
        )
        or any(
            t.text in {"off", "more", "extra", "another", "additional", "多", "再", "less", "少", "再多"}
            for t in c.tokens
        )
    ):
        return True
    if any(t.text.startswith(("shave", "knock", "lop")) for t in c.tokens if t.has("v.shorten")):
        return True
    less = any(t.text in {"cut", "lose", "remove", "drop", "trim", "delete"} for t in c.tokens)
    if less and not c.has("p.to", "p.at", "v.set") and not any(t.text == "down" for t in c.tokens):
        return True
    if c.has("v.add", "deg.more") and any(t.text in {"add", "adding", "added", "tack on"} for t in c.tokens):
        return True
    if c.has("n.length") and any(t.text in {"加", "增加", "加上", "再加", "减", "减去"} for t in c.tokens):
        return not c.has("p.to")
    if c.has("p.to") or any(
        t.text.endswith(("到", "至", "为", "成")) for t in c.tokens if t.has("v.extend", "v.shorten", "v.set")
    ):
        return False
    if any(t.has("v.hold", "v.show") and t.text.startswith("多") for t in c.tokens):
        return True
    comparative = any(
        t.has("a.long", "a.short")
        and t.text in {"longer", "shorter", "长", "短", "更长", "更短", "久", "briefer", "for longer", "多"}
        for t in c.tokens
    )
    return (
        comparative
        or c.has("v.extend")
        or (c.has("v.shorten", "v.lower") and any(t.text in {"缩短", "减少", "减短", "减"} for t in c.tokens))
    )


def _common(c: Clause) -> None:
    if c.has("n.length", "p.by") or not any(t.has("v.remove") and t.has("v.lower") for t in c.tokens):
        c.every("v.lower")
    c.every(
        "v.set v.make v.hold v.extend v.shorten v.keep n.length n.photo n.video p. v.show "
        "v.turn a.long a.short a.fast a.slow v.speedup v.slowdown v.apply n.pace n.clip deg. "
        "v.add v.raise v.trim a.same n.everything place.all v.cut n.each a.quiet v.move "
        "v.animate n.one"
    )


def duration(c: Clause) -> Steps | None:
    """`3 seconds each`, `hold the last one longer`, `make the second 2 seconds longer`, 第二张延长到5秒."""
    if c.has(*_TEXTY) or c.has("v.insert", "v.replace", "v.duplicate") or _twice(c):
        return None
    each = c.has("n.each") or any(
        a.text in {"every", "每"} and b.has("q.time") for a, b in pairwise(c.tokens)
    )
    refs = c.has("ref") and not all(t.text in {"everything", "it all"} for t in c.tokens if t.has("ref"))
    if refs and not each and _only_it(c):
        refs = False
    equal = c.has("a.same") and (each or refs or c.has("n.length q.time n.photo v.hold v.show"))
    time = c.value("q.time")
    held = (
        time is not None
        and not refs
        and c.has("v.hold")
        and bool(c.scene.mentioned)
        and not c.has("n.video", "n.length", "n.everything")
    )
    if not (each or refs or equal or held or (time is not None and c.has("n.photo"))):
        return None
    if (both := _apart(c)) is not None:
        return both
    found = c.shots(numbers=not each) if refs or c.has("q.num") else c.scene.mentioned if held else None
    if refs and found is None and not each and not equal:
        return None
    which: Any = "all" if found is None or len(found) == len(c.scene.video) else c.ids(found)
    c.bonus -= 1.2 * max(0, sum(t.has("q.time") for t in c.tokens) - 1)
    sign = _signed(c)
    _common(c)
    if (length := _until(c, found)) is not None:
        return [("set_duration", {"shots": which, "length": length})]
    if time is None:
        return _scaled(c, which, sign, equal, refs or each)
    if equal and (_spread(c) or (_total(c) if not each else c.has("n.length") and not c.has("p.for"))):
        return _shared(c, int(time))
    if (
        refs
        and not each
        and not c.has(
            "v.hold v.set v.extend v.make v.shorten v.show a.long a.short p.for v.keep v.trim "
            "n.length v.apply v.lower v.raise p.to p.at deg.more"
        )
        and len(c.tokens) > 6
    ):
        return None
    if _relative(c) and sign and not (each and not c.has("a.long a.short v.extend v.shorten p.by")):
        return [("set_duration", {"shots": which, "delta": sign * int(time)})]
    return [("set_duration", {"shots": which, "length": int(time)})]


def _shared(c: Clause, total: int) -> Steps:
    """Every picture the same part of a total."""
    share = max(1, total // max(1, len(c.scene.video)))
    return [("set_duration", {"shots": "all", "length": share}), ("set_length", {"length": total})]


def _twice(c: Clause) -> bool:
    """`use the sunset twice`: once more, not longer."""
    return (
        any(t.text == "twice" for t in c.tokens)
        and c.has("v.apply", "v.show", "ref.inarow")
        and not c.has("a.")
    )


def _only_it(c: Clause) -> bool:
    """Is "it" the whole video here, not a picture?"""
    if not all(t.has("refkind.it") for t in c.tokens if t.has("ref")) or c.has(
        "v.hold v.show v.extend v.keep v.shorten"
    ):
        return False
    if _of_it(c):
        return False
    return not (c.scene.mentioned and any(t.text in {"give", "gets", "get"} for t in c.tokens))


def _of_it(c: Clause) -> bool:
    """`put the family first, make it 5 seconds`: so short a time is that picture's, not the video's."""
    time = next((t.value for t in c.tokens if t.has("q.time")), None)
    if time is None or len(c.scene.mentioned) != 1 or not c.has("refkind.it") or c.has("n.video", "n.length"):
        return False
    return bool(
        0 < time < c.scene.draft.length / 2 and any(t.text.isascii() for t in c.tokens if t.has("q.time"))
    )


def _apart(c: Clause) -> Steps | None:
    """`2 seconds each except the last one, 5 seconds`: a length for all but some, another for those."""
    ref = next((t.value for t in c.tokens if t.has("ref") and t.value.but is not None), None)
    times = [t for t in c.tokens if t.has("q.time")]
    if ref is None or len(times) != 2:
        return None
    most, few = shots(c.scene, ref), shots(c.scene, ref.but)
    c.every("ref q.time n.each p. v. n.photo n.one")
    return [
        ("set_duration", {"shots": c.ids(most), "length": int(times[0].value)}),
        ("set_duration", {"shots": c.ids(few), "length": int(times[1].value)}),
    ]


def _until(c: Clause, found: tuple[int, ...] | None) -> int | None:
    """`the last photo stays until 20s`: how long that is from its beginning."""
    time = next((t.value for t in c.tokens if t.has("q.time", "q.clock")), None)
    if (
        time is None
        or found is None
        or len(found) != 1
        or not any(a.has("p.until") and b.has("q.time", "q.clock") for a, b in pairwise(c.tokens))
    ):
        return None
    length = int(time) - c.scene.video[found[0]].start
    return length if length > 0 else None


def _spread(c: Clause) -> bool:
    """30秒平均分给每张照片: the time is shared out."""
    return any(t.has("a.same") and t.text.startswith(("平均", "平分", "均分")) for t in c.tokens)


def _total(c: Clause) -> bool:
    """Is the time that of the whole: "evenly over 20 seconds", "20 seconds altogether"?"""
    shared = any(t.text in {"across", "among", "between", "分给", "分到", "分配"} for t in c.tokens)
    shared = shared or _spread(c)
    return (
        shared
        or c.has("n.length")
        or any(
            a.text in {"over", "across", "in", "within", "into"} and b.has("q.time")
            for a, b in pairwise(c.tokens)
        )
    )


def _scaled(c: Clause, shots: Any, sign: int, equal: bool, named: bool) -> Steps | None:
    """Shots' lengths without a time: the same for all, longer, half as long."""
    if equal and c.scene.video and not sign:
        same = max(1, round(c.scene.draft.length / len(c.scene.video)))
        return None if c.has("v.move") else [("set_duration", {"shots": "all", "length": same})]
    if not sign and not c.has("q.factor deg.double deg.half deg.triple q.percent"):
        return None
    if c.has("a.fast a.slow v.speedup v.slowdown") and not named:
        return None
    factor = times(c, sign or 1, {"bit": 1.25, "": 1.5, "much": 2.0})
    return [("set_duration", {"shots": shots, "factor": factor})]


def length(c: Clause) -> Steps | None:
    """`make it 20 seconds`, `a bit shorter`, `twice as long`, `faster`, 缩短到10秒."""
    if c.has(*_TEXTY) or c.has(
        "n.each v.insert v.replace v.duplicate n.motion motion. n.framerate mood.premium"
    ):
        return None
    if _elsewhere(c):
        return None
    time = c.value("q.time")
    if time is None:
        alone = all(t.has("q.clock", "filler", "punct") for t in c.tokens)
        clock = c.value("q.clock") if alone or c.has("n.video n.length refkind.it p.to") else None
        time = clock
    if time is None and c.has("n.length") and not c.has("a. q.factor deg. v.extend v.shorten"):
        number = c.number()
        time = number * 1000 if number else None
    sign = _signed(c)
    pace = c.has("a.fast a.slow v.speedup v.slowdown n.pace")
    scaled = c.has("q.factor deg.double deg.half deg.triple") or (
        c.has("q.percent") and (sign or c.has("n.length"))
    )
    if time is None and not sign and not scaled:
        return None
    if (
        time is None
        and not c.has("a.long a.short v.extend v.shorten n.length")
        and not (c.has("v.trim") and c.has("deg.bit", "deg.much"))
        and not pace
        and not (scaled and c.has("n.video", "refkind.it", "v.trim"))
    ):
        return None
    c.every("ref")
    _common(c)
    if time is None:
        if scaled and not sign and c.has("v.shorten", "v.trim"):
            sign = -1
        return [
            (
                "set_length",
                {"factor": times(c, sign or 1, SPAN if not pace else {"bit": 1.12, "": 1.3, "much": 1.6})},
            )
        ]
    if c.has("place. p.after p.before position.") and not c.has("n.length v.set v.make v.shorten v.extend"):
        c.bonus -= 1.5
    if _relative(c) and sign:
        return [("set_length", {"delta": sign * int(time)})]
    return [("set_length", {"length": int(time)})]


def _elsewhere(c: Clause) -> bool:
    """Is a time said of a picture or of a transition, not of the whole?"""
    soft = ("v.", "n.", "a.", "mood.", "music.", "file.")
    if any(t.has("transition.") and not t.has(*soft) for t in c.tokens):
        return True
    held = c.has("refkind.it") and c.has("v.hold", "v.show") and bool(c.scene.mentioned)
    held = held or _of_it(c)
    return c.has("ref") and (not c.has("refkind.it", "refkind.all") or held)


def trim(c: Clause) -> Steps | None:
    """`use only the first 3 seconds of the clip`, `start the clip at 5s`, 第二段从3秒开始."""
    clips = c.scene.clips()
    if c.has(*_TEXTY) or not clips or not c.has("q.time", "q.clock", "q.span"):
        return None
    found = c.shots(it=True) if c.has("ref") else None
    target = [i for i in (found or clips) if i in clips]
    if not target or (found and not set(found) <= set(clips)) or not (found or c.has("n.clip")):
        return None
    fields: dict[str, Any] = {"shot": c.scene.video[target[0]].id}
    span = c.value("q.span")
    if span:
        fields |= {"in_point": span[0], "length": span[1] - span[0]}
    else:
        time = int(c.value("q.time", "q.clock"))
        first = c.every("place.first") or any(t.text in {"前", "开头", "first"} for t in c.tokens)
        if (first and c.every("v.remove", "v.skip") and not c.has("p.only", "v.only")) or (
            c.has("v.start p.from n.start p.at") and not first and c.every("v.start p.from p.at n.start p.on")
        ):
            fields["in_point"] = time
        elif first or c.has("v.trim", "v.only"):
            fields["length"] = time
        else:
            return None
    c.every("v. p. n.clip n.video place. n.start place.start")
    c.bonus += 0.3
    return [("trim", fields)]


FRAMES = (duration, length, trim)
