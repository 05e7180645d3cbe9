"""Words for the screen told by how they were typed: in capitals, as an address or a date, as they stand there.

Runs with `freetext`, before references are folded.
"""

from __future__ import annotations

from collections.abc import Sequence

from .normal import Normal
from .tokens import Token

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


def capital(token: Token, normal: Normal) -> bool:
    """Was a word typed with a capital, as words for the screen are?"""
    return normal.typed(token.start, token.end)[:1].isupper() and token.text not in {"i", "i'd", "i'm"}


_ACRONYMS = frozenset({
    *("bgm", "cta", "hd", "fhd", "uhd", "qhd", "tv", "fps", "bpm", "mp3", "mp4", "mov", "jpg", "jpeg", "png", "gif"),
    *("bw", "asap", "ok", "pls", "ig", "fb", "yt", "4k", "2k", "usa", "uk", "diy", "rgb", "fyi", "btw", "ai"),
})  # fmt: skip
_SMALL = (
    "deg.",
    "neg.",
    "n.",
    "a.",
    "p.",
    "filler",
    "ref.",
    "v.",
    "q.time",
    "place.",
    "position.",
    "music.",
    "look.",
)


def shouted(tokens: Sequence[Token], at: int, normal: Normal) -> int | None:
    """Where words in capitals that start at `at` end, after `add`, `write`, `put`: `add SALE in red`."""
    if tokens[at].text > "\u2e80" or not normal.typed(tokens[at].start, tokens[at].end)[:1].isupper():
        return None
    if not any(t.has("v.add", "v.write", "v.insert", "v.show", *TEXTS) for t in tokens[max(0, at - 5) : at]):
        return None
    letters = [c for c in normal.raw if c.isalpha() and c.isascii()]
    if sum(c.isupper() for c in letters) > 0.5 * len(letters):
        return None
    end, loud = at, 0
    while end < len(tokens):
        typed = normal.typed(tokens[end].start, tokens[end].end)
        if any(c.islower() for c in typed) or tokens[end].text in STOP | set(",，、:：-"):
            break
        loud += sum(c.isupper() for c in typed)
        end += 1
    row = tokens[at:end]
    if loud < 3 or all(t.has(*_SMALL) or t.text in _ACRONYMS for t in row) or row[0].text in _ACRONYMS:
        return None
    return end


_LABELS = frozenset({
    *("website", "web site", "site", "date", "address", "phone", "number", "phone number", "email", "e mail", "mail"),
    *("hashtag", "handle", "url", "link", "web", "page", "homepage", "telephone", "tel", "our", "instagram", "insta"),
    *("webpage", "web page"),
})  # fmt: skip
"""What an address, a date or a number is called before it."""


def literals(tokens: Sequence[Token]) -> list[Token]:
    """Addresses, dates and hashtags as words for the screen where words are asked for; their labels fall away."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        if not token.has("text.literal"):
            continue
        since = next((k for k in range(i - 1, -1, -1) if tokens[k].text in STOP), -1)
        before = tokens[since + 1 : i]
        wanted = any(
            t.has("v.add", "v.write", "v.insert", "v.show", "v.set", "p.with", "text.says", *TEXTS)
            for t in before
        )
        away = any(
            t.has("thing.publish", "v.export") or t.text in {"send", "mail", "email", "share"} for t in before
        )
        if not wanted or away:
            continue
        out[i] = token.but(tags=frozenset({"text.quoted", "text.free", "text.literal"}))
        k = i - 1
        while k >= 0 and (out[k].text in _LABELS or out[k].text == ":" or out[k].has("filler")):
            if out[k].text in _LABELS:
                out[k] = out[k].but(tags=frozenset({"filler"}))
            k -= 1
    return out


def known(tokens: Sequence[Token], normal: Normal, texts: Sequence[str]) -> list[Token]:
    """Words that stand on the screen already, said without quotes, as one token: `change Book now to Call us`."""
    out: list[Token] = []
    at = 0
    rows = sorted({t.strip() for t in texts if t and len(t.strip()) > 3}, key=len, reverse=True)
    while at < len(tokens):
        end = _matched(tokens, at, normal, rows)
        if end is None:
            out.append(tokens[at])
            at += 1
            continue
        typed = normal.typed(tokens[at].start, tokens[end - 1].end)
        out.append(
            Token(
                typed, frozenset({"text.quoted", "text.known"}), tokens[at].start, tokens[end - 1].end, typed
            )
        )
        at = end
    return out


def _matched(tokens: Sequence[Token], at: int, normal: Normal, rows: Sequence[str]) -> int | None:
    changed = at and tokens[at - 1].text in {"→", "to"}
    if not rows or changed or tokens[at].has("text.quoted"):
        return None
    told = any(t.has("v.set", "v.replace") for t in tokens[max(0, at - 3) : at])
    if not capital(tokens[at], normal):
        rows = [r.lower() for r in rows if " " in r] if told else []
    for end in range(min(len(tokens), at + 12), at, -1):
        typed = normal.typed(tokens[at].start, tokens[end - 1].end)
        if typed in rows:
            arrow = end < len(tokens) and tokens[end].text in {"->", "=>", "→"}
            spelt = any(t.has(*TEXTS) or t.text in {"typo", "spelling"} for t in tokens[max(0, at - 4) : at])
            return end if " " in typed or arrow or spelt else None
    return None
