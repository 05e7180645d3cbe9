"""References to shots folded into single tokens.

`refer` folds the tokens of one reference into one token tagged `ref`, whose value is a `Ref`: a description,
resolved later (`scene.shots`) against the draft as it then is. Bare numbers stay numbers (`q.num`, a tuple of
them when they are listed): only some frames read them as shots.
"""

from __future__ import annotations

from collections.abc import Sequence

from .counting import SKIP, _count, _listed, _range
from .naming import neighbour
from .nearby import closes, left_alone
from .pointing import one
from .tokens import Item, Ref, Token

_COUNTED = frozenset({"张", "幅", "号", "张图", "张照片", "张图片", "号图", "号照片"})


def _except(tokens: Sequence[Token], at: int) -> tuple[Ref, int] | None:
    """`all but the first`, `everything except 2 and 3`, 除了第一张(以外的)."""
    if not tokens[at].has("p.except"):
        return None
    inner = at + 1
    while inner < len(tokens) and tokens[inner].text in SKIP | {"for"}:
        inner += 1
    leaving = left_alone(tokens, inner) if tokens[at].text in {"but", "except", "only"} else None
    found = one(tokens, inner)
    if found is None and leaving is not None and leaving > inner:
        found = one(tokens, leaving)
        end = closes(tokens, found[1]) if found is not None else None
        if found is None or end is None or found[0][0][0] in {"all", "it", "rest"}:
            return None
        return Ref((("all",),), Ref(found[0])), end
    if found is None and inner < len(tokens) and _count(tokens[inner]):
        values, end = _listed(tokens, inner, _count)
        found = tuple(("nth", v) for v in values), end
    if found is None:
        return None
    items, end = (
        _joined(tokens, found[1], found[0]) if found[0][0][0] != "nth" or tokens[at].text.isascii() else found
    )
    while end < len(tokens) and (
        tokens[end].has("p.except", "ref.rest")
        or tokens[end].text in {"的", "外", "都", ",", "照片", "图片", "所有", "每张"}
    ):
        end += 1
    return Ref((("all",),), Ref(items)), end


_JOINTS = {"、", "the", "&", ",", "，", "my", "our"}


def _joined(tokens: Sequence[Token], at: int, items: tuple[Item, ...]) -> tuple[tuple[Item, ...], int]:
    """`the first and the beach one`, `beach, hotel and logo`: references of any sort, joined.

    Commas alone join only what an "and" ends, or a row that ends the sentence: `the first, the second in red` is two.
    """
    best, end, row = items, at, items
    while at < len(tokens):
        after = at
        while after < len(tokens) and (tokens[after].has("p.and") or tokens[after].text in _JOINTS):
            after += 1
        strong = any(tokens[k].has("p.and") or tokens[k].text == "、" for k in range(at, after))
        comma = any(tokens[k].text in {",", "，"} for k in range(at, after))
        more = one(tokens, after) if strong or comma else None
        if (
            not more
            or more[0][0] in row
            or more[0][0][0] in {"it", "all", "rest", "past"}
            or (more[0][0][0] == "from")
        ):
            break
        row, at = row + more[0], more[1]
        if strong:
            best, end = row, at
    closed = at >= len(tokens) or tokens[at].text in {".", ";", "!", "?", "\n", "。", "；"}
    return (row, at) if closed else (best, end)


def _token(tokens: Sequence[Token], at: int, end: int, ref: Ref) -> Token:
    tags = {"ref"} | {
        t
        for k in range(at, end)
        for t in tokens[k].tags
        if t in {"n.each", "ref.rest", "n.logo", "n.cover", "n.clip", "n.everything"}
    }
    kind = ref.items[0][0]
    return Token(
        " ".join(t.text for t in tokens[at:end]),
        frozenset(tags | {f"refkind.{kind}"}),
        tokens[at].start,
        tokens[end - 1].end,
        ref,
    )


def _unspanned(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """`photo 2 to 5 seconds` is a photo and a length, no stretch of time."""
    out: list[Token] = []
    for token in tokens:
        if token.has("q.span") and out and (out[-1].has("n.photo", "n.clip") and not out[-1].has("v.")):
            first, last = token.value
            out.append(token.but(tags=frozenset({"q.num"}), value=first / 1000, text=f"{first / 1000:g}"))
            out.append(token.but(tags=frozenset({"p.to"}), value=None, text="to"))
            out.append(token.but(tags=frozenset({"q.time"}), value=last))
            continue
        out.append(token)
    return tuple(out)


def refer(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every reference folded into one."""
    out: list[Token] = []
    at = 0
    tokens = _unspanned(tokens)
    while at < len(tokens):
        but = _except(tokens, at)
        if but is not None:
            ref, end = but
            if out and out[-1].has("ref", "n.everything") and not out[-1].has("v."):
                whole = out.pop()
                base = whole.value.items if isinstance(whole.value, Ref) else (("all",),)
                out.append(
                    Token(
                        whole.text,
                        frozenset({"ref", "refkind.all"}),
                        whole.start,
                        tokens[end - 1].end,
                        Ref(base, ref.but),
                    )
                )
            else:
                out.append(_token(tokens, at, end, ref))
            at = end
            continue
        found = one(tokens, at)
        if found is not None:
            items, end = _joined(tokens, found[1], found[0])
            if out and out[-1].has("ref") and found[0] in ((("nth", 1),), (("nth", -1),)):
                items, end = found  # `the sunset first and the family last`: a place, no list.
            if near := neighbour(tokens, end):
                items, end = (*items[:-1], ("beside", near[0], items[-1:])), near[1]
            out.append(_token(tokens, at, end, Ref(items)))
            at = end
            continue
        numbers, end = _numbers(tokens, at)
        if end < len(tokens) and numbers.has("q.list", "q.range") and tokens[end].text in _COUNTED:
            items = tuple(("nth", int(n)) for n in numbers.value)  # 1到3张, 2、4、6张
            out.append(_token(tokens, at, end + 1, Ref(items)))
            at = end + 1
            continue
        out.append(numbers)
        at = end
    return tuple(out)


def _numbers(tokens: Sequence[Token], at: int) -> tuple[Token, int]:
    """A bare number, a list of them, or a range, as one `q.num` token whose value is a tuple."""
    token = tokens[at]
    if _count(token) is None or at + 1 >= len(tokens):
        return (
            token.but(value=(token.value,))
            if token.has("q.num") and not isinstance(token.value, tuple)
            else token
        ), at + 1
    ranged = _range(tokens, at, _count)
    if ranged and ranged[0][0][2] > 0:
        _, first, last = ranged[0][0]
        return Token(
            token.text,
            frozenset({"q.num", "q.range"}),
            token.start,
            tokens[ranged[1] - 1].end,
            tuple(float(n) for n in range(first, min(last, first + 2000) + 1)),
        ), ranged[1]
    values, end = _listed(tokens, at, _count)
    row = at
    while row < len(tokens) and _count(tokens[row]) is not None:
        row += 1
    if row - at > 2 and len(values) < 2:  # 顺序改成3 1 2
        values, end = [_count(t) or 0 for t in tokens[at:row]], row
    return Token(
        token.text,
        token.tags | ({"q.list"} if len(values) > 1 else set()),
        token.start,
        tokens[end - 1].end,
        tuple(float(v) for v in values),
    ), end
