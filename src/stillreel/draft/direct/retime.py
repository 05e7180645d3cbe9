"""The same row of shots in another total, with the cuts back on the beat of composed music.

Even rows stay even: the tempo gives way by a little, or the cuts fall beside the beat. Uneven ones keep their
proportions and move each cut by a little at most. Invariant: the total asked, to the ms.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..cutting import each, recut, shots, stretch
from ..model import AUDIO, Draft, Music, Segment, change
from . import pace

EVEN_MS = 3
BEND = (0.94, 1.06)
"""Music that plays already changes its tempo by this much at most: more would be another piece."""
SMALL_MOVE = 0.12
"""A cut moves onto a beat by at most this share of its shorter neighbour."""


def retimed(draft: Draft, total: int, bounds: tuple[float, float] | None = None) -> Draft:
    """The draft `total` ms long; if its music changes at all, then to a tempo within `bounds` (beats a minute, give
    or take the composer's bend), or, without bounds, by 6 % at most. Raises Refused when its shots do not fit."""
    row = stretch(draft, shots(draft), total)
    music = next((s for s in draft.segments(AUDIO) if s.music is not None and s.end >= draft.length), None)
    if music is None or music.music is None or music.start:
        return recut(draft, row)
    lengths, bpm = _on_beats([s.length for s in row], total, music.music, bounds)
    draft = recut(
        draft, [s if s.length == n else change(s, length=n) for s, n in zip(row, lengths, strict=True)]
    )
    if bpm is None or bpm == music.music.bpm:
        return draft

    def replayed(segment: Segment) -> Segment:
        return segment if segment.music is None else change(segment, music=change(segment.music, bpm=bpm))

    return each(draft, {music.id}, replayed)


def _on_beats(
    lengths: Sequence[int], total: int, music: Music, bounds: tuple[float, float] | None
) -> tuple[Sequence[int], float | None]:
    """The lengths on beats, and the tempo to store (None: as it is)."""
    low, high = pace.tempi_of(music.kind)
    wish = music.bpm or (low + high) / 2
    inner = lengths[:-1] or lengths
    inner_even = max(inner) - min(inner) <= EVEN_MS
    if inner_even and lengths[-1] >= min(inner):
        usual = music.bpm is None or (bounds is not None and low * 0.95 <= wish <= high * 1.05)
        free = (low * 0.95, high * 1.05) if usual else (wish * BEND[0], wish * BEND[1])
        if bounds is not None:
            free = (max(free[0], bounds[0] * BEND[0]), min(free[1], bounds[1] * BEND[1]))
        holds = lengths[-1] - max(inner) > EVEN_MS
        ways = (True,) if holds else (None, True) if bounds is not None else (None,)
        rows = (pace.layout(total, len(lengths), free, wish, hold) for hold in ways)
        even = next((row for row in rows if row is not None), None)
        return (lengths, None) if even is None else (even[0], round(even[1].bpm, 6))
    grid = pace.grid_for(total, wish, pace.cuts_of(lengths))
    return pace.snapped(lengths, pace.steps(grid, len(lengths)), reach=SMALL_MOVE), None
