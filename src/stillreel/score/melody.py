"""The tune: a motif of a bar or two, said, varied, said again and brought home, over the chords as they pass.

    phrase    | motif | motif, new tail | motif | first half, then a long chord tone |

The rhythm is the style's, the contour a walk mostly in steps, where a leap is answered by a step back (the
gap-fill rule of Meyer 1973). Notes on strong beats or held long are chord tones, all others lie in the scale.
Invariant: no leap above an octave, never outside the voice's register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .harmony import Chord, nearest, scale_of

SPAN = 10
"""How far, in semitones, a melody strays from the middle of its register."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something played: start and length in sixteenths from the beginning, pitch, strength 0..1."""

    step: int
    steps: int
    pitch: int
    strength: float


@dataclass(frozen=True, slots=True)
class Motif:
    """Onsets and lengths in sixteenths, and how many scale steps each note is from the anchor."""

    bars: int
    onsets: tuple[tuple[int, int], ...]
    offsets: tuple[int, ...]


def strokes(pattern: str) -> Iterator[tuple[int, int, str]]:
    """(step, length, letter) of every stroke in a pattern; `=` holds the one before, `-` is silence."""
    open_at, letter = -1, ""
    for i, c in enumerate(pattern):
        if c == "=":
            continue
        if letter:
            yield open_at, i - open_at, letter
        open_at, letter = i, ("" if c == "-" else c)
    if letter:
        yield open_at, len(pattern) - open_at, letter


def motif(pattern: str, draw: np.random.Generator) -> Motif:
    """A contour for a rhythm."""
    onsets = tuple((step, length) for step, length, _ in strokes(pattern))
    offsets = [0]
    move = 0
    for _ in onsets[1:]:
        if abs(move) >= 2:
            move = -1 if move > 0 else 1
        else:
            move = int(draw.choice((-2, -1, -1, -1, 0, 1, 1, 1, 2, 3)))
        offsets.append(max(-4, min(5, offsets[-1] + move)))
    return Motif(max(1, len(pattern) // 16), onsets, tuple(offsets))


def vary(theme: Motif, draw: np.random.Generator) -> Motif:
    """The same rhythm and beginning with another tail."""
    keep = max(1, len(theme.offsets) * 2 // 3)
    tail = [max(-4, min(5, o + int(draw.choice((-2, -1, 1, 2))))) for o in theme.offsets[keep:]]
    return Motif(theme.bars, theme.onsets, theme.offsets[:keep] + tuple(tail))


def home(theme: Motif) -> Motif:
    """The first half of a motif, then one long note."""
    half = theme.bars * 8
    onsets = [o for o in theme.onsets if o[0] < half]
    offsets = list(theme.offsets[: len(onsets)])
    onsets = [(s, min(n, half - s)) for s, n in onsets]
    return Motif(theme.bars, (*onsets, (half, half)), (*offsets, 0))


def phrases(theme: Motif, bars: int, draw: np.random.Generator) -> Iterator[tuple[int, Motif]]:
    """(first bar, motif) that fill `bars` bars: said, varied, said, brought home."""
    varied = vary(theme, draw)
    shapes = (theme, varied, theme, home(theme))
    for i, bar in enumerate(range(0, bars, theme.bars)):
        closing = bar + theme.bars >= bars
        yield bar, home(theme) if closing else shapes[i % 4]


def sing(
    theme: Motif,
    start: int,
    end: int,
    chord_at: Callable[[int], Chord],
    mode: str,
    tonic: int,
    centre: int,
    before: int | None,
) -> list[Event]:
    """A motif from sixteenth `start` to `end` over the chords, near `centre`, joined to the pitch `before`."""
    events: list[Event] = []
    anchor = nearest(chord_at(start).classes, (before + centre) / 2 if before is not None else centre)
    for (step, length), offset in zip(theme.onsets, theme.offsets, strict=True):
        at = start + step
        if at >= end:
            break
        over = chord_at(at)
        pitch = _walk(anchor, offset, scale_of(mode, tonic, over))
        if step % 8 == 0 or length >= 4:
            pitch = nearest(over.classes, pitch)
        pitch = _reach(pitch, before, centre)
        before = pitch
        strong = 0.9 if step % 8 == 0 else 0.78 if step % 4 == 0 else 0.66
        events.append(Event(at, min(length, end - at), pitch, strong))
    return events


def _walk(anchor: int, offset: int, scale: tuple[int, ...]) -> int:
    # The anchor belongs to the chord the phrase began on; this one may not have it.
    pitch, direction = nearest(scale, anchor), 1 if offset > 0 else -1
    for _ in range(abs(offset)):
        pitch += direction
        while pitch % 12 not in scale:
            pitch += direction
    return pitch


def _reach(pitch: int, before: int | None, centre: int) -> int:
    while pitch > centre + SPAN:
        pitch -= 12
    while pitch < centre - SPAN:
        pitch += 12
    if before is not None:
        options = [p for p in (pitch - 12, pitch, pitch + 12) if abs(p - centre) <= SPAN]
        pitch = min(options, key=lambda p: (abs(p - before), p))
    return pitch
