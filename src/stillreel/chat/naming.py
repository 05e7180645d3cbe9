"""Chinese ways to name a picture: 海滩和日落, 海滩后面那张, 小狗那张 (which nobody has)."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Item, Token

Found = tuple[tuple[Item, ...], int] | None


def among_names(tokens: Sequence[Token], at: int) -> bool:
    """Does a word that could mean something else stand where only a picture can: 海滩和日落, 放到海滩后面?"""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1] if at else None
    if after is not None and after.has("p.after", "p.before", "p.between", "v.swap"):
        return True
    for near, far in ((after, at + 2), (before, at - 2)):
        if near is not None and near.has("p.and") and 0 <= far < len(tokens) and tokens[far].has("file."):
            return True
    return before is not None and before.has("v.remove", "v.move", "v.swap") and not before.has("v.add")


_BESIDE = {
    **dict.fromkeys(
        ("后面那张", "后面一张", "后面的那张", "后一张", "后面这张", "后边那张", "之后那张", "下一张"), 1
    ),
    **dict.fromkeys(
        ("前面那张", "前面一张", "前面的那张", "前一张", "前面这张", "前边那张", "之前那张", "上一张"), -1
    ),
}


def neighbour(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """`后面那张` after a reference: how far from it the picture is, and where the words end."""
    text, end = "", at
    while end < len(tokens) and end < at + 4 and (tokens[end].text > "\u2e80"):
        text += tokens[end].text
        end += 1
        if text in _BESIDE:
            return _BESIDE[text], end
        if text.startswith("的") and text[1:] in _BESIDE:
            return _BESIDE[text[1:]], end
    return None


def missing(tokens: Sequence[Token], at: int) -> Found:
    """`小狗那张` where no file is called so: a picture nobody has, to be said so."""
    end = at
    while end < len(tokens) and end < at + 6 and tokens[end].has("plain") and tokens[end].text > "\u2e80":
        end += 1
    if end == at:
        return None
    name = "".join(t.text for t in tokens[at:end])
    noun = end + (end < len(tokens) and tokens[end].text == "的")
    if noun < len(tokens) and tokens[noun].has("n.one") and tokens[noun].text.lstrip("的").startswith("那"):
        return (("file", name),), noun + 1
    return None
