"""Verbs whose second half stands apart: "take the title off", "turn it down", "fade the music in".

Runs once references are folded: the verb gets the tag of the whole, its particle becomes a filler. What stands
together is in the language packs already.
"""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Token

_OFF = frozenset({"off", "out", "away"})
_DOWN, _UP = frozenset({"down", "back", "back down"}), frozenset({"up"})
_RULES: tuple[tuple[frozenset[str], frozenset[str], frozenset[str]], ...] = (
    (
        frozenset({"take", "takes", "taking", "throw", "leave", "kick", "get", "pull", "strip"}),
        _OFF,
        frozenset({"v.remove"}),
    ),
    (frozenset({"turn", "turning", "switch", "shut"}), frozenset({"off"}), frozenset({"v.remove"})),
    (
        frozenset({"turn", "bring", "dial", "tone", "take", "pull", "drop", "calm", "keep", "bump", "scale"}),
        _DOWN,
        frozenset({"v.lower"}),
    ),
    (frozenset({"turn", "bring", "crank", "pump", "bump", "dial"}), _UP, frozenset({"v.raise"})),
    (frozenset({"speed", "hurry"}), _UP, frozenset({"v.speedup"})),
    (frozenset({"slow", "slowing"}), frozenset({"down"}), frozenset({"v.slowdown"})),
    (frozenset({"fade", "fades", "ease"}), frozenset({"in"}), frozenset({"v.fadein"})),
    (frozenset({"fade", "fades"}), _OFF, frozenset({"v.fadeout"})),
    (
        frozenset({"put", "bring", "get", "add", "want"}),
        frozenset({"back", "back in"}),
        frozenset({"v.restore"}),
    ),
    (
        frozenset({"put", "piece", "cut", "stitch", "throw", "bring"}),
        frozenset({"together"}),
        frozenset({"v.make"}),
    ),
    (
        frozenset({"spice", "liven", "jazz", "perk", "pep", "amp", "hype", "punch", "ramp"}),
        _UP,
        frozenset({"mood.energetic", "v.set"}),
    ),
    (frozenset({"warm"}), _UP, frozenset({"look.warm"})),
    (frozenset({"cool"}), frozenset({"down"}), frozenset({"look.cool"})),
    (frozenset({"brighten", "lighten"}), _UP, frozenset({"a.bright"})),
    (frozenset({"mix", "shake", "switch"}), _UP, frozenset({"a.varied"})),
    (frozenset({"zoom"}), frozenset({"in"}), frozenset({"motion.push_in"})),
    (frozenset({"zoom"}), frozenset({"out"}), frozenset({"motion.pull_out"})),
    (frozenset({"cut", "chop", "crop"}), frozenset({"off"}), frozenset({"v.crop"})),
    (frozenset({"shave", "knock", "lop"}), frozenset({"off"}), frozenset({"v.shorten"})),
    (frozenset({"blow"}), _UP, frozenset({"a.big"})),
)
REACH = 6


def _particle(tokens: Sequence[Token], at: int, wanted: frozenset[str]) -> int | None:
    """Where the particle of a verb at `at` stands: after its object, in the same clause."""
    for k in range(at + 1, min(len(tokens), at + 1 + REACH)):
        token = tokens[k]
        if token.has("punct", "p.then", "text.quoted") or (
            k > at + 1 and token.has("v.") and token.text not in wanted
        ):
            return None
        if token.text in wanted:
            after = tokens[k + 1] if k + 1 < len(tokens) else None
            if (
                token.text == "in"
                and after is not None
                and not after.has("punct", "filler", "p.", "a.", "deg.", "q.")
            ):
                return None  # `put it in the corner` has its own "in".
            return k
    return None


def joined(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with such verbs whole."""
    out = _unlisted(tokens)
    tokens = tuple(out)
    for at, token in enumerate(tokens):
        for verbs, wanted, tags in _RULES:
            if token.text not in verbs:
                continue
            k = _particle(tokens, at, wanted)
            if k is None or (k == at + 1 and token.has("v.")):
                continue
            if any(t.has("q.time") for t in tokens[at:k]) and tags & {"v.remove", "v.crop"}:
                tags = frozenset({"v.shorten"})
            out[at] = token.but(tags=tags)
            out[k] = tokens[k].but(tags=frozenset({"filler"}))
            break
    return tuple(_ends(_cuts(out)))


def _unlisted(tokens: Sequence[Token]) -> list[Token]:
    """`1. no captions 2. faster transitions`: the numbers only count the orders."""
    marks = [
        i
        for i in range(len(tokens) - 1)
        if tokens[i].has("q.num")
        and tokens[i + 1].text in {".", ")"}
        and (i == 0 or tokens[i].value != (0.0,))
    ]
    values = [tokens[i].value for i in marks]
    if len(marks) < 2 or [v if isinstance(v, tuple) else (v,) for v in values] != [
        (n + 1.0,) for n in range(len(marks))
    ]:
        return list(tokens)
    return [
        t.but(tags=frozenset({"punct"}), text=";", value=None) if i in marks else t
        for i, t in enumerate(tokens)
        if i - 1 not in marks
    ]


_WHOLE = frozenset({"full", "whole", "entire", "complete"})
_OWNED = (
    "n.caption",
    "n.text",
    "n.title",
    "n.subtitle",
    "n.cta",
    "n.music",
    "n.sound",
    "n.transition",
    "n.motion",
)


def _ends(tokens: list[Token]) -> list[Token]:
    """`... too` at the end means as well; `captions off` is an order."""
    for k, token in enumerate(tokens):
        last = (
            k + 1 == len(tokens)
            or tokens[k + 1].has("punct", "p.and", "p.then")
            or tokens[k + 1].text == "please"
        )
        if token.text == "too" and last and k:
            tokens[k] = token.but(tags=frozenset({"p.also"}))
        if token.text == "pop" and last and k and tokens[k - 1].has("ref") and tokens[0].has("v.make"):
            tokens[k] = token.but(tags=frozenset({"look.vivid"}))
        if token.text in _WHOLE and k + 1 < len(tokens) and tokens[k + 1].has("refkind.file", "refkind.nth"):
            tokens[k] = token.but(tags=frozenset({"n.whole"}))
        owned = k and tokens[k - 1].has(*_OWNED, "music.", "look.")
        if token.text in {"off", "out", "away", "gone"} and last and owned and not token.has("v."):
            tokens[k] = token.but(tags=frozenset({"v.remove"}))
    return tokens


def _cuts(tokens: list[Token]) -> list[Token]:
    """`on the first cut`: a cut is a transition there, no verb."""
    kinds = ("refkind.nth", "refkind.first", "refkind.last", "refkind.all", "n.each")
    for k, token in enumerate(tokens):
        ahead = tokens[k + 1 : k + 6]
        if (
            token.text == "cut"
            and sum(t.has("ref") for t in ahead) == 2
            and any(t.has("p.from") for t in ahead[:2])
        ):
            tokens[k] = token.but(tags=frozenset({"n.transition", "transition.cut"}))
    for k in range(1, len(tokens)):
        if tokens[k].text in {"cut", "cuts", "change", "changes"} and tokens[k - 1].has(*kinds):
            tokens[k] = tokens[k].but(tags=frozenset({"n.transition"}))
    return tokens
