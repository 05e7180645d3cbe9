"""How much and which way: "longer", "not so loud", "twice", "by half", "a bit".

Directions are signs; "too", "less" and "not so" turn them around. Sizes are factors; a step is what people mean
when they say no number.
"""

from __future__ import annotations

from .clauses import Clause

STEP = {"bit": 1.15, "": 1.35, "much": 1.8}


def direction(c: Clause, up: str, down: str) -> int:
    """+1 for "longer", -1 for "shorter", "not so long", "too long"; 0 when neither is said. Tags `a.<key>`."""
    plus, minus = c.every(f"a.{up}"), c.every(f"a.{down}")
    if not plus and not minus:
        return 0
    value = 1 if plus else -1
    if plus and minus and (agreed := _remedy(c, up, down)):
        return agreed
    if plus and minus and len(minus[0].text) > len(plus[0].text):
        value = -1
    return value * turned(c)


def _remedy(c: Clause, up: str, down: str) -> int:
    """太大了，小一点: a complaint and its remedy say the same; 0 when it is not that."""
    for at, token in enumerate(c.tokens):
        if token.has(f"a.{up}", f"a.{down}") and any(t.has("deg.too") for t in c.tokens[max(0, at - 2) : at]):
            sign = -1 if token.has(f"a.{up}") else 1
            other = f"a.{down}" if sign < 0 else f"a.{up}"
            if any(t.has(other) for t in c.tokens[at + 1 :]):
                c.every("deg.too")
                return sign
    return 0


def turned(c: Clause) -> int:
    """-1 when the direction is turned around: "too", "less", "not so"; twice is not at all."""
    turned = 1
    much = any(t.text.endswith("too much") for t in c.tokens) and c.has(
        "a.weak a.small a.quiet a.slow a.short"
    )
    if c.every("deg.too") and not much:
        turned = -turned
    if c.every("deg.less"):
        turned = -turned
    elif c.every("neg.") and not c.has("deg.too"):
        turned = 1 if c.every("deg.enough") else -turned
    return turned


def times(c: Clause, sign: int, steps: dict[str, float] | None = None) -> float:
    """How many times as much: "twice", "by half", "30% more", "a bit"; the usual step when nothing is said."""
    steps = steps or STEP
    given = c.value("q.factor")
    if given:
        return float(given) if sign >= 0 or given < 1 else 1 / float(given)
    by = bool(c.every("p.by")) or sign != 0
    for tag, times in (("deg.double", 2.0), ("deg.triple", 3.0)):
        if c.every(tag):
            return times if sign >= 0 else 1 / times
    for tag, part in (("deg.half", 0.5), ("deg.third", 1 / 3), ("deg.quarter", 0.25)):
        if c.every(tag):
            return (
                1 + part
                if sign > 0 and by and c.has("p.by")
                else (part if sign >= 0 or part == 0.5 else 1 - part)
            )
    share = c.value("q.percent")
    if share:
        return max(0.05, 1 + sign * float(share))
    if c.every("deg.bit"):
        size = steps["bit"]
    elif c.every("deg.much"):
        size = steps["much"]
    else:
        size = steps[""]
    return round(size if sign >= 0 else 1 / size, 4)
