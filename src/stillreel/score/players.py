"""What each player of a style plays in a section: drums, bass, chords, arpeggios and the tune.

Every player is a pure function from a Chart (chords and sections) and a Voice to events in sixteenths;
timing feel is put on afterwards, in `compose`. Invariant: the bass plays chord tones on the chord's
first beat, and every chord is voiced by the shortest way from the one before.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..rng import rng
from .harmony import Chord, nearest, voicing
from .melody import Event, motif, phrases, sing, strokes
from .notes import Section
from .style import Style, Voice

BAR = 16
STRENGTH = {"X": 1.0, "x": 0.78, "o": 0.55, ".": 0.32}
FILL_KEYS = {"s": 38, "t": 48, "m": 45, "l": 41, "k": 36, "c": 39, "h": 42}


@dataclass(frozen=True)
class Chart:
    """The lead sheet: chords by sixteenth, sections, where cuts fall, the end in sixteenths (last bar included)."""

    style: Style
    tonic: int
    seed: int
    sections: tuple[Section, ...]
    steps: tuple[int, ...]
    chords: tuple[Chord, ...]
    accents: tuple[int, ...]
    end: int

    def chord_at(self, step: int) -> Chord:
        """The chord that sounds at a sixteenth."""
        return self.chords[max(0, bisect_right(self.steps, step) - 1)]

    def draw(self, *what: int | str) -> np.random.Generator:
        """The random stream of one decision in this piece."""
        return rng(self.seed, "score", self.style.name, *what)

    def playing(self, voice: Voice) -> Iterator[Section]:
        """The sections in which a voice plays; the ending is written apart."""
        low, high = voice.energy
        for section in self.sections:
            if section.name != "ending" and low <= section.energy <= high:
                yield section


def pattern_of(chart: Chart, voice: Voice, section: Section) -> str:
    """The pattern of a voice in a section: `a` and `b` differ where the style has several."""
    if not voice.patterns:
        return ""
    shift = int(chart.draw("pattern", voice.name).integers(len(voice.patterns)))
    kind = {"intro": 0, "a": 0, "b": 1, "lift": 1}.get(section.name, 0)
    return voice.patterns[(shift + kind) % len(voice.patterns)]


def _bars(chart: Chart, voice: Voice) -> Iterator[tuple[Section, int, str]]:
    for section in chart.playing(voice):
        pattern = pattern_of(chart, voice, section)
        if not pattern:
            continue
        size = max(1, len(pattern) // BAR)
        for bar in range(section.bars):
            yield section, section.bar + bar, pattern[(bar % size) * BAR :][:BAR]


def drums(chart: Chart, voice: Voice) -> list[Event]:
    """A drum lane, silent while a fill is played."""
    fills = {bar: start for bar, start, _ in fill_bars(chart)}
    events = []
    for section, bar, pattern in _bars(chart, voice):
        stop = fills.get(bar, BAR) if voice.key not in (42, 54, 70) else BAR
        for i, c in enumerate(pattern[:BAR]):
            if c in STRENGTH and i < stop:
                strength = STRENGTH[c] * (0.85 + 0.05 * section.energy)
                events.append(Event(bar * BAR + i, 2, voice.key, min(strength, 1.0)))
    return events


def fill_bars(chart: Chart) -> list[tuple[int, int, str]]:
    """(bar, first step, pattern) of every fill: the bar before a section that is as strong or stronger."""
    found = []
    for before, after in zip(chart.sections, chart.sections[1:], strict=False):
        if before.energy < 2 or before.bars < 2 or not chart.style.fills:
            continue
        draw = chart.draw("fill", after.bar)
        pattern = chart.style.fills[int(draw.integers(len(chart.style.fills)))]
        start = next((i for i, c in enumerate(pattern) if c in FILL_KEYS), BAR)
        found.append((after.bar - 1, start, pattern))
    return found


def fills(chart: Chart) -> list[Event]:
    """The fills themselves, growing towards the downbeat."""
    events = []
    for bar, start, pattern in fill_bars(chart):
        for i, c in enumerate(pattern):
            if c in FILL_KEYS:
                strength = 0.5 + 0.4 * (i - start) / max(1, BAR - start)
                events.append(Event(bar * BAR + i, 2, FILL_KEYS[c], strength))
    return events


def crashes(chart: Chart, key: int) -> list[Event]:
    """A cymbal on the downbeat of strong sections and of the ending, and softly on cuts at downbeats."""
    events = {s.bar * BAR: 0.8 for s in chart.sections if s.energy >= 3 or s.name == "ending"}
    last = -64
    for step in chart.accents:
        if step % BAR == 0 and step - last >= 64 and step > 0:
            events.setdefault(step, 0.5)
            last = step
    return [Event(step, 32, key, strength) for step, strength in sorted(events.items())]


def bass(chart: Chart, voice: Voice) -> list[Event]:
    """The bass line: the written tones of each chord in the register, approaches led by a step to the next root."""
    events: list[Event] = []
    before = voice.key
    for _, bar, pattern in _bars(chart, voice):
        for step, length, letter in strokes(pattern):
            at = bar * BAR + step
            pitch = _bass_tone(chart, letter, at, before, voice.key)
            strength = (0.9 if step % 8 == 0 else 0.75) if letter != "a" else 0.65
            events.append(Event(at, length, pitch, strength))
            before = pitch
    return events


def _bass_tone(chart: Chart, letter: str, at: int, before: int, centre: int) -> int:
    over = chart.chord_at(at)
    root = nearest((over.bass,), 0.6 * centre + 0.4 * before)
    if letter == "a":
        after = nearest((chart.chord_at((at // BAR + 1) * BAR).bass,), before)
        return after - 1 if before < after or (before == after and at % 3) else after + 2
    if letter == "8":
        return root + 12
    rise = {"1": 0, "3": 1, "5": 2, "7": 3}.get(letter, 0)
    tone = over.tones[min(rise, len(over.tones) - 1)] % 12
    if letter == "5" and tone not in (6, 7, 8):
        tone = 7
    pitch = over.root + tone
    near = nearest((pitch % 12,), root + 4)
    return near if near - centre <= 9 else near - 12


def chords(chart: Chart, voice: Voice) -> list[Event]:
    """Struck or held chords; a held one is struck anew when the harmony changes or a cut falls on a beat."""
    voiced = _voiced(chart, voice)
    events: list[Event] = []
    for _, bar, pattern in _bars(chart, voice):
        for step, length, letter in strokes(pattern):
            at = bar * BAR + step
            for start, end in _split(chart, at, at + length):
                hit = STRENGTH.get(letter, 0.7) * (1.12 if start in chart.accents else 1.0)
                for i, pitch in enumerate(voiced[bisect_right(chart.steps, start) - 1]):
                    soft = hit * (1.0 if i in (0, len(voiced[0]) - 1) else 0.9)
                    events.append(Event(start, end - start, pitch, min(soft, 1.0)))
    return events


def _voiced(chart: Chart, voice: Voice) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for over in chart.chords:
        found.append(voicing(over, voice.tones, voice.key, found[-1] if found else ()))
    return found


def _split(chart: Chart, start: int, end: int) -> Iterator[tuple[int, int]]:
    inside = {s for s in chart.steps if start < s < end}
    if end - start >= 8:
        inside |= {s for s in chart.accents if start + 2 <= s <= end - 2 and s % 4 == 0}
    edges = [start, *sorted(inside), end]
    yield from itertools.pairwise(edges)


def arpeggio(chart: Chart, voice: Voice) -> list[Event]:
    """Broken chords: digits count the tones of the voicing from below, wrapping into the octave above."""
    voiced = _voiced(chart, voice)
    events: list[Event] = []
    for _, bar, pattern in _bars(chart, voice):
        for step, length, letter in strokes(pattern):
            at = bar * BAR + step
            tones = voiced[bisect_right(chart.steps, at) - 1]
            octave, i = divmod(int(letter), len(tones))
            strength = 0.85 if step % 8 == 0 else 0.7 if step % 4 == 0 else 0.6
            events.append(Event(at, length, tones[i] + 12 * octave, strength))
    return events


def lead(chart: Chart, voice: Voice) -> list[Event]:
    """The tune: one motif for `a`, another for `b`, the first again, higher, for the lift."""
    draw = chart.draw("melody", voice.name)
    rhythms = [voice.patterns[int(i)] for i in draw.permutation(len(voice.patterns))]
    themes = {"a": motif(rhythms[0], draw), "b": motif(rhythms[-1], draw)}
    events: list[Event] = []
    before: int | None = None
    for section in chart.playing(voice):
        theme = themes["b" if section.name == "b" else "a"]
        centre = voice.key + (4 if section.name == "lift" else 0)
        stop = (section.bar + section.bars) * BAR
        for bar, shape in phrases(theme, section.bars, chart.draw("phrase", section.name, voice.name)):
            start = (section.bar + bar) * BAR
            sung = sing(shape, start, stop, chart.chord_at, chart.style.mode, chart.tonic, centre, before)
            events += sung
            before = sung[-1].pitch if sung else before
    return events


def ending(chart: Chart, voice: Voice) -> list[Event]:
    """The last chord, everybody's: struck on the ending's downbeat and held to the end."""
    last = chart.sections[-1]
    if last.name != "ending":
        return []
    at, length, over = last.bar * BAR, chart.end - last.bar * BAR, chart.chord_at(last.bar * BAR)
    if voice.role == "chords":
        before = _voiced(chart, voice)[bisect_right(chart.steps, at) - 1]
        return [Event(at, length, p, 0.75) for p in before]
    if voice.role == "arp":
        tones = _voiced(chart, voice)[bisect_right(chart.steps, at) - 1]
        return [Event(at + i, length - i, p, 0.6) for i, p in enumerate(tones)]
    if voice.role == "bass":
        return [Event(at, length, nearest((over.root,), voice.key), 0.85)]
    if voice.role == "lead":
        return [Event(at, length, nearest((over.root, over.classes[1]), voice.key), 0.75)]
    if voice.role == "drum" and voice.key in (35, 36):
        return [Event(at, 4, voice.key, 0.9)]
    return []


PLAY = {"drum": drums, "bass": bass, "chords": chords, "arp": arpeggio, "lead": lead}
"""The player of each role; a voice of role `texture` or `crash` is written by `compose`."""
