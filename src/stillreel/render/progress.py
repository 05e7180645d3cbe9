"""How far an export is and how long it will still take, as frozen events.

Seconds left come from the rate seen so far, with an interval as wide as the rates of its pieces differ: few
pieces, wide interval. Invariant: frames and pieces done never go back, and the last event before the result
has all of them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of an export. `left`: seconds to go (low, likely, high), None while nothing is known."""

    pieces: int
    pieces_done: int
    reused: int
    frames: int
    frames_done: int
    left: tuple[float, float, float] | None = None

    @property
    def share(self) -> float:
        """0 .. 1."""
        return self.frames_done / self.frames if self.frames else 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """A finished file. `reused` of its `pieces` came from the cache; `cpu` is what the workers spent, s."""

    path: Path
    frames: int
    seconds: float
    pieces: int
    reused: int
    size: int
    sound_reused: bool
    wall: float
    cpu: float


YOUNG_S = 30.0


class Forecast:
    """Seconds left, from what was seen. Rates are frames a second of wall time, in windows of a tenth of the
    work; the interval is two and a half standard errors of their logarithm, wider while the export is young (so that
    58 of 60 true values lay in it, bench/export.py forecast), and never under 15 %."""

    def __init__(self, frames: int, tail: float = 0.1) -> None:
        self._frames, self._tail = frames, tail
        self._marks: list[tuple[float, int]] = []

    def seen(self, now: float, done: int) -> tuple[float, float, float] | None:
        """Tells that `done` frames are ready at `now` (s, any clock); returns (low, likely, high) or None."""
        if not self._marks or done > self._marks[-1][1]:
            self._marks.append((now, done))
        first, last = self._marks[0], self._marks[-1]
        step = max(1, self._frames // 20)
        if last[1] - first[1] < step:
            return None
        # The start is slower (pictures are opened), so the recent half counts.
        base = next(m for m in self._marks if m[1] >= first[1] + (last[1] - first[1]) // 3)
        if last[0] <= base[0]:
            return None
        rate = (last[1] - base[1]) / (last[0] - base[0])
        likely = (self._frames - last[1]) / rate + self._tail - (now - last[0])
        # What a start costs besides frames (photos, music) makes early rates too low; it weighs less and less.
        young = 1 / (1 + (last[0] - first[0]) / YOUNG_S)
        likely = max(self._tail, likely * math.exp(-0.4 * young * (1 - last[1] / self._frames)))
        spread = max(0.15, 0.6 * young, 2.5 * self._error(step))
        return likely * math.exp(-spread), likely, likely * math.exp(spread)

    def _error(self, step: int) -> float:
        rates, at = [], self._marks[0]
        for mark in self._marks:
            if mark[1] - at[1] >= step and mark[0] > at[0]:
                rates.append(math.log((mark[1] - at[1]) / (mark[0] - at[0])))
                at = mark
        if len(rates) < 3:
            return 0.25
        mean = sum(rates) / len(rates)
        return math.sqrt(sum((r - mean) ** 2 for r in rates) / (len(rates) - 1) / len(rates))


class Tally:
    """Counts what an export has; `works`: key -> frames (0 for sound)."""

    def __init__(self, works: Mapping[str, int], clock: Callable[[], float] = time.monotonic) -> None:
        self._works, self._clock, self._start = works, clock, clock()
        self._partial: dict[str, int] = {}
        self._reused = self._frames_found = 0
        self._forecast = Forecast(0)
        self.done: set[str] = set()
        self.made: set[str] = set()
        self.cpu = 0.0

    def found(self, keys: Iterable[str]) -> None:
        """These lie in the cache already."""
        self.done.update(keys)
        self._reused = len(self.done)
        self._frames_found = sum(self._works[k] for k in self.done)
        self._forecast = Forecast(sum(self._works.values()) - self._frames_found)

    def take(self, key: str, frames: int, done: bool, cpu: float) -> None:
        """A sign of life: `frames` of this piece are made so far. A retry starts anew, the count does not."""
        self._partial[key] = max(self._partial.get(key, 0), min(frames, self._works[key]))
        self.cpu += cpu
        if done:
            self._partial[key] = self._works[key]
            self.done.add(key)
            self.made.add(key)

    def lost(self, key: str) -> None:
        """It is no longer in the cache: it counts as made here when it is made again."""
        self.done.discard(key)

    def wall(self) -> float:
        return self._clock() - self._start

    def event(self) -> Progress:
        made = sum(self._partial.values())
        return Progress(
            pieces=len(self._works),
            pieces_done=max(self._reused + len(self.made), len(self.done)),
            reused=self._reused,
            frames=sum(self._works.values()),
            frames_done=min(sum(self._works.values()), self._frames_found + made),
            left=self._forecast.seen(self._clock(), made),
        )
