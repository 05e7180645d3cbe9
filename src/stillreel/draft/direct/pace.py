"""How long each shot is, and the tempo at which the cuts fall on beats.

    beats   |   |   |   |   |   |   |   |   |   |   |   |
    cuts    |           |           |       |               |   length asked, to the ms

The total is sacred, then lengths that were asked, then the beat. Invariant: lengths are whole ms and add up to
the total exactly; a cut that was put on a beat is within one frame of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, floor

from ...score.grid import Grid, fit_tempo
from ..assets import LEVEL_MS, Asset
from ..cutting import split
from ..names import word

LAST_HOLDS = 1.25
"""The last shot is this much longer than the others."""
FRAME_MS = 34
USUAL_BPM = (100.0, 120.0)


def tempi_of(style: str | None) -> tuple[float, float]:
    """The slowest and fastest usual tempo of a music style, beats a minute."""
    if style is None:
        return USUAL_BPM
    low, high = getattr(word("music", style), "bpm", USUAL_BPM)
    return float(low), float(high)


def tempo_of(style: str | None) -> float:
    """The middle tempo of a music style, beats a minute."""
    return sum(tempi_of(style)) / 2


def usual(count: int, total: int) -> tuple[float, ...]:
    """Weights of `count` shots: even, but the last one holds when there is time for it."""
    if count < 3 or total / count < 1200:
        return (1.0,) * count
    return (1.0,) * (count - 1) + (LAST_HOLDS,)


def steps(grid: Grid, count: int) -> tuple[int, ...]:
    """The moments a cut may fall on, ms, the end included: every beat, or halves and quarters of one when there
    are more shots than beats; empty when even these are too few."""
    beats = float(grid.beats)
    for parts in (1, 2, 4):
        if beats * parts >= count * 1.5 or (parts == 4 and beats * parts >= count):
            inner = (round(grid.ms(n / parts)) for n in range(1, int(beats * parts) + 1))
            marks = tuple(dict.fromkeys(m for m in inner if m < grid.length_ms))
            return (*marks, grid.length_ms)
    return ()


def on_beats(total: int, weights: Sequence[float], grid: Grid) -> tuple[int, ...]:
    """Lengths in about these proportions with every cut on a step of the grid; without a grid fine enough, just
    the proportions."""
    marks = steps(grid, len(weights))
    if len(marks) < len(weights):
        return split(total, weights)
    whole, edges, last = sum(weights), [0], -1
    for k, ideal in enumerate(w / whole * total for w in accumulate(weights[:-1])):
        least, most = last + 1, len(marks) - len(weights) + k
        last = min(most, max(least, _nearest(marks, ideal)))
        edges.append(marks[last])
    edges.append(total)
    return tuple(b - a for a, b in pairwise(edges))


def layout(
    total: int, count: int, bounds: tuple[float, float], wish: float, hold: bool | None
) -> tuple[tuple[int, ...], Grid] | None:
    """Even lengths on beats: every shot as many beats as the next, what is left over to the last one (`hold`: some
    should be; None: nothing may be). The tempo is chosen within `bounds` (beats a minute), near `wish`, so that
    this comes out; None when no tempo does."""
    low, high = max(1, ceil(bounds[0] * total / 60000)), floor(bounds[1] * total / 60000)
    best: tuple[float, tuple[int, ...], Grid] | None = None
    for beats in range(low, high + 1):
        grid = grid_for(total, beats * 60000 / total)
        if grid.beats != beats:
            continue  # The composer would bend this tempo to whole bars: not a tempo to count on.
        for parts in (1, 2, 4):
            each, rest = divmod(beats * parts, count)
            if not each or rest > max(1, each // 2) or (parts > 1 and beats >= 2.5 * count):
                continue
            if rest and hold is None:
                continue
            cost = 2 * abs(grid.bpm / wish - 1) + 0.15 * (parts - 1) + 0.08 * (beats % 4 != 0)
            cost += 0.05 * (bool(hold) and not rest) + 0.3 * (rest > each / 2 and each > 1)
            if best is None or cost < best[0]:
                edges = [*(round(grid.ms(n * each / parts)) for n in range(count)), total]
                best = cost, tuple(b - a for a, b in pairwise(edges)), grid
    return None if best is None else best[1:]


def _nearest(marks: Sequence[int], ideal: float) -> int:
    n = bisect_left(marks, ideal)
    around = [k for k in (n - 1, n) if 0 <= k < len(marks)]
    return min(around, key=lambda k: abs(marks[k] - ideal))


def grid_for(total: int, bpm: float, cuts: Sequence[int] = ()) -> Grid:
    """The beats of a video of `total` ms at about `bpm`; cuts that are fixed draw the tempo to them."""
    return fit_tempo(total, bpm, accents=tuple(cuts))


def beats_of(bpm: float, total: int) -> tuple[int, ...]:
    """The times of the beats at exactly `bpm`, whole ms, from 0 and before `total`."""
    gap = 60000 / bpm
    return tuple(round(n * gap) for n in range(int(total / gap) + 1) if round(n * gap) < total)


def snapped(lengths: Sequence[int], marks: Sequence[int], reach: float = 0.5) -> tuple[int, ...]:
    """The lengths with every inner cut moved to its nearest mark (ms), when the move is at most `reach` of the
    shorter neighbour and no two cuts meet. The total stays."""
    edges = [0, *accumulate(lengths)]
    moved = list(edges)
    for k in range(1, len(edges) - 1):
        if not marks:
            break
        near = marks[_nearest(marks, edges[k])]
        room = reach * min(edges[k] - edges[k - 1], edges[k + 1] - edges[k])
        if abs(near - edges[k]) <= room and moved[k - 1] + FRAME_MS <= near <= edges[k + 1] - FRAME_MS:
            moved[k] = near
        elif edges[k] <= moved[k - 1]:
            moved[k] = moved[k - 1] + 1
    return tuple(b - a for a, b in pairwise(moved))


def best_start(song: Asset, total: int) -> int:
    """Where in a song to begin, ms, so that `total` ms of it are its strongest: on a bar, loud throughout, where
    something begins. 0 when the song is no longer than that, or has no bars."""
    starts = [bar for bar in song.bars if bar + total <= song.duration]
    if not starts or not song.levels:
        return 0

    def worth(start: int) -> tuple[float, int]:
        at, end = start // LEVEL_MS, (start + total) // LEVEL_MS
        inside = song.levels[at : max(end, at + 1)] or (0,)
        before = song.levels[max(0, at - 4) : at] or inside
        opening = inside[:4]
        rise = sum(opening) / len(opening) - sum(before) / len(before)
        return sum(inside) / len(inside) + 0.25 * rise, -start

    return max(starts, key=worth)


def marks_of(song: Asset, start: int, total: int) -> tuple[int, ...]:
    """The beats of a song played from `start`, on the clock of what is heard. A shorter song goes round from its
    last bar to its first, and so do its beats."""
    marks = [b - start for b in song.beats if b >= start]
    if song.bars and start == 0 and song.bars[-1] - song.bars[0] >= 1000 and song.duration < total:
        first, last = song.bars[0], song.bars[-1]
        inside = [b for b in song.beats if first <= b < last]
        marks = [b for b in song.beats if b < last]
        rounds = 1 + (total - last) // (last - first)
        marks += [b + (last - first) * k for k in range(1, rounds + 1) for b in inside]
    return tuple(m for m in marks if m < total)


def each_grid(each: int, count: int, low: float, high: float) -> float:
    """The tempo at which `count` shots of `each` ms are whole beats, and whole bars together where that can be;
    between `low` and `high`, or up to a tenth beyond."""
    middle = (low + high) / 2
    tempos = {k: k * 60000 / each for k in range(1, 2 + int(each * high * 1.1 / 60000))}
    found = {k: bpm for k, bpm in tempos.items() if low * 0.9 <= bpm <= high * 1.1}
    if not found:
        return middle
    best = min(found, key=lambda k: ((k * count) % 4 != 0, (k * count) % 2 != 0, abs(found[k] - middle)))
    return found[best]


def cuts_of(lengths: Sequence[int]) -> tuple[int, ...]:
    """The times of the cuts between shots of these lengths, ms."""
    return tuple(accumulate(lengths))[:-1]
