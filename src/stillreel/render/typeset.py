"""A title's words in their places: sizes, lines, marks and panel, for one canvas. No pixels yet.

`arrange` fits the text to the safe box: the style's size first, smaller when it would need too many lines,
more lines when it would become too small. Invariant: ink, marks and panel end up inside the safe box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..catalog.titles import POSITIONS, STYLES, Position, Style
from ..pixels.glyphs import Face, Line, bounds, clean, is_rtl, shape
from ..pixels.lines import Paragraph, break_all, count_lines, measure, widest
from ..timeline.model import Title

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

MARGIN = 0.055
STEP = 0.93
SMALLEST = 0.46
GOOD = 0.6
MOST_STACKED = 0.5
"""Stacked lines take at most this share of the safe box's height: the picture is still to be seen."""
"""Sizes are tried in this ratio, down to this share of the style's before more lines are allowed."""

_AMOUNT = re.compile(
    r"[$€£¥₹₩₽฿]\s?\d[\d.,]*(?:\s?[元円])?|\d[\d.,]*\s?(?:[$€£¥₹₩₽฿]|%|元|円|원|kr\b|zł|USD\b|EUR\b)(?:\s?OFF\b)?",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\s*(?:\n|(?<=[.!?”\"»。！？]))\s*(?=[—–-]\s*\S)")


@dataclass(frozen=True, slots=True)
class Tier:
    """A part of a title set in one face; `ratio`: its size against the lead's."""

    text: str
    face: Face
    ratio: float
    lines: int
    leading: float
    lead: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A shaped line with its baseline's start at (x, y) in pixels of the canvas."""

    line: Line
    x: float
    y: float
    lead: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """All lines, the box of the text, the box with panel and marks, `em` the lead's size, `rtl`."""

    lines: tuple[Placed, ...]
    text: Box
    whole: Box
    em: float
    rtl: bool
    style: Style
    position: Position
    seam: float
    """The y between lead and support, where a rule stands."""


def tiers(text: str, style: Style) -> list[Tier]:
    """The text in its parts: what leads, and what supports it in a quieter face."""
    lead = Face(style.family, style.weight, style.tracking, style.features)
    family, weight, share, tracking, upper = style.second
    parts: list[tuple[str, bool]] = [(text, True)]
    if style.split == "lines" and "\n" in text:
        first, rest = text.split("\n", 1)
        if rest.strip() and first.strip() and (style.panel == "bar" or len(rest) >= 1.25 * len(first)):
            parts = [(first, True), (rest, False)]
    elif style.split == "credit" and (cut := _CREDIT.search(text)) and cut.start() > 0:
        parts = [(text[: cut.start()], True), (text[cut.end() :], False)]
    elif style.split == "price" and (amount := _AMOUNT.search(text)):
        before, after = text[: amount.start()].strip(), text[amount.end() :].strip()
        parts = [(t, k) for t, k in ((before, False), (amount[0], True), (after, False)) if t]
    second = Face(family, weight, tracking)
    return [
        Tier(t.upper() if style.upper else t, lead, 1.0, style.lines, style.leading)
        if leads
        else Tier(t.upper() if upper else t, second, share, 2, 1.3, lead=False)
        for t, leads in parts
    ]


def padding(style: Style) -> tuple[float, float]:
    """Room between text and panel edge, across and down, in ems of the lead."""
    return {
        "line": (0.34, 0.25), "bar": (0.62, 0.42), "pill": (0.95, 0.52), "block": (0.5, 0.34),
        "ticket": (0.85, 0.42),
    }.get(style.panel, (0.0, 0.0))  # fmt: skip


def room(style: Style, position: Position, rtl: bool) -> Box:
    """What the style's mark needs around the text, in ems of the lead: left, top, right, bottom."""
    if style.spoken:  # the chip behind a spoken word
        return 0.14, 0.2, 0.14, 0.28
    if style.fill == "stroke":
        return 0.04, 0.04, 0.04, 0.04
    side = {"dash": 2.6}.get(style.mark, 0.0)
    starts_right = position.align == 1.0 or rtl
    left, right = (0.0, side) if starts_right else (side, 0.0)
    top = {"quote": 0.86, "hair": 0.95}.get(style.mark, 0.0)
    bottom = {"swash": 0.42, "rule": 0.0}.get(style.mark, 0.0)
    return left, top, right + (0.7 if style.mark == "caret" else 0.0), bottom


def safe_box(title: Title, width: int, height: int) -> Box:
    """Where ink may stand: the platform's safe area, and a margin of our own from the canvas's edge."""
    own = MARGIN * min(width, height)
    left, top, right, bottom = title.safe
    box = (max(left * width, own), max(top * height, own), width - max(right * width, own),
           height - max(bottom * height, own))  # fmt: skip
    if box[2] - box[0] < 0.2 * width or box[3] - box[1] < 0.1 * height:
        return own, own, width - own, height - own
    return box


def _measured(parts: Sequence[Tier], lang: str) -> list[tuple[Tier, tuple[Paragraph, ...]]]:
    return [(tier, measure(tier.text, tier.face, lang)) for tier in parts]


def _fits(parts: Sequence[tuple[Tier, tuple[Paragraph, ...]]], size: float, across: float, down: float,
          strict: bool) -> bool:  # fmt: skip
    height = 0.0
    for tier, paragraphs in parts:
        limit = across / (size * tier.ratio)
        count = count_lines(paragraphs, limit)
        if strict and (widest(paragraphs) > limit or count > max(tier.lines, len(paragraphs))):
            return False
        height += count * tier.leading * size * tier.ratio
    return height <= down


def _growth(
    parts: Sequence[tuple[Tier, tuple[Paragraph, ...]]], size: float, across: float, style: Style
) -> float:
    """How much larger than its style says a short text is set: until its line is GOOD of the box's width."""
    long = max(sum(u.full for u in p) * tier.ratio for tier, paragraphs in parts for p in paragraphs or ((),))
    return min(style.grow, max(1.0, GOOD * across / max(long * size, 1e-6)))


def _size(
    parts: Sequence[tuple[Tier, tuple[Paragraph, ...]]], start: float, across: float, down: float
) -> float:
    """The largest size at which everything fits."""
    size = start
    while size > start * SMALLEST:
        if _fits(parts, size, across, down, strict=True):
            return size
        size *= STEP
    longest = max(widest(paragraphs) * tier.ratio for tier, paragraphs in parts)
    while size > start * SMALLEST / 2 and longest * size > across:  # Rather smaller than a broken word.
        size *= STEP
    while size > 0.5 and not _fits(parts, size, across, down, strict=False):
        size *= STEP
    return size


def _lines(parts: Sequence[tuple[Tier, tuple[Paragraph, ...]]], size: float, across: float, lang: str,
           style: Style) -> list[tuple[Line, Tier]]:  # fmt: skip
    made: list[tuple[Line, Tier]] = []
    for tier, paragraphs in parts:
        own = round(size * tier.ratio * 64) / 64
        for text, base in break_all(paragraphs, across / own):
            line = shape(text, tier.face, own, lang, base)
            if style.fill == "stack" and line.width > 0:
                own_size = min(own * across / line.width, own * 3.2, 0.6 * across)
                line = shape(text, tier.face, round(own_size * 64) / 64, lang, base)
            made.append((line, tier))
    return made


def _stacked(made: Sequence[tuple[Line, Tier]], em: float, style: Style) -> tuple[list[float], float, float]:
    """Baselines from the first line's top, the height of all, and the middle of the seam (0: there is none)."""
    hang = {"line": 0.2, "pill": -1.0, "block": -1.0, "ticket": -1.0}.get(style.panel, 0.02)
    baselines: list[float] = []
    y = seam = bottom = 0.0
    above: Line | None = None
    was_lead = True
    for line, tier in made:
        ink = bounds(line.glyphs, line.size) or (0.0, -0.7 * line.size, 0.0, 0.0)
        rise = max(0.73 * line.size, -ink[1]) if style.fill != "stack" else -ink[1]
        if above is None:
            y = rise
        else:
            gap = 0.12 * line.size if style.fill == "stack" else 0.06 * line.size
            step = max(bottom + gap + rise - y, 0.0 if style.fill == "stack" else tier.leading * line.size)
            if tier.lead != was_lead:
                extra = em * (0.6 if style.mark == "rule" else 0.27)
                seam = bottom + 0.48 * extra
                step = bottom + extra + rise - y
            y += step
        baselines.append(y)
        deep = y if hang < 0 else max(y + ink[3], y + hang * line.size)
        bottom = max(bottom, y + ink[3] if style.fill == "stack" else deep)
        above, was_lead = line, tier.lead
    return baselines, bottom, seam


def _set(parts: Sequence[tuple[Tier, tuple[Paragraph, ...]]], title: Title, style: Style, position: Position,
         safe: Box, size: float) -> Layout:  # fmt: skip
    rtl = is_rtl(clean(title.text))
    pad_x, pad_y = (p * size for p in padding(style))
    extra = tuple(e * size for e in room(style, position, rtl))
    across = max((safe[2] - safe[0]) * style.width - 2 * pad_x - extra[0] - extra[2], 4.0)
    made = _lines(parts, size, across, title.lang, style)
    baselines, height, seam = _stacked(made, size, style)
    inks = [bounds(line.glyphs, line.size) or (0.0, 0.0, 0.0, 0.0) for line, _ in made]
    width = max((ink[2] - ink[0] for ink in inks), default=0.0)
    rule = 0.34 * size if style.mark == "rule" and not seam else 0.0
    full_w, full_h = width + 2 * pad_x + extra[0] + extra[2], height + 2 * pad_y + extra[1] + extra[3] + rule
    left = safe[0] + (safe[2] - safe[0] - full_w) * position.x
    top = safe[1] + (safe[3] - safe[1] - full_h) * position.y
    x0, y0 = left + pad_x + extra[0], top + pad_y + extra[1]
    align = (
        1.0 - position.align if rtl and position.align == 0.0 and style.panel != "line" else position.align
    )
    placed = tuple(
        Placed(line, x0 + (width - (ink[2] - ink[0])) * align - ink[0], y0 + base, tier.lead)
        for (line, tier), base, ink in zip(made, baselines, inks, strict=True)
    )
    text = (x0, y0, x0 + width, y0 + height)
    whole = (left, top, left + full_w, top + full_h)
    return Layout(placed, text, whole, size, rtl, style, position, y0 + (seam or height + rule * 0.72))


def arrange(title: Title, width: int, height: int) -> Layout:
    """The title laid out on a canvas of width x height pixels. A title of nothing visible has no lines' ink."""
    style, position = STYLES.get(title.style), POSITIONS.get(title.position)
    safe = safe_box(title, width, height)
    parts = _measured(tiers(clean(title.text).strip() or " ", style), title.lang)
    start = style.size * min(width, height) * min(max(title.size, 0.2), 4.0)
    pad_x, pad_y = padding(style)
    side = room(style, position, False)
    down = safe[3] - safe[1]
    start *= _growth(parts, start, (safe[2] - safe[0]) * style.width, style)
    size = start
    for _ in range(3):  # padding is in ems: settle both
        across = (safe[2] - safe[0]) * style.width - size * (2 * pad_x + side[0] + side[2])
        size = min(size, _size(parts, start, max(across, 4.0), down - size * (2 * pad_y + side[1] + side[3])))
    if style.fill == "stack":
        tall = _set(parts, title, style, position, safe, size).whole
        less = min(1.0, MOST_STACKED * down / max(tall[3] - tall[1], 1.0))
        style, size = replace(style, width=style.width * less), size * less
    for _ in range(60):
        layout = _set(parts, title, style, position, safe, size)
        if _inside(layout.whole, safe):
            return layout
        size *= STEP
    return replace(layout, lines=())  # a canvas of a few pixels: nothing readable fits


def _inside(box: Box, safe: Box) -> bool:
    slack = 0.01
    return (
        box[0] >= safe[0] - slack and box[1] >= safe[1] - slack and box[2] <= safe[2] + slack
        and box[3] <= safe[3] + slack
    )  # fmt: skip
