"""The shape of a piece: intro, verses, a lift where the strongest picture comes, an ending on the last bar.

    bars   |intro| a | b | a | b | lift .... |ending|       energy 1 2 3 2 3 4, then the last chord

Scaled to the length: a few seconds are only `a` and `ending`; long pieces go round in blocks of eight bars
with the energy rising and falling. Invariant: the sections tile [0, bars) in order, none is empty.
"""

from __future__ import annotations

from .grid import Grid
from .notes import Section

RING_MS = 1900
"""How long a last chord likes to ring."""


def form(grid: Grid, lift_ms: int | None = None) -> tuple[Section, ...]:
    """The sections of a grid; `lift_ms`: where the music should open up (None: about 60 % in)."""
    bars = grid.bars
    if bars < 3:
        return (Section("a", 0, bars, 3),)
    ending = _ending(grid)
    body = bars - ending
    intro = 0 if body < 4 else 1 if body < 7 else 2 if body < 20 else 4
    lift = _lift(grid, lift_ms, intro, body)
    sections = [Section("intro", 0, intro, 1)] if intro else []
    sections += _verses(intro, lift)
    sections += _lifted(lift, body)
    sections.append(Section("ending", body, ending, 2))
    return tuple(sections)


def _ending(grid: Grid) -> int:
    bar_ms = grid.ms(grid.beats_per_bar)
    last_ms = grid.length_ms - grid.ms((grid.bars - 1) * grid.beats_per_bar)
    return 1 if last_ms >= 0.8 * RING_MS or grid.bars < 6 or bar_ms > RING_MS else 2


def _lift(grid: Grid, lift_ms: int | None, intro: int, body: int) -> int:
    bar_ms = grid.ms(grid.beats_per_bar)
    first = intro + 1 if body - intro >= 2 else intro
    if lift_ms is not None:
        return min(max(round(lift_ms / bar_ms), first), body - 1)
    wanted = max(first, round(0.6 * grid.bars))
    if wanted - intro >= 4:
        wanted -= (wanted - intro) % 2
    return min(wanted, body - 1)


def _verses(start: int, end: int) -> list[Section]:
    """`a` and `b` in turn, eight bars each (four when short), what is left over joins the last one."""
    length = end - start
    if length <= 0:
        return []
    size = 4 if length <= 16 else 8
    count = max(1, length // size)
    sections = []
    for i in range(count):
        bars = size if i < count - 1 else length - size * (count - 1)
        name = "ab"[i % 2]
        energy = 2 if i % 2 == 0 else 3
        sections.append(Section(name, start + i * size, bars, energy))
    return sections


def _lifted(start: int, end: int) -> list[Section]:
    """The lift; after sixteen bars of it the music breathes and comes back."""
    sections = []
    while end - start > 24:
        sections.append(Section("lift", start, 16, 4))
        sections.append(Section("a", start + 16, 4, 2))
        start += 20
    sections.append(Section("lift", start, end - start, 4))
    return sections
