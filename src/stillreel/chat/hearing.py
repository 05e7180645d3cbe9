"""From typed text to tokens: the language, the names of this session's files, what was touched last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..draft.assets import Shelf
from ..draft.model import Draft
from .freetext import free_text
from .homophones import corrected
from .lexer import Index, lex, respell
from .normal import folded, normalise
from .particles import joined
from .references import refer
from .scene import alike, name_words
from .seam import Past
from .tokens import Token


def language(text: str, default: str | None) -> str:
    """zh when Chinese is written outside quotes, en when Latin letters are; else the default."""
    if any("\u3400" <= c <= "\u9fff" for c in text):
        return "zh"
    if any(c.isascii() and c.isalpha() for c in text):
        return "en"
    return default or "en"


def touched_by(past: Sequence[Past], draft: Draft) -> tuple[str, ...]:
    """Segments that the last revision changed, when it did not change most of them."""
    if len(past) < 2:
        return ()
    before = {s.id: s for t in past[-2].draft.tracks for s in t.segments}
    if not before:
        return ()
    now = [s for t in draft.tracks for s in t.segments]
    fields = (
        "asset",
        "fit",
        "at",
        "move",
        "transition",
        "look",
        "text",
        "style",
        "position",
        "animation",
        "colour",
        "size",
        "length",
        "music",
        "volume",
        "speed",
    )
    changed = [
        s for s in now if s.id not in before or any(getattr(s, f) != getattr(before[s.id], f) for f in fields)
    ]
    video = sum(1 for s in now if s.asset)
    moved = sum(1 for s in changed if s.asset)
    if video > 1 and moved > max(1, video // 2):
        changed = [s for s in changed if not s.asset]
    return tuple(s.id for s in reversed(changed))


GENERIC = frozenset(
    [
        "img",
        "photo",
        "image",
        "picture",
        "pic",
        "dsc",
        "video",
        "final",
        "copy",
        "the",
        "new",
        "edit",
        "jpg",
        "png",
        "a",
        "of",
        "and",
        "jpeg",
        "mp3",
        "mp4",
        "slide",
        "shot",
        "clip",
        "one",
        "two",
        "first",
        "last",
        "song",
        "music",
        "track",
        "bgm",
        "照片",
        "图片",
        "图",
    ]
)
"""Words in file names that tell nothing."""


def file_words(shelf: Shelf) -> tuple[Index, frozenset[str]]:
    """Words of the uploads' names as phrases that may be references, with their kin in other languages."""
    index: dict[str, list[tuple[str, frozenset[str]]]] = {}
    names: set[str] = set()
    for asset in shelf.assets[:500]:
        low = folded(asset.name)
        entries = {
            low: low,
            **{
                w: w
                for w in name_words(asset.name)
                if w not in GENERIC and len(w) > (2 if w.isascii() else 0)
            },
        }
        for word in tuple(entries):
            for kin in alike(word):
                entries.setdefault(kin, word)
        for said, word in entries.items():
            if said and len(said) < 80:
                names.update(said.split())
                head = said if not said[0].isalnum() or not said.isascii() else ""
                key = said[0] if head or not said[0].isascii() else _first(said)
                index.setdefault(key, []).append((said, frozenset({f"file.{word}"})))
    return {k: tuple(v) for k, v in index.items()}, frozenset(names)


def _first(said: str) -> str:
    found = re.match(r"[a-z0-9]+", said)
    return found[0] if found else said[0]


def tokens_of(text: str, shelf: Shelf, texts: Sequence[str] = ()) -> tuple[Token, ...]:
    """A message as tokens, references folded. `texts`: the words that stand on the screen."""
    index, names = file_words(shelf)
    normal = respell(normalise(text), names)
    tokens = lex(normal, index)
    if (better := corrected(normal, tokens)) is not None:
        normal, tokens = better, lex(better, index)
    return joined(refer(free_text(tokens, normal, texts)))


def topic_of(ops: Sequence[str]) -> str:
    """What the last revision was about, for "it" and bare colours."""
    kinds = {
        "add_text": "text",
        "change_text": "text",
        "style_text": "text",
        "captions": "text",
        "music": "music",
        "volume": "music",
        "transition": "transition",
    }
    return kinds.get(ops[-1], "") if ops else ""
