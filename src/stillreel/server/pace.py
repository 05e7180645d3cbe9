"""Rates: a token bucket for every key, with an honest answer to "when may I come back?".

The clock is handed in. Invariant: a caller that waits as long as it was told gets through, and the table of keys
never grows past its bound: the fullest buckets, which say nothing, are forgotten first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from ..errors import RateLimited


class Pace:
    """`rate` a second, `burst` at once, for each key. Safe to use from threads."""

    def __init__(
        self, rate: float, burst: int, *, clock: Callable[[], float] = monotonic, keys: int = 50_000
    ) -> None:
        self._rate, self._burst, self._clock, self._keys = rate, burst, clock, keys
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str, n: float = 1.0) -> None:
        """Takes n from the key's bucket. Raises RateLimited with `retry_after` in seconds (30 at most)."""
        with self._lock:
            now = self._clock()
            left, seen = self._left.get(key, (float(self._burst), now))
            left = min(self._burst, left + (now - seen) * self._rate)
            if left < n:
                wait = min(30.0, (n - left) / self._rate)
                self._left[key] = (left, now)
                raise RateLimited("too many requests", retry_after=round(wait, 3))
            self._left[key] = (left - n, now)
            if len(self._left) > self._keys:
                self._forget(now)

    def _forget(self, now: float) -> None:
        full = [
            k for k, (left, seen) in self._left.items() if left + (now - seen) * self._rate >= self._burst
        ]
        for key in full or list(self._left)[: self._keys // 2]:
            del self._left[key]
