"""The parts of a reference: its noun, its number, lists and ranges of numbers. What they name is pointing.py's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .tokens import Item, Token

Found = tuple[tuple[Item, ...], int] | None
NOUN = ("n.photo", "n.clip", "n.one")
SKIP = {"the", "of", "my", "our", "your", "numbered", "的", "那", "这", "number"}


def _noun(tokens: Sequence[Token], at: int) -> int:
    """Where a photo noun that may stand here ends."""
    begin = at
    while at < len(tokens) and tokens[at].text in SKIP:
        at += 1
    if (
        at > begin
        and tokens[at - 1].text in {"那", "这"}
        and at + 1 < len(tokens)
        and tokens[at].has("q.num")
        and tokens[at + 1].has("n.photo")
    ):
        return at + 2  # 那两张
    end = at
    while end < len(tokens) and (
        tokens[end].text == "one" or (tokens[end].has(*NOUN) and not tokens[end].has("v.", "q."))
    ):
        end += 1
        if (
            end < len(tokens)
            and tokens[end].text == "的"
            and end + 1 < len(tokens)
            and tokens[end + 1].has(*NOUN)
        ):
            end += 1
    return end if end > at else -1


def _after_noun(tokens: Sequence[Token], at: int) -> int:
    end = _noun(tokens, at)
    return at if end < 0 else end


def _ordinal(token: Token) -> int | None:
    if token.has("q.nth", "q.hash"):
        return int(token.value)
    if token.has("place.first"):
        return 1
    return None


def _count(token: Token) -> int | None:
    if token.has("q.num") and isinstance(token.value, float) and token.value.is_integer():
        return int(token.value)
    return None


def _place(token: Token) -> int | None:
    """An ordinal or a bare number. Zero is one as well: what it names is refused, not overheard."""
    said = _ordinal(token)
    return _count(token) if said is None else said


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""


def _listed(tokens: Sequence[Token], at: int, read: Callable[[Token], int | None]) -> tuple[list[int], int]:
    """`2, 3 and 5`: numbers joined by commas and "and"."""
    values: list[int] = []
    end = at
    while at < len(tokens):
        value = read(tokens[at])
        if value is None:
            break
        values.append(value)
        end = _after_noun(tokens, at + 1)
        at = end
        while at < len(tokens) and (
            tokens[at].has("p.and") or tokens[at].text in {",", "、", "，", "the", "&", "跟"}
        ):
            at += 1
        if at == end:
            break
    return values, end


def _range(tokens: Sequence[Token], at: int, read: Callable[[Token], int | None]) -> Found:
    """`2-4`, `2 to 4`, `the second through the fourth`, 第二到第四张."""
    first = read(tokens[at])
    middle = _after_noun(tokens, at + 1)
    if first is None or middle >= len(tokens):
        return None
    if not (tokens[middle].has("p.to", "p.until") or tokens[middle].text in {"-", "~", "至", "到"}):
        return None
    after = middle + 1
    while after < len(tokens) and tokens[after].text in {"the", "第", "photo", "image"}:
        after += 1
    if after >= len(tokens):
        return None
    last = read(tokens[after])
    if last is None and (tokens[after].has("ref.last", "place.end") or tokens[after].has("n.end")):
        return (("range", first, -1),), _after_noun(tokens, after + 1)
    if last is None or last < first:
        return None
    return (("range", first, last),), _after_noun(tokens, after + 1)
