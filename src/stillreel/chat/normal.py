"""A message in one spelling: width, case, quotes, dashes, traditional characters, and quoted words put aside.

Quoted words are cut out before anything is folded, so that what people want to see on screen stays as they
typed it; each leaves one private character behind. `index` leads from a folded character back to the typed one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .languages import variants
from .literals import literal_at

MARK = "\ue000"
"""Stands where a quoted text stood."""
LITERAL = "\ue001"
"""Stands where an address, a hashtag or a date stood: words for the screen, if words are asked for."""
LIMIT = 8000
_PAIRS = {
    "“": '”"',
    "„": "“”",
    "「": "」",
    "『": "』",
    "《": "》",
    "«": "»",
    '"': '"”',
    "`": "`",
    "〝": "〞",
    "【": "】",
}
_SINGLE = "'‘"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Normal:
    """The folded text, the typed text, the way back, and the quoted texts and the literal ones in order."""

    text: str
    raw: str
    index: tuple[int, ...]
    quotes: tuple[str, ...]
    literals: tuple[str, ...] = ()

    def typed(self, start: int, end: int) -> str:
        """What was typed between two places of the folded text, without outer spaces."""
        if start >= end or start >= len(self.index):
            return ""
        stop = self.index[end] if end < len(self.index) else len(self.raw)
        return self.raw[self.index[start] : stop].strip()


def _wordish(char: str) -> bool:
    return char.isalnum() and ord(char) < 0x2E80


def _closing(raw: str, at: int) -> int | None:
    """Where the quote that opens at `at` closes, or None when it is no opening quote."""
    char = raw[at]
    if char in _PAIRS:
        ends = [e for c in _PAIRS[char] if (e := raw.find(c, at + 1)) >= 0]
        if ends:
            return min(ends)
        return len(raw) if char in '"“「『' and 0 < len(raw[at + 1 :].strip()) <= 200 else None
    if (
        char in _SINGLE
        and not (at and _wordish(raw[at - 1]))
        and at + 1 < len(raw)
        and not raw[at + 1].isspace()
    ):
        for end in range(at + 2, len(raw)):
            if (
                raw[end] in "'’"
                and (end + 1 == len(raw) or not _wordish(raw[end + 1]))
                and not raw[end - 1].isspace()
            ):
                return end
    return None


def _fold(char: str) -> str:
    if char in "’‘ʼ":
        return "'"
    if char in "–—−‐‑":
        return "-"
    if char in "~～〜":
        return "~"
    folded = unicodedata.normalize("NFKC", char)
    out = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    if out >= "\u2e80":
        out = "".join(variants().get(c, c) for c in out)
    return " " if not out.isprintable() or "\ue000" <= out[:1] <= "\uf8ff" else out


def folded(text: str) -> str:
    """A name in the spelling in which messages are read."""
    return "".join(_fold(c) for c in text)


def normalise(raw: str) -> Normal:
    """Fold a message (at most 8,000 characters of it). Never raises."""
    raw = raw[:LIMIT]
    chars: list[str] = []
    index: list[int] = []
    quotes: list[str] = []
    literals: list[str] = []
    at = 0
    while at < len(raw):
        end = _closing(raw, at)
        if end is not None and raw[at + 1 : end].strip() and len(quotes) < 500:
            quotes.append(raw[at + 1 : end].strip())
            chars.append(MARK)
            index.append(at)
            at = end + 1
            continue
        stop = literal_at(raw, at)
        if stop is not None and len(literals) < 500:
            literals.append(raw[at:stop])
            chars.append(LITERAL)
            index.append(at)
            at = stop
            continue
        for c in _fold(raw[at]) or " ":
            if c.isspace() and c != "\n" and raw[at] != "\n":
                c = " "
            chars.append("\n" if raw[at] == "\n" else c)
            index.append(at)
        at += 1
    return Normal(_hyphens("".join(chars)), raw, tuple(index), tuple(quotes), tuple(literals))


_JOINED = re.compile(r"(?<=[a-z])[-_](?=[a-z])|(?<=\d)-(?=[a-z])")


def _hyphens(text: str) -> str:
    """`push-in` and `15-second` are two words each; lengths stay the same."""
    return _JOINED.sub(" ", text).replace("->", " →").replace("=>", " →")
