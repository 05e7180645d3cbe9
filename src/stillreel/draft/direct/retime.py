"""The same row of shots in another total, with the cuts back on the beat of composed music.

Even rows stay even: the tempo gives way, inside the style's usual range. Uneven ones keep their proportions and
move each cut by a little at most. Invariant: the total asked, to the ms.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..cutting import each, recut, shots, stretch
from ..model import AUDIO, Draft, Music, Segment, change
from . import pace

EVEN_MS = 3
SMALL_MOVE = 0.12
"""A cut moves onto a beat by at most this share of its shorter neighbour."""


def retimed(draft: Draft, total: int, slowest: float = 0.0, fastest: float = 1000.0) -> Draft:
    """The draft `total` ms long; if its music changes at all, then to a tempo between these (beats a minute, give
    or take the composer's bend). Raises Refused when its shots do not fit."""
    row = stretch(draft, shots(draft), total)
    music = next((s for s in draft.segments(AUDIO) if s.music is not None and s.end >= draft.length), None)
    if music is None or music.music is None or music.start:
        return recut(draft, row)
    lengths, bpm = _on_beats([s.length for s in row], total, music.music, slowest, fastest)
    draft = recut(
        draft, [s if s.length == n else change(s, length=n) for s, n in zip(row, lengths, strict=True)]
    )
    if bpm is None or bpm == music.music.bpm:
        return draft

    def replayed(segment: Segment) -> Segment:
        return segment if segment.music is None else change(segment, music=change(segment.music, bpm=bpm))

    return each(draft, {music.id}, replayed)


def _on_beats(
    lengths: Sequence[int], total: int, music: Music, slowest: float, fastest: float
) -> tuple[Sequence[int], float | None]:
    """The lengths on beats, and the tempo to store (None: as it is)."""
    low, high = pace.tempi_of(music.kind)
    wish = music.bpm or (low + high) / 2
    inner = lengths[:-1] or lengths
    inner_even = max(inner) - min(inner) <= EVEN_MS
    if inner_even and lengths[-1] >= min(inner):
        # A tempo outside of what is usual was asked for: it bends by the composer's own 6 % at most.
        usual = low * 0.95 <= wish <= high * 1.05
        bounds = (low * 0.95, high * 1.05) if usual else (wish * 0.94, wish * 1.06)
        bounds = (max(bounds[0], slowest * 0.94), min(bounds[1], fastest * 1.06))
        holds = lengths[-1] - max(inner) > EVEN_MS
        ways = (True,) if holds else (None, True)
        rows = (pace.layout(total, len(lengths), bounds, wish, hold) for hold in ways)
        even = next((row for row in rows if row is not None), None)
        return (lengths, None) if even is None else (even[0], round(even[1].bpm, 6))
    grid = pace.grid_for(total, wish, pace.cuts_of(lengths))
    return pace.snapped(lengths, pace.steps(grid, len(lengths)), reach=SMALL_MOVE), None
