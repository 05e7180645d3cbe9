"""What a cue for words on the screen says besides: the noun in `title to`, and which words say only how they look."""

from __future__ import annotations

from functools import cache

from .tokens import Token
from .typed import TEXTS
from .vocabulary import vocabulary


@cache
def _nouns(said: str) -> frozenset[str]:
    """The nouns inside a cue: `标题改成` speaks of a title."""
    known = vocabulary()
    inside = (
        {said[i:j] for i in range(len(said)) for j in range(i + 1, len(said) + 1)}
        if said > "\u2e80"
        else {
            " ".join(w[i:j]) for w in (said.split(),) for i in range(len(w)) for j in range(i + 1, len(w) + 1)
        }
    )
    found = [(len(p), t) for p in inside if p in known for t in known[p] if t in TEXTS]
    return frozenset({max(found)[1]}) if found else frozenset()


def cued(token: Token) -> Token:
    """A cue with the noun it contains and the change it means as tags of its own."""
    if not token.has("text.to", "text.called") or token.has(*TEXTS):
        return token
    more = _nouns(token.text)
    return token.but(tags=token.tags | more | ({"v.set"} if more and token.has("text.to") else set()))


MANNER = (
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
