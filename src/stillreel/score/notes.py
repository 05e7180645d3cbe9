"""The written music: notes and sections on the clock of samples, 48,000 a second.

Times are whole samples, so that a downbeat on a cut is on the cut. Invariant: every note starts inside
[0, length) and a Score is plain frozen data: comparable, hashable, sendable.
"""

from __future__ import annotations

from dataclasses import dataclass

from .style import Style

RATE = 48_000
"""Samples a second, everywhere in sound."""


def samples_at(ms: float) -> int:
    """The sample nearest to a time in ms (half rounds up): 48 a millisecond."""
    return int((ms * RATE + 500) // 1000)


@dataclass(frozen=True, slots=True)
class Note:
    """One strike: start and length in samples, pitch and velocity as in MIDI (velocity 1..127), `part`: the
    index of the style's voice."""

    start: int
    length: int
    pitch: int
    velocity: int
    part: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of bars: name (intro, a, b, lift, ending), first bar, number of bars, energy 1..4."""

    name: str
    bar: int
    bars: int
    energy: int


@dataclass(frozen=True, slots=True)
class Score:
    """A finished piece of exactly `length_ms`. `beats_ms`: where its beats are; `chords`: (start sample,
    pitch classes, bass pitch class) of every chord; `release`: the sample from which the end fades."""

    style: Style
    length_ms: int
    bpm: float
    key: str
    seed: int
    notes: tuple[Note, ...]
    sections: tuple[Section, ...]
    beats_ms: tuple[int, ...]
    bars_ms: tuple[int, ...]
    chords: tuple[tuple[int, tuple[int, ...], int], ...]
    release: int

    @property
    def samples(self) -> int:
        """The length in samples."""
        return samples_at(self.length_ms)
