"""Where a message may be cut: punctuation and words that join, and what it costs not to cut where an order begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import Token

_STRONG = set(".;\n。；!！?？")
_WEAK = set(",，、:|")
TORN = 0.9
"""What it costs to read two orders as one."""


@dataclass(frozen=True)
class Piece:
    """Tokens between two seams; `strong`: the seam before it is the end of a sentence."""

    tokens: tuple[Token, ...]
    strong: bool


def _slash(tokens: Sequence[Token], at: int) -> bool:
    """` / ` between orders, with spaces around it."""
    apart = (
        0 < at < len(tokens) - 1
        and tokens[at - 1].end < tokens[at].start
        and tokens[at].end < tokens[at + 1].start
    )
    return tokens[at].text in {"/", "+"} and apart


def _between_quotes(tokens: Sequence[Token], at: int) -> bool:
    """`"A", "B" and "C"`: a list of words, no seam."""
    after = at + 1
    while after < len(tokens) and (tokens[after].has("p.and") or tokens[after].text == ","):
        after += 1
    before = at - 1
    while before >= 0 and tokens[before].text == ",":
        before -= 1
    return (
        before >= 0
        and after < len(tokens)
        and tokens[before].has("text.quoted")
        and tokens[after].has("text.quoted")
    )


_NEW_TOPIC = (
    *("n.title", "n.subtitle", "n.caption", "n.cta", "n.music", "n.sound", "n.transition", "n.background"),
    *("n.length", "n.each", "aspect.", "ref", "v.make"),
)


def _turns(now: Sequence[Token], token: Token) -> bool:
    """Does a further wish begin here though nothing marks it (改成竖屏音乐小声点)? What is spoken has no commas."""
    if token.text < "\u2e80" or not any(t.has("v.", "a.", "q.", "aspect.", "text.quoted") for t in now[-12:]):
        return False
    last = now[-1]
    if token.has("q.time") and last.has("aspect.", "platform.") and not last.has("n."):
        return True
    return (token.text in {"把", "将"} or token.has(*_NEW_TOPIC)) and not last.has(
        "p.", "filler", "neg.", "v."
    )


def pieces(tokens: Sequence[Token]) -> tuple[Piece, ...]:
    """The message cut at punctuation and at words that join clauses."""
    found: list[Piece] = []
    now: list[Token] = []
    strong = True
    for i, token in enumerate(tokens):
        sentence = token.has("punct") and token.text in _STRONG
        comma = (
            token.has("punct")
            and (token.text in _WEAK or _slash(tokens, i))
            and not _between_quotes(tokens, i)
        )
        joins = token.has("p.then", "p.and") or (
            token.has("p.with") and not token.has("v.", "filler") and i > 0
        )
        joins = joins and not (token.has("p.and") and _between_quotes(tokens, i))
        if sentence or comma or joins:
            if now:
                found.append(Piece(tuple(now), strong))
                now, strong = [], False
            strong = strong or sentence
            if joins or comma:
                now = [token]
            continue
        if _turns(now, token):
            found.append(Piece(tuple(now), strong))
            now, strong = [], False
        now.append(token)
    if now:
        found.append(Piece(tuple(now), strong))
    return tuple(p for p in found if any(t.weight > 0 for t in p.tokens))


_ORDERS = (
    *(
        "v.make",
        "v.set",
        "v.add",
        "v.remove",
        "v.move",
        "v.swap",
        "v.replace",
        "v.turn",
        "v.apply",
        "v.write",
    ),
    *(
        "v.mute",
        "v.speedup",
        "v.slowdown",
        "v.raise",
        "v.lower",
        "v.shorten",
        "v.extend",
        "v.duplicate",
        "v.start",
        "v.finish",
    ),
)
_TOPICS = ("n.title", "n.subtitle", "n.caption", "n.cta", "n.price", "n.text", "n.music", "n.transition")
_SAID = (
    *(
        "colour.",
        "a.",
        "position.",
        "q.time",
        "q.percent",
        "q.factor",
        "text.quoted",
        "v.remove",
        "look.",
        "motion.",
    ),
    *("transition.", "place."),
)


def rejected(part: Piece) -> bool:
    """`16:9 is wrong, I need 9:16`: what is said of the present is no order."""
    words = {t.text for t in part.tokens}
    return bool(words & {"wrong", "fine", "no good", "incorrect"}) and not any(
        t.has("v.", "neg.", "text.quoted", "deg.") for t in part.tokens
    )


def torn(parts: Sequence[Piece]) -> float:
    """What it costs to read as one clause what begins anew: ", make ...", "and the title ..." after another order."""
    cost = 0.0
    before: list[Token] = list(parts[0].tokens) if parts else []
    for part in parts[1:]:
        first = next((t for t in part.tokens if t.weight and not t.has("p.", "punct", "filler")), None)
        if first is not None and first.text.isascii():
            anew = (
                first.has(*_ORDERS)
                and not first.has("ref", "n.")
                and any(
                    t.has(*_ORDERS)
                    or (t.has("q.time", "q.percent") and part.tokens[0].has("p.and", "p.then"))
                    for t in before
                )
            )
            other = first.has(*_TOPICS) and any(t.has(*_SAID) for t in before)
            topics = {t for token in part.tokens for t in token.tags if t in _TOPICS}
            known = {t for token in before for t in token.tags if t in _TOPICS}
            other = other or bool(
                topics
                and known
                and not topics & known
                and any(t.has(*_SAID) for t in before)
                and any(t.has(*_SAID) for t in part.tokens)
            )
            apart = (
                any(t.has("ref") and not t.has("refkind.it") for t in part.tokens)
                and any(t.has("ref") and not t.has("refkind.it") for t in before)
                and any(t.has(*_SAID) for t in before)
                and any(t.has(*_SAID) for t in part.tokens)
            )
            strange = bool(topics and known and not topics & known)
            cost += TORN * (anew or other or apart) or 0.6 * strange
        before += part.tokens
    return cost
