"""Which shots a message speaks of: ordinals, ranges, "all but the first", "the beach one", "it", 第三张.

Small rules, tried in order at each token (`references.RULES`): each answers with the items of a reference and where
it ends, or None. Pictures by what they show are in naming.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from .counting import SKIP, Found, _after_noun, _count, _listed, _noun, _ordinal, _place, _range, _text
from .naming import among_names, missing
from .nearby import beside, is_name, unknown
from .tokens import Item, Token


def _ordinals(tokens: Sequence[Token], at: int) -> Found:
    """`the first`, `second and third photos`, `#2`, `第三张`, `first three`, 前三张."""
    token = tokens[at]
    if _ordinal(token) is None or (
        token.has("place.first") and at + 1 < len(tokens) and tokens[at + 1].has("q.time")
    ):
        return None
    if token.has("place.first") and at + 1 < len(tokens):
        after = at + 2 if tokens[at + 1].text == "the" else at + 1
        count = _count(tokens[after]) if after < len(tokens) else None
        if tokens[at + 1].text.startswith("half"):
            return (("half", 0),), _after_noun(tokens, at + 2)
        if count is not None:
            return (("first", count),), _after_noun(tokens, after + 1)
    if at + 1 < len(tokens) and tokens[at + 1].text.startswith("half") and _ordinal(token) == 2:
        return (("half", 1),), _after_noun(tokens, at + 2)
    found = _range(tokens, at, _place)
    if found:
        return found
    values, end = _listed(tokens, at, _place if values_started(tokens, at) else _ordinal)
    last = _and_last(tokens, end)
    items: list[Item] = [("nth", v) for v in values]
    if last:
        return (*items, ("nth", -1)), last
    return tuple(items), end


def values_started(tokens: Sequence[Token], at: int) -> bool:
    """After `#2` or 第2, bare numbers go on the list: #2, 3 and 4."""
    return tokens[at].has("q.hash") or tokens[at].text.startswith("第")


def _and_last(tokens: Sequence[Token], at: int) -> int | None:
    """`... and (the) last (one)`."""
    end = at
    while end < len(tokens) and (tokens[end].has("p.and") or tokens[end].text in {",", "、", "the", "then"}):
        end += 1
    if end > at and end < len(tokens) and tokens[end].has("ref.last") and not tokens[end].has("ref.rest"):
        return _after_noun(tokens, end + 1)
    return None


def _numbered(tokens: Sequence[Token], at: int) -> Found:
    """`photo 3`, `images 2 and 4`, `slides 2-4`, 图3, 3号."""
    if not tokens[at].has("n.photo", "n.clip") or tokens[at].has("v."):
        return None
    after = at + 1
    while after < len(tokens) and tokens[after].text in {"number", "no", ".", "#", "numbers"}:
        after += 1
    if after >= len(tokens) or not (
        tokens[after].has("q.num", "q.hash") and _place(tokens[after]) is not None
    ):
        return None
    found = _range(tokens, after, _place)
    if found:
        return found
    values, end = _listed(tokens, after, _place)
    last = _and_last(tokens, end)
    return ((*(("nth", v) for v in values), *((("nth", -1),) if last else ())), last or end)


def _ends(tokens: Sequence[Token], at: int) -> Found:
    """`the last two photos`, `final one`, 后两张, 前三张, 最后三张."""
    token, end = tokens[at], at + 1
    if token.has("ref.ends"):
        return (("nth", 1), ("nth", -1)), _after_noun(tokens, end)
    if token.has("ref.penultimate"):
        return (("nth", -2),), _after_noun(tokens, end)
    if token.has("ref.antepenultimate"):
        return (("nth", -3),), _after_noun(tokens, end)
    which = {
        "前": "first",
        "头": "first",
        "后": "last",
        "最后": "last",
        "末": "last",
        "last": "last",
        "final": "last",
        "最前面": "first",
    }.get(token.text)
    after = end + (_text(tokens, end) in {"the", "的"})
    if which and after < len(tokens):
        count = _count(tokens[after])
        noun = _noun(tokens, after + 1) if count is not None else -1
        if count is not None and (noun > 0 or token.has("ref.last")) and not tokens[after].has("q.time"):
            return ((which, count),), max(noun, after + 1)
        if tokens[after].text in ("half", "半", "一半") and which:
            return (("half", 0 if which == "first" else 1),), _after_noun(tokens, after + 1)
    counted = any(c in token.text for c in "张个幅图页段")
    if token.has("ref.last") and not counted and end < len(tokens) and tokens[end].has("q.time"):
        return None
    if token.has("ref.last") and (
        not token.has("v.")
        or (at and tokens[at - 1].text in {"the", "my", "very", "all but", "except"})
        or (token.has("ref.last") and token.text != "last")
        or _noun(tokens, end) > 0
    ):
        return (("nth", -1),), _after_noun(tokens, end)
    return None


def _open(tokens: Sequence[Token], at: int) -> Found:
    """`from the third on`, 从第三张开始, 第三张以后的, `up to the third`."""
    start = at
    if tokens[at].has("p.from") or tokens[at].text in ("between", "从", "starting with"):
        start = at + 1
        while start < len(tokens) and tokens[start].text in SKIP:
            start += 1
        if start >= len(tokens):
            return None
        noun = tokens[start].has("n.photo") and start + 1 < len(tokens)
        head = start + 1 if noun and _count(tokens[start + 1]) is not None else start
        value = _ordinal(tokens[head]) or (
            _count(tokens[head])
            if noun or _text(tokens, head + 1) in {"on", "onwards", "onward", "往后", "开始", "起", "以后"}
            else None
        )
        if value is None and tokens[head].has("ref.penultimate"):
            value = -2
        if value is None:
            found = _range(tokens, head, _place) if _count(tokens[head]) is not None else None
            return found
        ranged = _range(tokens, head, _place)
        if ranged:
            return ranged
        end = _after_noun(tokens, head + 1)
        if end < len(tokens) and (tokens[end].has("p.on") or tokens[end].text in {"on", "forward"}):
            return (("from", value),), _after_noun(tokens, end + 1)
        if end < len(tokens) and tokens[end].has("p.to", "p.until") and end + 1 < len(tokens):
            last = end + 1 + (_text(tokens, end + 1) == "the")
            if last < len(tokens) and tokens[last].has("n.end", "ref.last", "place.end"):
                return (("from", value),), _after_noun(tokens, last + 1)
        if end < len(tokens) and tokens[end].has("place.end"):
            return (("from", value),), end + 1
        return None
    if tokens[at].text == "up to":
        last = at + 1 + (_text(tokens, at + 1) in SKIP)
        n = _ordinal(tokens[last]) if last < len(tokens) else None
        return ((("first", n),), _after_noun(tokens, last + 1)) if n else None
    return _onwards(tokens, at)


_ONWARDS = {
    *("onwards", "onward", "and after", "and up", "and on"),
    *(
        "往后",
        "开始",
        "起",
        "以后的",
        "及以后",
        "之后的",
    ),
    *("开始的", "起都", "开始都", "往后的", "后面的"),
}


def _onwards(tokens: Sequence[Token], at: int) -> Found:
    """`the third onwards`, 第三张以后的."""
    value = _ordinal(tokens[at])
    if value is not None and not tokens[at].has("place.first"):
        end = _after_noun(tokens, at + 1)
        word = _text(tokens, end)
        if word in _ONWARDS and not (end + 1 < len(tokens) and tokens[end + 1].has("n.transition")):
            return (("from", value + (word in {"以后的", "之后的", "后面的"})),), _after_noun(tokens, end + 1)
    return None


def _whole(tokens: Sequence[Token], at: int) -> Found:
    """`all`, `every other photo`, `odd`, `the rest`, `the middle one`, `the portrait ones`, `it`."""
    token = tokens[at]
    for tag, item in (
        ("ref.other", ("every", 2, 1)),
        ("ref.odd", ("every", 2, 0)),
        ("ref.even", ("every", 2, 1)),
        ("ref.rest", ("rest",)),
        ("ref.added", ("added",)),
        ("ref.previous", ("it", -1)),
        ("ref.next", ("it", 1)),
        ("ref.clips", ("clips",)),
        ("a.portrait", ("shape", "portrait")),
        ("a.landscape", ("shape", "landscape")),
        ("a.blurry", ("blurry",)),
        ("a.duplicates", ("twins",)),
    ):
        if token.has(tag):
            if (
                token.text in {"blurry", "fuzzy", "out of focus", "unsharp"}
                and tag == "a.blurry"
                and _noun(tokens, at + 1) < 0
            ):
                continue
            gone = bool(at) and tokens[at - 1].has("v.remove", "neg.")
            if (
                tag == "a.blurry"
                and token.text in {"模糊的", "虚的"}
                and _noun(tokens, at + 1) < 0
                and not gone
            ):
                continue  # A blurred background, no blurred picture.
            if token.has("aspect.") and _noun(tokens, at + 1) < 0:
                continue  # 竖的 alone is a shape of the video.
            return (item,), _after_noun(tokens, at + 1)
    count = _count(tokens[at + 1]) if at + 1 < len(tokens) else None
    if token.text in {"middle", "中间", "正中间", "当中"} and count is not None:
        return (("middle", count),), _after_noun(tokens, at + 2)
    if token.has("ref.middle") and (
        _noun(tokens, at + 1) > 0 or len(token.text) > 6 or (len(token.text) > 2 and token.text[0] > "\u2e80")
    ):
        return (("middle",),), _after_noun(tokens, at + 1)
    if token.text in {"even", "odd"} and _noun(tokens, at + 1) > 0:
        return (("every", 2, 0 if token.text == "odd" else 1),), _after_noun(tokens, at + 1)
    if token.has("n.cover") and not (
        token.has("v.")
        and ((at + 1 < len(tokens) and tokens[at + 1].text in {"the", "up", "whole"}) or at == 0)
    ):
        return (("nth", 1),), at + 1
    return None


_NARROWER = frozenset({"every", "shape", "first", "last", "half", "clips", "range"})


def _all(tokens: Sequence[Token], at: int) -> Found:
    token = tokens[at]
    if not token.has("ref.all") or token.text == "都":
        return None
    if token.text in {"all", "all the", "all of the"} and at + 1 < len(tokens):
        narrower = next((f for rule in (_ordinals, _ends, _whole) if (f := rule(tokens, at + 1))), None)
        if narrower is not None and narrower[0][0][0] in _NARROWER:
            return narrower
    step = _ordinal(tokens[at + 1]) if at + 1 < len(tokens) and token.text in {"every", "each"} else None
    if step is not None and 2 <= step <= 20:
        return (("every", step, step - 1),), _after_noun(tokens, at + 2)
    if (
        token.has("n.photo")
        and token.text not in {"photos", "pictures", "images", "pics", "照片", "图片"}
        and not token.text.endswith("s")
    ):
        return None
    return (("all",),), _after_noun(tokens, at + 1)


def _it(tokens: Sequence[Token], at: int) -> Found:
    token = tokens[at]
    if token.has("ref.it") and _noun(tokens, at + 1) < 0:
        return (("it",),), at + 1
    if token.has("ref.it"):
        return (("it",),), _after_noun(tokens, at + 1)
    return None


def _named(tokens: Sequence[Token], at: int) -> Found:
    """`beach.jpg`, `the beach one`, `photo of the beach`, 海滩那张."""
    token = tokens[at]
    if token.has("file.name"):
        return (("file", token.value),), _after_noun(tokens, at + 1)
    word = token.key("file")
    if word is None and not token.has("file."):
        if token.has("n.photo", "n.one") and _text(tokens, at + 1) in {
            "of",
            "with",
            "showing",
            "有",
            "里有",
            "with the",
        }:
            after = at + 2
            while after < len(tokens) and tokens[after].text in {"the", "a", "my", "our"}:
                after += 1
            if after < len(tokens) and (word := tokens[after].key("file")):
                return (("file", word),), after + 1
        return None
    others = {t for t in token.tags if not t.startswith("file.")} - {"plain", "filler"}
    if at and tokens[at - 1].text in {"the", "my", "our"}:
        others = {t for t in others if t.startswith(("v.", "n.", "p.", "a.", "ref."))}
    noun = _noun(tokens, at + 1)
    if noun > 0 or not others or others <= {"n.logo", "n.face", "n.subject"} or is_name(tokens, at, others):
        return (("file", word),), max(noun, at + 1)
    if word and token.text > "\u2e80" and among_names(tokens, at):
        return (("file", word),), at + 1
    return None


def one(tokens: Sequence[Token], at: int) -> Found:
    """The reference that begins at `at`, by the first rule that knows one."""
    if at >= len(tokens):
        return None
    return next((found for rule in RULES if (found := rule(tokens, at))), None)


def _beside(tokens: Sequence[Token], at: int) -> Found:
    return beside(tokens, at, one)


RULES = (_beside, _open, _ends, _ordinals, _numbered, _whole, _named, _all, _it, unknown, missing)
