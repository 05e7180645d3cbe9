"""Keys, scales, chords by Roman numeral, and how voices move from one chord to the next.

Pitch classes are 0..11 from C, pitches are MIDI numbers. Voice leading follows the old rule: common tones
stay, the others go the shortest way, nobody leaves the register (after Tymoczko, "A Geometry of Music", 2011:
minimal total motion between chords). Invariant: the same chords from the same start give the same voicings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor_pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
}
MINOR_MODES = {"minor", "dorian", "harmonic_minor", "phrygian", "minor_pentatonic", "blues"}
_NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_SUFFIXES = {
    "": (),
    "7": (10,),
    "M7": (11,),
    "9": (10, 14),
    "M9": (11, 14),
    "6": (9,),
    "add9": (14,),
    "69": (9, 14),
}
_WHOLE = {
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "5": (0, 7),
    "o": (0, 3, 6),
    "o7": (0, 3, 6, 9),
    "ø": (0, 3, 6, 10),
    "+": (0, 4, 8),
    "7b9": (0, 4, 7, 10, 13),
}
_NUMERAL = re.compile(r"^([#b]?)([ivIV]+)(.*?)(?:/([357]))?$")


@dataclass(frozen=True, slots=True)
class Chord:
    """Root pitch class, tones in semitones above it (0 first), and the pitch class the bass plays."""

    root: int
    tones: tuple[int, ...]
    bass: int

    @property
    def classes(self) -> tuple[int, ...]:
        """Its pitch classes, root first, each once."""
        return tuple(dict.fromkeys((self.root + t) % 12 for t in self.tones))


def tonic_of(key: str) -> int:
    """`'F#m' -> 6`: the pitch class of a key's name. Raises ValueError for anything else."""
    found = re.match(r"^([A-G])([#b]?)m?$", key)
    if not found:
        raise ValueError(f"{key!r} is not a key; write C, F#, Bb, Am ...")
    return (_NAMES[found[1]] + {"": 0, "#": 1, "b": -1}[found[2]]) % 12


@cache
def chord(numeral: str, tonic: int) -> Chord:
    """A Roman numeral over a tonic, `chord('bVII', 0)` = B flat major. Raises ValueError when it is none."""
    found = _NUMERAL.match(numeral)
    if not found or found[2].upper() not in _DEGREES:
        raise ValueError(f"{numeral!r} is not a chord")
    shift, degree, suffix, inversion = found.groups()
    root = (tonic + _DEGREES[degree.upper()] + {"": 0, "#": 1, "b": -1}[shift]) % 12
    third = 4 if degree.isupper() else 3
    if suffix in _WHOLE:
        tones = _WHOLE[suffix]
    elif suffix in _SUFFIXES:
        tones = (0, third, 7, *_SUFFIXES[suffix])
    else:
        raise ValueError(f"{numeral!r} has an unknown suffix {suffix!r}")
    at = {None: 0, "3": 1, "5": 2, "7": 3}[inversion]
    return Chord(root, tones, (root + tones[min(at, len(tones) - 1)]) % 12)


@cache
def progression(text: str, tonic: int) -> tuple[tuple[Chord, ...], ...]:
    """`'ii7,V7 IM7'` -> for every bar its chords, evenly divided."""
    return tuple(tuple(chord(n, tonic) for n in bar.split(",")) for bar in text.split())


def scale_of(mode: str, tonic: int, over: Chord) -> tuple[int, ...]:
    """The pitch classes a melody may use over a chord: the mode, where no tone rubs a semitone against a chord
    tone that stands outside the mode, together with the chord itself."""
    own = [(tonic + s) % 12 for s in MODES[mode]]
    foreign = [c for c in over.classes if c not in own]
    kept = [c for c in own if not any((c - f) % 12 in (1, 11) for f in foreign)]
    return tuple(sorted(set(kept) | set(over.classes)))


def nearest(classes: tuple[int, ...], pitch: float) -> int:
    """The pitch of one of these classes that is nearest to `pitch` (the lower one of two equals)."""
    low = int(pitch) - 7
    return min((p for p in range(low, low + 16) if p % 12 in classes), key=lambda p: (abs(p - pitch), p))


def voicing(over: Chord, tones: int, centre: int, before: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Pitches, low to high, that sound the chord around `centre` with the least motion from `before`.

    `tones` pitches (fewer if the chord has fewer); the fifth is left out first, the root never when it is
    a triad. All within ten semitones of the centre."""
    classes = _chosen(over, tones)
    pool = [p for p in range(centre - 9, centre + 10) if p % 12 in classes]
    best: tuple[float, tuple[int, ...]] | None = None
    for found in combinations(pool, len(classes)):
        if len({p % 12 for p in found}) < len(classes):
            continue
        cost = _cost(found, centre, before)
        if best is None or cost < best[0]:
            best = (cost, found)
    assert best is not None
    return best[1]


def _chosen(over: Chord, tones: int) -> tuple[int, ...]:
    classes = list(over.classes)
    fifth = (over.root + 7) % 12
    if len(classes) > tones and fifth in classes:
        classes.remove(fifth)
    if len(classes) > tones and tones >= 3:
        classes.remove(over.root)
    return tuple(classes[:tones])


def _cost(found: tuple[int, ...], centre: int, before: tuple[int, ...]) -> float:
    spread = sum(abs(p - centre) for p in found) / len(found)
    gaps = [b - a for a, b in pairwise(found)]
    rub = sum(2.5 for g in gaps if g == 1) + sum(max(0, g - 7) for g in gaps)
    mud = sum(1.5 for p, g in zip(found, gaps, strict=False) if p < 52 and g < 5)
    if not before:
        return spread + rub + mud
    shorter, longer = sorted((found, before), key=len)
    moves = (
        [abs(p - q) for p, q in zip(found, before, strict=False)]
        if len(found) == len(before)
        else [min(abs(p - q) for q in shorter) for p in longer]
    )
    far = sum(3 * (m - 5) for m in moves if m > 5)
    return 0.35 * spread + rub + mud + sum(moves) + far + 0.5 * moves[-1]
