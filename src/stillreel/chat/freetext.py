"""Words for the screen that nobody put in quotes: after a colon, after "that says", after "titled", 标题改成.

Runs after the lexer: from such a cue to the next boundary (punctuation, a place, a colour, a further order)
the tokens are folded into one `text.quoted` token holding what was typed, letter for letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .normal import Normal
from .tokens import Token
from .vocabulary import vocabulary

TEXTS = (
    "n.title",
    "n.subtitle",
    "n.caption",
    "n.cta",
    "n.price",
    "n.text",
    "n.quote",
    "n.kicker",
    "n.lower_third",
)
STOP = set(".;\n。；!！?？")
_CONTROL = (
    "v.",
    "p.",
    "colour.",
    "position.",
    "place.",
    "text.",
    "punct",
    "n.",
    "q.time",
    "q.span",
    "deg.",
    "neg.",
    "a.",
    "ref.",
    "animation.",
    "style.",
    "ask.",
    "q.clock",
    "q.nth",
)
_SLOTS = (
    "colour.",
    "position.",
    "place.",
    "q.time",
    "q.span",
    "q.clock",
    "q.nth",
    "ref.",
    "n.photo",
    "n.start",
    "n.end",
    "animation.",
    "style.",
    "q.hash",
    "n.each",
    "q.colour",
    "place.first",
    "file.",
    "n.cover",
)


def _is_slot(tokens: Sequence[Token], at: int) -> bool:
    """Do a preposition and a slot begin here: `in red`, `on the last photo`, `for 3 seconds`?"""
    token = tokens[at]
    if token.has("place.", "position.") and token.start and (len(token.text) > 6 or token.text > "\u2e80"):
        return True
    if not token.has("p.at", "p.for", "p.from", "p.with", "p.between", "p.until"):
        return False
    for ahead in tokens[at + 1 : at + 4]:
        if ahead.has(*_SLOTS):
            return True
        if not ahead.has("filler", "p.", "deg.", "a."):
            return False
    return False


def _order(tokens: Sequence[Token], at: int) -> bool:
    """Does a further order begin here: `and make it ...`, `, then ...`?"""
    ahead = [t for t in tokens[at + 1 : at + 5] if not t.has("filler", "punct")][:2]
    return bool(ahead) and ahead[0].has(
        "v.",
        "neg.",
        "p.then",
        "n.",
        "colour.",
        "position.",
        "place.",
        "music.",
        "q.time",
        "mood.",
        "p.at",
        "p.for",
        "p.with",
        "transition.",
        "a.",
        "aspect.",
        "platform.",
        "p.also",
        "animation.",
        "style.",
        "look.",
    )


def boundary(tokens: Sequence[Token], at: int) -> int:
    """Where the free text that starts at `at` ends."""
    end = at
    while end < len(tokens):
        token = tokens[end]
        if token.text in STOP:
            return end
        if token.has("text.quoted"):
            return end
        if end > at and token.has("punct") and token.text in ",，、" and _order(tokens, end):
            return end
        if end > at and (token.has("p.and", "p.then")) and _order(tokens, end):
            return end
        if end > at and _is_slot(tokens, end):
            return end
        end += 1
    return end


def _skip(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and (
        tokens[at].text
        in {":", "：", "is", "as", "the", "是", "为", "=", "-", "to", "成", "with", "text", "words", "of"}
        or tokens[at].text == "'"
    ):
        at += 1
    return at


def _cue(tokens: Sequence[Token], at: int) -> int | None:
    """Where free text begins when a cue stands at `at`."""
    token = tokens[at]
    after = at + 1
    if token.has(*TEXTS) and not token.has("v.") and after < len(tokens):
        colon = after
        while (
            colon < len(tokens) - 1
            and colon < after + 4
            and tokens[colon].has("filler", "ref.", "q.num", "n.photo", "q.nth", "q.hash", "n.one", "file.")
        ):
            colon += 1
        if tokens[after].text in ":：=" or (colon < len(tokens) and tokens[colon].text in ":："):
            return _skip(tokens, after if tokens[after].text in ":：=" else colon)
    if token.has("text.says", "text.to", "text.called") and after < len(tokens):
        begin = _skip(tokens, after)
        if begin < len(tokens) and token.has("text.called", "text.to"):
            weak = token.text in {"called", "named", "叫", "叫做", "名为"}
            return begin if not weak or not tokens[begin].has("v.", "p.") else None
        if begin < len(tokens) and not tokens[begin].has(
            "n.filename", "ref.", "n.title", "n.caption", "n.each"
        ):
            return begin
    if token.has("v.name") and after < len(tokens):
        return _skip(tokens, after)
    earlier = tokens[max(0, at - 4) : at]
    if token.has("n.title", "n.subtitle", "n.cta", "n.caption", "n.price", "n.kicker") and any(
        t.has("v.add", "v.write", "p.with", "v.insert") and not t.has("neg.") for t in earlier
    ):
        begin = _skip(tokens, after)
        if begin < len(tokens) and not tokens[begin].has(*_CONTROL) and not tokens[begin].has("text.quoted"):
            if token.text.isascii() and tokens[begin].has("filler") and not tokens[begin].text > "\u2e80":
                return None
            return begin
    return None


@cache
def _nouns(said: str) -> frozenset[str]:
    """The nouns inside a cue: `标题改成` speaks of a title."""
    known = vocabulary()
    inside = (
        {said[i:j] for i in range(len(said)) for j in range(i + 1, len(said) + 1)}
        if said > "\u2e80"
        else set(said.split())
    )
    found = [(len(p), t) for p in inside if p in known for t in known[p] if t in TEXTS]
    return frozenset({max(found)[1]}) if found else frozenset()


def _cued(token: Token) -> Token:
    """A cue with the noun it contains and the change it means as tags of its own."""
    if not token.has("text.to", "text.called") or token.has(*TEXTS):
        return token
    more = _nouns(token.text)
    return token.but(tags=token.tags | more | ({"v.set"} if more and token.has("text.to") else set()))


_MANNER = (
    "colour.",
    "position.",
    "style.",
    "animation.",
    "a.",
    "deg.",
    "filler",
    "p.",
    "q.colour",
    "n.style",
    "n.colour",
    "n.size",
    "n.animation",
    "place.",
    "q.time",
    "n.look",
    "v.fadein",
    "n.position",
    "punct",
    "q.percent",
    "q.factor",
)
"""How words look, not what they say: `标题改成黄色`."""


def free_text(tokens: Sequence[Token], normal: Normal) -> tuple[Token, ...]:
    """The tokens with unquoted words for the screen folded into `text.quoted` tokens."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        begin = _cue(tokens, at)
        if begin is None or begin >= len(tokens) or tokens[begin].has("text.quoted"):
            out.append(_cued(tokens[at]))
            at += 1
            continue
        end = boundary(tokens, begin)
        stop = tokens[end - 1].end if end > begin else 0
        # An exclamation mark belongs to the words, a full stop to the sentence.
        if end < len(tokens) and tokens[end].text in "!！?？" and end > begin:
            stop, end = tokens[end].end, end + 1
        if all(t.has(*_MANNER) for t in tokens[begin:end]):
            out.append(_cued(tokens[at]))
            at += 1
            continue
        typed = normal.typed(tokens[begin].start, stop).strip(" ,，:：") if end > begin else ""
        if not typed or typed.lower() in {"it", "that", "this", "them", "一下"}:
            out.append(_cued(tokens[at]))
            at += 1
            continue
        out.append(_cued(tokens[at]))
        out.extend(t for t in tokens[at + 1 : begin] if not t.has("punct", "filler"))
        out.append(
            Token(typed, frozenset({"text.quoted", "text.free"}), tokens[begin].start, stop, typed[:2000])
        )
        at = end
    return tuple(out)
