"""Style + length + seed -> a Score: the composer, one pure function.

    fit the beat -> lay the form -> choose the chords -> let everybody play -> feel (swing, hands) -> clip

Cuts (`accents`) steer the grid and are answered by chords and cymbals; the lift begins at the bar nearest to
`lift_ms`; the last chord rings out inside the length. Invariant: equal arguments give equal scores.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..rng import rng
from .form import form
from .grid import NEAR_MS, Grid, fit_tempo
from .harmony import MINOR_MODES, Chord, chord, progression, tonic_of
from .melody import Event
from .notes import RATE, Note, Score, Section, samples_at
from .players import BAR, PLAY, Chart, crashes, ending, fills
from .style import Style, Voice


def compose(
    style: Style,
    length_ms: int,
    *,
    bpm: float | None = None,
    key: str | None = None,
    seed: int = 0,
    accents: Iterable[int] = (),
    lift_ms: int | None = None,
) -> Score:
    """A piece of exactly `length_ms` (1 ms to 60 min). `bpm` and `key` (`F`, `Am`) default to the style's own,
    chosen by the seed; `accents` are cut times in ms. Raises ValueError for a length, tempo or key that is none."""
    draw = rng(seed, "score", style.name, "choices")
    low, high = style.bpm
    tempo = float(draw.integers(low, high + 1))
    keys, verse, chorus = (int(draw.integers(len(x))) for x in (style.keys, style.verse, style.chorus))
    cuts = tuple(sorted(a for a in accents if 0 <= a < length_ms))
    grid = fit_tempo(length_ms, bpm or tempo, accents=cuts)
    key = key or style.keys[keys]
    sections = form(grid, lift_ms)
    tonic = _tonic(style, key)
    harmony = _harmony(style, sections, tonic, style.verse[verse], style.chorus[chorus])
    chart = Chart(
        style,
        tonic,
        seed,
        sections,
        tuple(s for s, _ in harmony),
        tuple(c for _, c in harmony),
        _on_grid(grid, cuts),
        grid.bars * BAR,
    )
    notes = _perform_all(chart, grid)
    return Score(
        style,
        length_ms,
        grid.bpm,
        key,
        seed,
        notes,
        sections,
        grid.beats_ms,
        grid.bars_ms,
        tuple((_sample(grid, s), c.classes, c.bass) for s, c in harmony),
        _release(grid, sections),
    )


def _tonic(style: Style, key: str) -> int:
    """The tonic the numerals count from. Asked for a minor key in a major style (or the other way round), the
    relative key is taken: the same notes, the style's own chords."""
    tonic = tonic_of(key)
    minor = style.mode in MINOR_MODES
    if key.endswith("m") and not minor:
        return (tonic + 3) % 12
    return tonic


def _harmony(
    style: Style, sections: tuple[Section, ...], tonic: int, verse: str, chorus: str
) -> list[tuple[int, Chord]]:
    """(sixteenth, chord) for the whole piece: each section starts its loop anew and closes with the loop's end."""
    found: list[tuple[int, Chord]] = []
    for section in sections:
        if section.name == "ending":
            last = chord(style.last, tonic) if style.last else progression(verse, tonic)[0][0]
            found.append((section.bar * BAR, last))
            continue
        bars = progression(chorus if section.name in ("b", "lift") else verse, tonic)
        for i in range(section.bars):
            closing = i == section.bars - 1 and section.bars > 1
            here = bars[-1] if closing else bars[i % len(bars)]
            for j, one in enumerate(here):
                found.append(((section.bar + i) * BAR + j * BAR // len(here), one))
    return found


def _on_grid(grid: Grid, cuts: tuple[int, ...]) -> tuple[int, ...]:
    """Cuts that lie on a beat, as sixteenths."""
    beats = [(round(cut * float(grid.beats) / grid.length_ms), cut) for cut in cuts]
    return tuple(sorted({4 * b for b, cut in beats if abs(grid.ms(b) - cut) <= NEAR_MS}))


def _perform_all(chart: Chart, grid: Grid) -> tuple[Note, ...]:
    notes: list[Note] = []
    filled = False
    for part, voice in enumerate(chart.style.voices):
        events = _events(chart, voice)
        if voice.role == "drum" and voice.name in ("snare", "clap") and not filled and voice.patterns:
            events += fills(chart)
            filled = True
        notes += _feel(chart, grid, voice, part, events)
    return tuple(sorted(notes, key=lambda n: (n.start, n.part, n.pitch)))


def _events(chart: Chart, voice: Voice) -> list[Event]:
    if voice.role == "crash":
        return crashes(chart, voice.key)
    if voice.role == "texture":
        return [Event(s, min(2 * BAR, chart.end - s), voice.key, 0.8) for s in range(0, chart.end, 2 * BAR)]
    if voice.role == "riser":
        return _risers(chart, voice)
    return PLAY[voice.role](chart, voice) + ending(chart, voice)


def _risers(chart: Chart, voice: Voice) -> list[Event]:
    """A swell through the bar before each lift."""
    return [
        Event((s.bar - 1) * BAR, BAR, voice.key, 0.8)
        for s in chart.sections
        if s.name == "lift" and s.bar > 0
    ]


def _feel(chart: Chart, grid: Grid, voice: Voice, part: int, events: list[Event]) -> list[Note]:
    """Events in sixteenths -> notes in samples: swing, the looseness of hands, strum, velocity."""
    style = chart.style
    draw = chart.draw("feel", voice.name)
    end = samples_at(grid.length_ms)
    accents = set(chart.accents)
    notes: list[Note] = []
    rank, last = 0, -1
    for event in sorted(events, key=lambda e: (e.step, e.pitch)):
        jitter = float(draw.normal()) * style.loose
        touch = 1 + 0.05 * float(draw.normal())
        rank, last = (rank + 1, last) if event.step == last else (0, event.step)
        bound = 2.0 if event.step % BAR == 0 or event.step in accents else 2.5 * style.loose
        jitter = min(max(jitter, -bound), bound) if style.loose else 0.0
        start = _sample(grid, _swung(event.step, style))
        start = max(0, start + int((jitter + voice.strum * rank) * RATE / 1000))
        stop = _sample(grid, _swung(event.step + event.steps, style))
        velocity = int(min(max(127 * event.strength * voice.velocity / 0.75 * touch, 8), 127))
        if start < end:
            length = max(min(stop, end) - start, 480)
            notes.append(Note(start, length, event.pitch, velocity, part))
    return notes


def _swung(step: int, style: Style) -> float:
    """Where a sixteenth falls when every second eighth or sixteenth comes late."""
    late = 2 * style.swing - 1
    if style.swing_unit == 8:
        whole, inside = divmod(step, 4)
        return 4 * whole + {0: 0.0, 1: 1 + late, 2: 2 + 2 * late, 3: 3 + late}[inside]
    return step + (late if step % 2 else 0.0)


def _sample(grid: Grid, step: float) -> int:
    return round(step * grid.length_ms * RATE / (4000 * float(grid.beats)))


def _release(grid: Grid, sections: tuple[Section, ...]) -> int:
    """The sample from which the end fades: a third into the last chord, at least 40 ms, at most 6 s before it."""
    end = samples_at(grid.length_ms)
    last = sections[-1]
    start = _sample(grid, last.bar * BAR) if last.name == "ending" else int(end * 0.7)
    start += int((end - start) * 0.35)
    return max(0, min(max(start, end - 6 * RATE), end - 1920))
