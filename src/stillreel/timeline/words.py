"""The pass that puts text on the plan: whole frames, the platform's safe area, an accent from the pictures."""

from __future__ import annotations

import colorsys
from fractions import Fraction

from ..catalog.platforms import PLATFORMS
from ..catalog.titles import ANIMATIONS, STYLES, reading_ms
from ..clock import frame_at
from ..draft.assets import Shelf
from ..draft.model import TEXT, VIDEO, Draft, Segment
from ..rng import seed_of
from .model import Note, Title

DEFAULT_SAFE = (0.06, 0.06, 0.06, 0.06)


def safe_margins(draft: Draft) -> tuple[float, float, float, float]:
    """Left, top, right, bottom margins (fractions) that the platform's own buttons and captions cover."""
    if draft.meta.platform is None:
        return DEFAULT_SAFE
    safe = PLATFORMS.get(draft.meta.platform).safe
    return tuple(max(a, b) for a, b in zip(safe, DEFAULT_SAFE, strict=True))  # type: ignore[return-value]


def titles(
    draft: Draft, shelf: Shelf, fps: Fraction, frames: int
) -> tuple[tuple[Title, ...], tuple[Note, ...]]:
    """Every text segment that is on screen for at least a frame, in painting order; and what is too brief."""
    safe, row, notes = safe_margins(draft), [], []
    for segment in draft.segments(TEXT):
        start, end = frame_at(segment.start, fps), min(frame_at(segment.end, fps), frames)
        text = segment.text or ""
        if end <= start or not text.strip():
            continue
        needs = reading_ms(text)
        if needs > segment.length:
            notes.append(Note("reading", segment.id, needs, segment.length))
        style = STYLES.get(segment.style)
        row.append(
            Title(
                id=segment.id,
                text=text,
                start=start,
                frames=end - start,
                style=style.name,
                position=segment.position or style.position,
                animation=ANIMATIONS.get(segment.animation).name,
                colour=segment.colour.upper(),
                size=segment.size,
                accent=accent(draft, shelf, segment),
                safe=safe,
                lang=draft.meta.lang,
                seed=seed_of(draft.meta.seed, "title", segment.id) % 2**31,
            )
        )
    return tuple(row), tuple(notes)


def accent(draft: Draft, shelf: Shelf, segment: Segment) -> str:
    """The liveliest colour of the picture on screen when the text appears, lifted until it reads on dark."""
    shown = next((s for s in draft.segments(VIDEO) if s.start <= segment.start < s.end), None)
    asset = shelf.get(shown.asset or "") if shown is not None else None
    if asset is None or not asset.colours:
        return "#FFD166"
    best = max(asset.colours, key=_liveliness)
    h, s, v = colorsys.rgb_to_hsv(*(int(best[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    if s < 0.18:
        return "#FFD166"
    r, g, b = (round(255 * c) for c in colorsys.hsv_to_rgb(h, min(0.85, max(0.45, s)), max(0.92, v)))
    return f"#{r:02X}{g:02X}{b:02X}"


def _liveliness(colour: str) -> float:
    _, s, v = colorsys.rgb_to_hsv(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    return s * v
