"""References that lean on another one: "the one before the logo", "everything after the hotel", "but leave the logo".

Also a name that nothing bears ("the giraffe picture"): a reference all the same, so that it can be refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .tokens import Item, Token

Found = tuple[tuple[Item, ...], int] | None
Rule = Callable[[Sequence[Token], int], Found]
_ARTICLES = {"the", "my", "our", "your", "its"}


def _places(tokens: Sequence[Token], end: int) -> bool:
    """Is somewhere to go said after `end` (before the sentence ends)?"""
    for token in tokens[end:]:
        if token.text in {".", ";", "!", "?"}:
            return False
        if token.has(
            "place.start", "place.end", "p.before", "p.after", "n.position", "v.remove"
        ) or token.text in {
            "first",
            "last",
        }:
            return True
    return False


def beside(tokens: Sequence[Token], at: int, one: Rule) -> Found:
    """`the one before the logo`, `photo after the beach`, `everything after the hotel`."""
    token = tokens[at]
    whole = token.has("ref.all") or token.text in {
        "photos",
        "pictures",
        "images",
        "shots",
        "pics",
        "ones",
        "slides",
    }
    if not (whole or token.has("n.photo", "n.one")) or token.has("v.") or not token.text.isascii():
        return None
    after = at + 1
    if (
        whole
        and after < len(tokens)
        and tokens[after].has("n.photo", "n.one")
        and not tokens[after].has("v.")
    ):
        after += 1
    if whole and after < len(tokens) and tokens[after].text in {"that comes", "coming", "from"}:
        after += 1
    if (
        after + 1 >= len(tokens)
        or not tokens[after].has("p.after", "p.before")
        or tokens[after].text == "next to"
    ):
        return None
    inner = after + 1
    while inner < len(tokens) and tokens[inner].text in _ARTICLES:
        inner += 1
    found = one(tokens, inner) if inner < len(tokens) else None
    if found is None or found[0][0][0] in {"all", "rest", "every"}:
        return None
    moving = any(
        t.has("v.move", "v.insert") or t.text in {"put", "place", "add"} for t in tokens[max(0, at - 4) : at]
    )
    if moving and not _places(tokens, found[1]):
        return None
    step = 1 if tokens[after].has("p.after") else -1
    return (("past" if whole else "beside", step, found[0]),), found[1]


_NOT_NAMES = frozenset({
    *("whole", "same", "entire", "other", "next", "previous", "main", "best", "following", "current", "actual", "only"),
    *("very", "specific", "particular", "exact", "own", "big", "small", "single", "given", "real", "first", "second"),
    *("wrong", "correct", "worst", "favourite", "favorite", "nicest", "prettiest", "ugly", "boring", "good", "bad"),
})  # fmt: skip


def unknown(tokens: Sequence[Token], at: int) -> Found:
    """`the giraffe picture`: a name that no upload bears."""
    token = tokens[at]
    if token.tags != {"plain"} or not token.text.isascii() or len(token.text) < 3 or token.text in _NOT_NAMES:
        return None
    if not at or tokens[at - 1].text not in _ARTICLES | {"a", "that"} or at + 1 >= len(tokens):
        return None
    noun = tokens[at + 1]
    if not noun.has("n.photo", "n.one") or noun.has("v.") or noun.text.endswith("s"):
        return None
    if tokens[at - 1].text == "a" and not noun.has("n.photo"):
        return None
    return (("file", token.text),), at + 2


_SOFT = (
    "look.",
    "music.",
    "mood.",
    "style.",
    "transition.",
    "template.",
    "animation.",
    "thing.",
    "motion.",
    "deg.",
)
_OWNERS = (
    "n.look",
    "n.music",
    "n.sound",
    "n.transition",
    "n.tempo",
    "n.style",
    "n.animation",
    "n.video",
    "template.",
)
_MANNERS = {
    "vibe",
    "vibes",
    "feel",
    "feeling",
    "mood",
    "tones",
    "tone",
    "theme",
    "beats",
    "feels",
    "style",
    "effect",
}
_PREDICATES = {
    "a",
    "an",
    "more",
    "less",
    "very",
    "really",
    "too",
    "like",
    "it",
    "as",
    "quite",
    "bit",
    "much",
}


def is_name(tokens: Sequence[Token], at: int, others: set[str]) -> bool:
    """Is a word that is in a file's name and in the catalogue too meant as the name (`put sunset after beach`)?"""
    if not tokens[at].text.isascii() or not all(t.startswith(_SOFT) for t in others):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is not None and (after.has(*_OWNERS) or after.text in _MANNERS):
        return False
    before = tokens[at - 1] if at else None
    return before is None or not (before.text in _PREDICATES or before.has("deg.", "v.make", "v.turn"))


_LEAVE = {"leave", "keep", "not", "don't touch", "leaving", "keeping", "don't", "dont", "not for", "without"}
_AS_IS = {
    "alone",
    "as is",
    "as it is",
    "out",
    "untouched",
    "unchanged",
    "the same",
    "as",
    "is",
    "it",
    "be",
    "that way",
}


def left_alone(tokens: Sequence[Token], at: int) -> int | None:
    """After `but`: where the reference begins in `but leave the logo alone`; None when something else is said."""
    inner = at
    while inner < len(tokens) and (tokens[inner].text in _LEAVE | _ARTICLES | {"for"}):
        inner += 1
    return inner if inner < len(tokens) else None


def closes(tokens: Sequence[Token], end: int) -> int | None:
    """Where `alone`, `as it is` or nothing ends after such a reference; None when the sentence says more."""
    while end < len(tokens) and (tokens[end].text in _AS_IS or tokens[end].has("n.photo", "n.one", "filler")):
        end += 1
    if end >= len(tokens) or tokens[end].has("punct", "p.and", "p.then"):
        return end
    return None
