"""Where lines of text break, and how large they may be: Unicode line breaking, balance, fitting to a box.

Everything is measured once, in ems; then size and breaks are arithmetic, so a text of thousands of
characters is fitted in bounded time. A line is never wider than its limit: what has no place to break
(a long word, Thai without its dictionary) breaks between user-perceived characters in the end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniseg.linebreak import line_break_units

from .glyphs import Face, clean, clusters, is_rtl, shape

LONGEST = 4000
"""Characters that are laid out; the rest of a longer text is left out, and an ellipsis says so."""

MANY = 120
"""Break units beyond which lines are only made equal, not weighed one against another."""

JOINING = frozenset("&+/×·|")

_LEADING = frozenset("เแโใไເແໂໃໄ")
_EM = 100.0


@dataclass(frozen=True, slots=True)
class Unit:
    """Text between two break opportunities: `solid` ems of ink, `full` ems with the space after it."""

    text: str
    solid: float
    full: float


Paragraph = tuple[Unit, ...]


@lru_cache(maxsize=64)
def measure(text: str, face: Face, lang: str) -> tuple[Paragraph, ...]:
    """The text's paragraphs ('\\n' ends one) as units, measured in ems."""
    text = clean(text)
    if len(text) > LONGEST:
        text = "".join(clusters(text[:LONGEST])[:-1]) + "…"
    return tuple(_paragraph(part.strip(), face, lang) for part in text.strip("\n").split("\n"))


def _paragraph(text: str, face: Face, lang: str) -> Paragraph:
    widths = [0.0] * (len(text) + 1)
    for glyph in shape(text, face, _EM, lang).glyphs:
        widths[glyph.at] += glyph.advance / _EM
    ends: list[bool] = [False] * (len(text) + 1)
    at = 0
    for cluster in clusters(text):
        at += len(cluster)
        ends[at] = True
        widths[at - len(cluster)] += face.tracking
    units = []
    at = 0
    for piece in _pieces(text):
        solid = len(piece.rstrip())
        units.append(Unit(piece, sum(widths[at : at + solid]), sum(widths[at : at + len(piece)])))
        at += len(piece)
    return tuple(units)


def _pieces(text: str) -> list[str]:
    """Break units; Thai and Lao may also break before a vowel that is written first in its syllable."""
    found: list[str] = []
    for unit in line_break_units(text):
        start = 0
        for i in range(1, len(unit)):
            if unit[i] in _LEADING:
                found.append(unit[start:i])
                start = i
        found.append(unit[start:])
    return _joined(found)


def _joined(pieces: list[str]) -> list[str]:
    """A joining sign (`&`, `+`, `/`) is not left behind: no line ends with it, none holds it alone."""
    kept: list[str] = []
    for piece in pieces:
        if kept and kept[-1].strip() in JOINING:
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept


def _parts(unit: Unit, limit: float) -> list[Unit]:
    """A unit that is too wide, in pieces that are not, cut between clusters by equal shares of its width."""
    marks = clusters(unit.text.rstrip())
    count = max(1, int(len(marks) * limit / unit.solid))
    share = unit.solid / max(len(marks), 1)
    groups = [marks[i : i + count] for i in range(0, len(marks), count)]
    parts = [Unit("".join(g), share * len(g), share * len(g)) for g in groups]
    space = unit.text[len(unit.text.rstrip()) :]
    parts[-1] = Unit(parts[-1].text + space, parts[-1].solid, parts[-1].solid + unit.full - unit.solid)
    return parts


def wrap(paragraph: Paragraph, limit: float) -> list[str]:
    """Lines no wider than `limit` ems, each filled before the next begins."""
    lines: list[str] = []
    line, width = "", 0.0
    for unit in paragraph:
        for part in [unit] if unit.solid <= limit else _parts(unit, limit):
            if line and width + part.solid > limit + 1e-9:
                lines.append(line.rstrip())
                line, width = "", 0.0
            line += part.text
            width += part.full
    lines.append(line.rstrip())
    return lines


def balance(paragraph: Paragraph, limit: float) -> list[str]:
    """As few lines as `wrap` needs, of lengths as equal as they can be, and rather broken where the text pauses
    (after a space or a comma) than inside a phrase of a script that writes without spaces."""
    lines = wrap(paragraph, limit)
    if len(lines) == 1 or max((u.solid for u in paragraph), default=0.0) >= limit:
        return lines
    if len(paragraph) > MANY:
        return _narrowed(paragraph, limit, len(lines))
    starts = [0.0]
    for unit in paragraph:
        starts.append(starts[-1] + unit.full)
    ideal = starts[-1] / len(lines)
    # best[k][j]: the least cost of the first j units in k lines, and where the last of these begins
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in lines:
        row: dict[int, tuple[float, int]] = {}
        for i, (cost, _) in best[-1].items():
            for j in range(i + 1, len(paragraph) + 1):
                width = starts[j - 1] - starts[i] + paragraph[j - 1].solid
                if width > limit + 1e-9:
                    break
                own = (
                    cost
                    + ((width - ideal) / limit) ** 2
                    + _pause(paragraph[j - 1].text) * (j < len(paragraph))
                )
                if j not in row or own < row[j][0]:
                    row[j] = own, i
        best.append(row)
    if len(paragraph) not in best[-1]:
        return lines
    found, end = [], len(paragraph)
    for row in reversed(best[1:]):
        begin = row[end][1]
        found.append("".join(unit.text for unit in paragraph[begin:end]).rstrip())
        end = begin
    return found[::-1]


def _pause(text: str) -> float:
    """What it costs to end a line with this: nothing after a comma, little after a word, more inside a phrase."""
    last = text.rstrip()[-1:]
    if last and unicodedata.category(last).startswith("P"):
        return 0.0
    return 0.01 if text[-1:].isspace() else 0.06


def _narrowed(paragraph: Paragraph, limit: float, count: int) -> list[str]:
    low, high = max((u.solid for u in paragraph), default=0.0), limit
    for _ in range(12):
        middle = (low + high) / 2
        if len(wrap(paragraph, middle)) <= count:
            high = middle
        else:
            low = middle
    return wrap(paragraph, high)


def widest(paragraphs: Sequence[Paragraph]) -> float:
    """The widest thing that should not be broken, in ems."""
    return max((unit.solid for paragraph in paragraphs for unit in paragraph), default=0.0)


def break_all(paragraphs: Sequence[Paragraph], limit: float) -> list[tuple[str, int]]:
    """All paragraphs in balanced lines, each with its paragraph's direction (1: from the right); an empty
    paragraph between others keeps its line."""
    found = []
    for paragraph in paragraphs:
        base = int(is_rtl("".join(unit.text for unit in paragraph)))
        found += [(line, base) for line in (balance(paragraph, limit) if paragraph else [""])]
    return found


def count_lines(paragraphs: Sequence[Paragraph], limit: float) -> int:
    """How many lines `break_all` gives, without balancing them."""
    return sum(len(wrap(paragraph, limit)) if paragraph else 1 for paragraph in paragraphs)
