"""Beats that fill a length exactly: the tempo bends by at most 6 %, the length never.

    |1 . . . |2 . . . |3 . . . |      whole bars if some tempo within the bend gives them,
    |1 . . . |2 . . . |3 .            else whole beats, else (clips of a second or two) whole fractions of one

The first downbeat is at 0 and the end is a grid line. Invariant: `beats * 60000 / bpm == length_ms`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

BEND = 0.06
"""How far a tempo may be bent to fit a length, as a fraction."""

NEAR_MS = 34.0
"""A cut this near to a beat (one frame at 30 per second) is on it."""


@dataclass(frozen=True)
class Grid:
    """`beats` quarter notes at `bpm` fill `length_ms`; bars have `beats_per_bar` of them."""

    length_ms: int
    bpm: float
    beats: Fraction
    beats_per_bar: int = 4

    def ms(self, beat: float) -> float:
        """The time of a beat, counted from 0; fractions lie between beats."""
        return float(beat) * self.length_ms / float(self.beats)

    @cached_property
    def beats_ms(self) -> tuple[int, ...]:
        """The times of all beats before the end, whole ms."""
        return tuple(round(self.ms(i)) for i in range(_ceil(self.beats)))

    @cached_property
    def bars_ms(self) -> tuple[int, ...]:
        """The times of all downbeats before the end, whole ms."""
        return self.beats_ms[:: self.beats_per_bar]

    @property
    def bars(self) -> int:
        """How many bars begin before the end; the last one may be short."""
        return _ceil(self.beats / self.beats_per_bar)


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def fit_tempo(length_ms: int, bpm: float, *, beats_per_bar: int = 4, accents: Iterable[int] = ()) -> Grid:
    """The grid nearest to `bpm` (beats a minute) that fills `length_ms` exactly.

    Whole bars are preferred to whole beats, and those to fractions of a beat; among equals the one that puts
    most `accents` (cuts, ms) on beats, then the least bend. Raises ValueError for a length or tempo of 0 or less."""
    if length_ms <= 0 or not bpm > 0:
        raise ValueError("a grid needs a length and a tempo above 0")
    cuts = tuple(accents)
    exact = length_ms * bpm / 60000
    for unit in (Fraction(beats_per_bar), Fraction(2), Fraction(1), Fraction(1, 2), Fraction(1, 4)):
        found = _within(exact, unit)
        if found:
            best = min(found, key=lambda beats: _cost(beats, exact, length_ms, cuts))
            return _grid(length_ms, best, beats_per_bar)
    # Shorter than any fraction of a beat can fill within the bend: one stroke, at the nearest sixteenth.
    return _grid(length_ms, Fraction(max(1, round(exact * 8)), 8), beats_per_bar)


def _grid(length_ms: int, beats: Fraction, beats_per_bar: int) -> Grid:
    return Grid(length_ms, float(beats) * 60000 / length_ms, beats, beats_per_bar)


def _within(exact: float, unit: Fraction) -> list[Fraction]:
    low, high = exact * (1 - BEND), exact * (1 + BEND)
    first = max(1, int(low / unit))
    return [unit * n for n in range(first, int(high / unit) + 1) if low <= unit * n <= high]


def _cost(beats: Fraction, exact: float, length_ms: int, cuts: tuple[int, ...]) -> float:
    beat = length_ms / float(beats)
    missed = sum(1 for cut in cuts if abs(cut - round(cut / beat) * beat) > NEAR_MS)
    return missed / (len(cuts) or 1) + abs(float(beats) / exact - 1)
