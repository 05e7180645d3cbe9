"""Transitions: which kind, how long, on every cut or between two named pictures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..clauses import Clause, Steps, catalogued
from ..degrees import direction, times, turned

FAST = {"bit": 1.25, "": 1.5, "much": 2.0}


def chosen(c: Clause) -> Any:
    """Which cuts are meant: the segment on the left of each; "all" when none is named."""
    found = c.shots(numbers=c.has("p.between"), it=False)
    if found is None:
        if c.every("place.end", "n.end") and len(c.scene.video) > 1:
            return c.ids((len(c.scene.video) - 2,))
        if c.every("place.start", "n.start") and len(c.scene.video) > 1:
            return c.ids((0,))
        return "all"
    count = len(c.scene.video)
    if len(found) >= count:
        return "all"
    if len(found) >= 2 and (c.every("p.between") or (len(found) == 2 and found[1] == found[0] + 1)):
        first, last = min(found), max(found)
        return c.ids(range(first, last))
    if c.every("p.before", "p.to") and not c.has("p.after"):
        lefts = [i - 1 for i in found if i > 0]
    else:
        c.every("p.after")
        lefts = [i for i in found if i < count - 1] or [i - 1 for i in found if i > 0]
    return c.ids(lefts) if lefts else "all"


def effect_named(c: Clause) -> bool:
    """`the slide effect`: a transition by its name."""
    soft = ("n.", "look.", "mood.", "file.")
    return any(
        a.has("transition.") and not a.has(*soft) and b.text in {"effect", "effects"}
        for a, b in pairwise(c.tokens)
    )


def kindred(c: Clause) -> bool:
    """`slide up`, where the pictures slide already: the same family of transitions, alone."""
    if any(t.weight and not t.has("transition.") for t in c.tokens):
        return False
    now = {s.transition.kind.split("_")[0] for s in c.scene.video if s.transition}
    return any((t.key("transition") or "").split("_")[0] in now for t in c.tokens)


def _between(c: Clause) -> bool:
    """`something smoother between the pictures`, `the slide effect`: transitions, not called so."""
    if effect_named(c):
        c.every("n.look")
        return True
    apart = any(t.text in {"between", "in between"} for t in c.tokens) and not c.has(
        "motion.", "n.music", "v.move"
    )
    many = c.has("refkind.all") or any(t.has("n.photo") and t.text.endswith("s") for t in c.tokens)
    if (
        apart
        and many
        and c.has("a.smooth a.simple a.varied mood. n.look look. neg. transition. a.fast a.slow v.remove")
    ):
        c.every("n.look", "p.between", "refkind.all")
        return True
    return False


_ACROSS = {"left": "right", "right": "left", "up": "down", "down": "up", "in": "out", "out": "in"}


def _flipped(kind: str) -> str:
    """The same transition the other way."""
    stem, _, end = kind.rpartition("_")
    return f"{stem}_{_ACROSS[end]}" if end in _ACROSS else kind


def transition(c: Clause) -> Steps | None:
    """`crossfade between 1 and 2`, `no transitions`, `mix them up`, `transitions of half a second`, 转场慢一点."""
    if (
        c.has("place.end", "place.start")
        and c.has("ref")
        and any(t.text in {"push", "slide"} for t in c.tokens)
    ):
        return None
    noun = c.has("n.transition") or _between(c)
    named = c.has("transition.")
    if c.has("text.quoted n.music n.title n.text n.sound n.caption n.background n.cta n.motion") or not (
        noun or named
    ):
        return None
    if not noun and not c.has("a.opposite"):
        between = (c.has("p.between") and c.has("ref", "q.num")) or any(
            t.has("refkind.range") and t.text.startswith(("from", "between", "从")) for t in c.tokens
        )
        both = [
            t
            for t in c.tokens
            if t.has("transition.") and not t.has("animation.", "motion.", "v.", "a.", "look.", "n.", "mood.")
        ]
        verbal = all(t.has("v.") for t in c.tokens if t.has("transition."))
        if not both and not between and not (c.has("p.after") and c.has("ref")):
            soft = [t for t in c.tokens if t.has("transition.") and not t.has("v.", "look.")]
            wide = c.has("q.time n.everything n.each refkind.all")
            if not soft or (c.has("motion.") and not kindred(c)) or (c.scene.topic == "text" and not wide):
                return None
            c.bonus -= 0.2
        if verbal and not between:
            return None
    if c.has("v.reorder", "v.trim") and not noun and not c.has("p.between"):
        c.bonus -= 0.5
    return _steps(c, noun)


def _steps(c: Clause, noun: bool) -> Steps | None:
    fields: dict[str, Any] = {}
    if (time := next((t.value for t in c.tokens if t.has("q.time")), 0)) > 10_000 or (
        time and c.has("n.each") and not noun
    ):
        c.every("n.transition q.time p. transition.")
        return [("?refuse", {"about": "long_transition"})] if time > 10_000 else None
    c.every(
        "n.transition v.add v.set v.apply v.make v.keep v.turn v.replace v.insert n.look "
        "n.style v.show n.everything v.swap p.with p.at p.for p.to n.each n.video n.length "
        "p.of n.pace n.photo ref.it"
    )
    exact = catalogued(c, "n.transition", "transition")
    kinds = [exact] if exact else list(dict.fromkeys(k for t in c.every("transition.") if (k := _kind(c, t))))
    if (plain := _plainly(c, noun, kinds)) is not None:
        return [("transition", {"cuts": chosen(c), "kind": plain})]
    fields |= _how_long(c, noun)
    if "length" in fields and any(a.has("n.each") and b.has("q.time") for a, b in pairwise(c.tokens)):
        c.bonus -= 2.0  # 每张2秒 is the photos' length.
    if len(kinds) > 1 and c.every("v.replace v.swap p.instead v.turn"):
        fields["kind"] = kinds[0] if c.has("p.instead") and not c.has("v.replace") else kinds[-1]
        c.every("p.", "ref")
    elif len(kinds) > 1:
        fields["kinds"] = tuple(kinds)
        c.every("p.and", "v.shuffle", "a.varied")
    elif kinds:
        fields["kind"] = kinds[0]
    elif c.every("a.varied", "v.shuffle", "a.another") and not c.has("neg."):
        fields["kinds"] = "mix"
        c.every("deg.", "ref", "ref.all")
    elif noun and not fields:
        fields |= _described(c)
    if not fields:
        return None
    c.every("deg. a.smooth a.simple mood.")
    fields["cuts"] = chosen(c)
    return [("transition", fields)]


def _plainly(c: Clause, noun: bool, kinds: list[str]) -> str | None:
    """A kind that is meant without being named: none at all, the other way, anything but that one."""
    if c.has("look.none") and noun and not kinds and c.every("look.none"):
        return "cut"
    if c.every("a.opposite"):
        now = next((s.transition.kind for s in c.scene.video if s.transition), "slide_left")
        return _flipped(kinds[0] if kinds else now)
    if c.has("v.dislike") and kinds and not c.has("v.remove") and c.every("v.dislike"):
        return "fade"
    if kinds == ["cut"] and c.has("neg.", "look.none") and c.every("look.none", "neg."):
        return "cut"
    negative = c.has("neg.") and not c.has("a.slow a.fast a.long a.short a.varied mood.") and c.negative
    return "cut" if c.every("v.remove") or negative else None


def _how_long(c: Clause, noun: bool) -> dict[str, Any]:
    """Length of transitions, or a change of it."""
    fields: dict[str, Any] = {}
    time = c.value("q.time")
    share = c.has("q.percent", "q.factor")
    if time is not None:
        longer = c.has("p.by") or any(t.text in {"longer", "shorter", "长", "短"} for t in c.tokens)
        c.every("a.long", "a.short")
        sign = direction(c, "long", "short") if longer and c.has("a.long", "a.short") else 0
        fields["length"] = min(10_000, int(time))
        if sign:
            now = next(
                (s.transition.length for s in c.scene.video if s.transition and s.transition.kind != "cut"),
                500,
            )
            fields["length"] = min(10_000, max(0, now + sign * int(time)))
    else:
        sign = 0
        for up, down in (("long", "short"), ("slow", "fast")):
            if c.has(f"a.{up}", f"a.{down}"):
                sign = direction(c, up, down)
                break
        if c.every("v.speedup", "v.shorten") and not sign:
            sign = -1
        if c.every("v.slowdown", "v.extend") and not sign:
            sign = 1
        if sign or (share and noun):
            fields["factor"] = times(c, sign, FAST)
    return fields


def _described(c: Clause) -> dict[str, Any]:
    """Transitions that are described, not named: "smoother", "more energetic", "add some"."""
    fields: dict[str, Any] = {}
    mood = c.name("mood") or ("energetic" if c.has("v.raise", "a.strong") else None)
    if c.has("look. a.smooth a.weak a.quiet") and not mood:
        c.every("look.", "a.", "deg.")
        fields["kind"] = "fade"
    elif mood:
        c.every("deg.", "music.", "a.")
        fields |= _mooded(
            mood if turned(c) > 0 else {"energetic": "calm", "calm": "energetic"}.get(mood, "calm")
        )
    elif c.every("a.simple"):
        fields["kind"] = "cut" if not c.has("a.smooth") else "fade"
    elif c.has("v.add", "v.apply", "p.with") or c.has("deg.more"):
        c.every("deg.more")
        now = any(s.transition and s.transition.kind != "cut" for s in c.scene.video)
        fields |= {"kinds": "mix"} if now else {"kind": "fade"}
    return fields


def _kind(c: Clause, token: Any) -> str | None:
    """The transition a token names; the longest name wins where it is also a verb."""
    key: str | None = token.key("transition")
    if key == "cut" and token.has("v.trim", "v.sync") and not c.has("a.simple", "n.transition", "p.between"):
        return None
    if (key == "swap" and token.text == "swap") or (
        key == "cut" and c.has("n.transition") and len(c.every("transition.")) > 1
    ):
        return None
    return key


def _mooded(mood: str) -> dict[str, Any]:
    """Transitions that go with a mood."""
    from ...draft.direct.moods import MOODS

    found = next((m for m in MOODS if m.name == mood), None)
    if found is None:
        return {"kinds": "mix"}
    if found.motive == ("cut",):
        return {"kind": "cut"}
    if len(found.motive) == 1:
        return {"kind": found.motive[0], "length": found.cut_ms}
    return {"kinds": found.motive, "length": found.cut_ms}


def varied(c: Clause) -> Steps | None:
    """`mix them up`, with nothing named: the transitions are what can be mixed."""
    if not c.has("a.varied") or any(
        t.weight >= 0.5 and not t.has("a.varied", "v.make", "v.set") for t in c.tokens
    ):
        return None
    c.every("a.varied", "v.make", "v.set")
    return [("transition", {"cuts": "all", "kinds": "mix"})]


FRAMES = (transition, varied)
