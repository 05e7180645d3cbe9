"""A bell for each session: who watches a stream is woken when an event was written, by whichever thread.

Only a hint: every waiter has a timeout and then looks at the database, which is the truth. A ring is never lost
between looking and waiting, for an ear is opened before the look.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Ear:
    """One listener, on its own event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """From any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> bool:
        """Until the next ring (True) or for so long (False)."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bell:
    """All ears, by session."""

    def __init__(self) -> None:
        self._ears: dict[str, set[Ear]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def ear(self, session: str) -> Iterator[Ear]:
        """A listener for one session."""
        ear = Ear()
        with self._lock:
            self._ears.setdefault(session, set()).add(ear)
        try:
            yield ear
        finally:
            with self._lock:
                ears = self._ears[session]
                ears.discard(ear)
                if not ears:
                    del self._ears[session]

    def ring(self, session: str) -> None:
        """Something was written."""
        with self._lock:
            ears = tuple(self._ears.get(session, ()))
        for ear in ears:
            ear.ring()

    def ring_all(self) -> None:
        """The service stops: everybody should look up."""
        with self._lock:
            ears = [ear for row in self._ears.values() for ear in row]
        for ear in ears:
            ear.ring()
