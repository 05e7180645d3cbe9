"""Words for the screen that nobody put in quotes: after a colon, after "that says", after "titled", 标题改成.

Runs after the lexer: from such a cue to the next boundary (punctuation, a place, a colour, a further order)
the tokens are folded into one `text.quoted` token holding what was typed, letter for letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from .cues import MANNER, cued
from .normal import Normal
from .tokens import Token
from .typed import STOP, TEXTS, capital, known, literals, shouted

_CONTROL = (
    "thing.",
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
    if not token.has("p.at", "p.for", "p.from", "p.with", "p.between", "p.until") and token.text != "to":
        return False
    if token.has("p.to") and token.text == "to":
        after = next((t for t in tokens[at + 1 : at + 4] if not t.has("filler")), None)
        return (after is not None and after.has("n.photo", "q.hash")) or any(
            t.has("n.photo") for t in tokens[at + 1 : at + 4] if not t.has("v.")
        )
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
        if token.has("text.quoted") and not token.has("text.literal"):
            return end
        if end > at and token.has("punct") and token.text in ",，、/|" and _order(tokens, end):
            return end
        if end > at and (token.has("p.and", "p.then")) and _order(tokens, end):
            return end
        if end > at and (_is_slot(tokens, end) or token.has("q.span")):
            return end
        end += 1
    return end


_BETWEEN = {
    *(
        ":",
        "：",
        "is",
        "as",
        "the",
        "是",
        "为",
        "=",
        "-",
        "to",
        "成",
        "with",
        "text",
        "words",
        "of",
        "'",
        "->",
        "=>",
    ),
    *(
        "now",
        "supposed",
        "be",
        "just",
        "simply",
        "supposed to be",
        "meant to be",
        "should be",
        "→",
        "instead",
    ),
}
"""What may stand between a cue and the words."""


def _skip(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text in _BETWEEN:
        at += 1
    return at


def _colon(tokens: Sequence[Token], after: int) -> int | None:
    """Where the words begin after `title:`, `caption for the hotel:`, `title of photo 2 -`."""
    colon = after
    while (
        colon < len(tokens) - 1
        and colon < after + 5
        and tokens[colon].has(
            "filler",
            "ref.",
            "q.num",
            "n.photo",
            "q.nth",
            "q.hash",
            "n.one",
            "file.",
            "p.for",
            "p.at",
            "place.",
        )
    ):
        colon += 1
    if colon < len(tokens) and tokens[colon].text in {":", "：", "=", "->", "=>", "→"}:
        return _skip(tokens, colon)
    if after < len(tokens) and tokens[after].text in {"-", "="}:
        return _skip(tokens, after)
    return None


def _cue(tokens: Sequence[Token], at: int, normal: Normal) -> int | None:
    """Where free text begins when a cue stands at `at`."""
    token = tokens[at]
    after = at + 1
    if after >= len(tokens):
        return None
    if token.has(*TEXTS) and (not token.has("v.") or token.has("n.caption")):
        begin = _colon(tokens, after)
        if begin is not None:
            return (
                None
                if any(t.has("text.quoted") and not t.has("text.literal") for t in tokens[begin : begin + 5])
                else begin
            )
    if token.has("text.says", "text.to", "text.called") and tokens[after].text not in STOP | {","}:
        begin = _skip(tokens, after)
        if begin < len(tokens) and token.has("text.called", "text.to"):
            weak = token.text in {"called", "named", "叫", "叫做", "名为"}
            return begin if not weak or not tokens[begin].has("v.", "p.") else None
        if begin < len(tokens) and not tokens[begin].has(
            "n.filename", "ref.", "n.title", "n.caption", "n.each", "text.says"
        ):
            return begin
    if token.has("v.name"):
        if any(t.has(*TEXTS, "text.to") for t in tokens[after : after + 4]):
            return None
        return _skip(tokens, after)
    return _bare(tokens, at, normal)


def _named_words(tokens: Sequence[Token], at: int, normal: Normal) -> bool:
    """`put Hello World on the beach`: words with capitals, then where they go."""
    known = (
        "n.",
        "ref.",
        "file.",
        "look.",
        "music.",
        "transition.",
        "motion.",
        "q.",
        "platform.",
        "text.",
        "colour.",
    )
    end = at
    while end < len(tokens) and capital(tokens[end], normal) and not tokens[end].has(*known):
        end += 1
    return at < end < len(tokens) and _is_slot(tokens, end)


def _bare(tokens: Sequence[Token], at: int, normal: Normal) -> int | None:
    """Cues without a mark: `add the title Summer`, `title NEW DROP`, `caption photo 1 Sandy toes`, `make it say Hi`."""
    token, after = tokens[at], at + 1
    if (
        token.text == "say"
        and all(t.has("filler", "punct") for t in tokens[:at])
        and tokens[after].text != ","
    ):
        return _skip(tokens, after)
    earlier = tokens[max(0, at - 5) : at]
    adding = any(t.has("v.add", "v.write", "p.with", "v.insert") and not t.has("neg.") for t in earlier[-4:])
    noun = next((t for t in reversed(earlier) if t.has(*TEXTS, "ref.it", "text.known")), None)
    if noun is not None and (
        (token.text in {"->", "=>", "→"})
        or (
            token.text in {"to", "as"}
            and noun.has(*TEXTS, "text.known")
            and any(t.has("v.set", "v.name", "v.turn") for t in earlier)
        )
        or (token.text == "with" and any(t.has("v.replace", "v.swap") for t in earlier))
        or (token.text in {"say", "read"} and token.has("v.write") and tokens[at - 1].has(*TEXTS, "ref.it"))
    ):
        begin = _skip(tokens, after)
        arrow = token.text not in {"to", "as", "with"} or noun.has("text.known")
        return begin if begin < len(tokens) and (arrow or not tokens[begin].has(*_CONTROL)) else None
    if token.text in {"put", "write", "add", "overlay", "place"} and _named_words(tokens, after, normal):
        return after
    if not token.has("n.title", "n.subtitle", "n.cta", "n.caption", "n.price", "n.kicker", "n.datum"):
        return None
    begin = _skip(tokens, after)
    while (
        begin < len(tokens)
        and token.has("n.caption")
        and tokens[begin].has("n.photo", "q.", "p.for", "file.", "place.")
    ):
        begin += 1
    if begin >= len(tokens) or tokens[begin].has("text.quoted"):
        return None
    opening = at == 0 or tokens[at - 1].has("punct", "p.and", "p.with", "filler")
    if capital(tokens[begin], normal) and (opening or adding or begin > after):
        return begin
    if not adding or tokens[begin].has(*_CONTROL):
        return None
    if token.text.isascii() and tokens[begin].has("filler") and not tokens[begin].text > "\u2e80":
        return None
    return begin


def _row(tokens: Sequence[Token], begin: int, end: int, normal: Normal) -> int:
    """`captions: Beach, Hotel, Logo`: words with capitals go on, whatever they mean elsewhere."""
    while end + 1 < len(tokens) and tokens[end].text == "," and capital(tokens[begin], normal):
        if not capital(tokens[end + 1], normal):
            break
        end = boundary(tokens, end + 1)
    return end


def _words_end(tokens: Sequence[Token], at: int, begin: int, normal: Normal) -> int:
    """Where the words that begin at `begin` after the cue at `at` end."""
    listed = tokens[at].has("n.caption") and any(t.text == "、" for t in tokens[begin : begin + 3])
    end = boundary(tokens, begin) if not listed else _list_end(tokens, begin)
    return _row(tokens, begin, end, normal) if tokens[at].text in {"captions", "labels"} else end


def free_text(tokens: Sequence[Token], normal: Normal, texts: Sequence[str] = ()) -> tuple[Token, ...]:
    """The tokens with unquoted words for the screen folded into `text.quoted` tokens. `texts`: those on it already."""
    tokens = known(literals(tokens), normal, texts)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        shout = shouted(tokens, at, normal) if not tokens[at].has("text.quoted", "punct") else None
        if shout is not None:
            typed = normal.typed(tokens[at].start, tokens[shout - 1].end)
            out.append(_folded(typed, tokens[at].start, tokens[shout - 1].end))
            at = shout
            continue
        begin = _cue(tokens, at, normal)
        if (
            begin is None
            or begin >= len(tokens)
            or (tokens[begin].has("text.quoted") and not tokens[begin].has("text.literal"))
        ):
            out.append(cued(tokens[at]))
            at += 1
            continue
        if begin - 1 > at and tokens[begin - 1].text == "the" and capital(tokens[begin - 1], normal):
            begin -= 1
        end = _words_end(tokens, at, begin, normal)
        stop = tokens[end - 1].end if end > begin else 0
        # An exclamation mark belongs to the words, a full stop to the sentence.
        if end < len(tokens) and tokens[end].text in "!！?？" and end > begin:
            stop, end = tokens[end].end, end + 1
        loud = normal.typed(tokens[begin].start, stop).isupper() and end - begin > 1
        row = tokens[begin:end]
        asked = any(t.has("ask.") for t in row) and all(t.has("ask.", "filler", "p.") for t in row)
        if asked or (not loud and all(t.has(*MANNER) for t in row)):
            out.append(cued(tokens[at]))
            at += 1
            continue
        typed = normal.typed(tokens[begin].start, stop).strip(" ,，:：") if end > begin else ""
        if not typed or typed.lower() in {"it", "that", "this", "them", "一下"}:
            out.append(cued(tokens[at]))
            at += 1
            continue
        out.append(cued(tokens[at]))
        out.extend(t for t in tokens[at + 1 : begin] if not t.has("punct", "filler"))
        parts = [part.strip() for part in typed.split("、")]
        if tokens[at].has("n.caption") and len(parts) > 2 and all(parts):  # 字幕：海、酒店、晚餐
            out.extend(_folded(part, tokens[begin].start, stop) for part in parts)
        else:
            out.append(_folded(typed, tokens[begin].start, stop))
        at = end
    return tuple(out)


def _list_end(tokens: Sequence[Token], at: int) -> int:
    """Where a list parted by 、 ends: at any other mark."""
    return next(
        (k for k in range(at, len(tokens)) if tokens[k].has("punct") and tokens[k].text != "、"), len(tokens)
    )


def _folded(typed: str, start: int, stop: int) -> Token:
    return Token(typed, frozenset({"text.quoted", "text.free"}), start, stop, typed[:2000])
