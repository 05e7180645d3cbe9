"""An open-loop generator: requests leave at a fixed rate whether or not the last ones were answered.

Latency counts from the moment a request was due, so that a service that stalls cannot hide it. One process, one
event loop, keep-alive connections; its own share of the processor is printed beside every figure.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import psutil

from .people import Person

MOST = 400
"""Connections of one generator."""


class Wire:
    """One keep-alive connection."""

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, port: int, raw: bytes) -> tuple[int, bytes]:
        """Sends a request, reads its answer. Raises OSError, ValueError when there is none."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        assert self._reader is not None
        try:
            self._writer.write(raw)
            head = await self._reader.readuntil(b"\r\n\r\n")
            status, length, close = int(head[9:12]), 0, False
            for line in head.lower().split(b"\r\n")[1:]:
                if line.startswith(b"content-length:"):
                    length = int(line[15:])
                close |= line == b"connection: close"
            body = await self._reader.readexactly(length) if length else b""
        except BaseException:
            self.close()
            raise
        if close:
            self.close()
        return status, body

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None


@dataclass
class Tally:
    """What came back: statuses, and the latencies of good answers and of refusals, s."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    good: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    share: float = 0.0
    cost: float = 0.0
    """Processor time of the service for each request, ms."""

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.good) / self.seconds if self.seconds else 0.0


def at(values: list[float], share: float) -> float:
    """A percentile in ms; 0 of nothing."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 0.0


def request(person: Person, path: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: x", *(f"{k}: {v}" for k, v in person.headers().items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def steady(port: int, pid: int, rate: float, seconds: float, next_: Callable[[int], bytes]) -> Tally:
    """`rate` requests a second for so long, of the service `pid`. `next_(n)` is the n-th."""
    theirs = processor(pid)
    free: list[Wire] = []
    made, tally, tasks = 0, Tally(), set[asyncio.Task[None]]()
    began, spent = time.perf_counter(), _spent()

    async def one(n: int, due: float) -> None:
        nonlocal made
        if not free and made >= MOST:
            tally.statuses[-1] += 1  # we ourselves are full: told, never hidden
            return
        wire = free.pop() if free else Wire()
        made += not wire._writer
        try:
            status, _ = await asyncio.wait_for(wire.ask(port, next_(n)), 30)
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            status = 0
        made -= not wire._writer
        if wire._writer:
            free.append(wire)
        tally.statuses[status] += 1
        (tally.good if status == 200 else tally.refused).append(time.perf_counter() - due)

    for n in range(int(rate * seconds)):
        due = began + n / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(n, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    tally.seconds = time.perf_counter() - began
    tally.cost = (processor(pid) - theirs) * 1000 / max(1, tally.statuses.total())
    tally.share = (_spent() - spent) / tally.seconds
    for wire in free:
        wire.close()
    return tally


async def flat_out(port: int, wires: int, seconds: float, next_: Callable[[int], bytes]) -> float:
    """Good answers a second when `wires` callers each ask again at once: the service's own pace."""
    until, good = time.perf_counter() + seconds, 0

    async def caller(k: int) -> None:
        nonlocal good
        wire, n = Wire(), k
        while time.perf_counter() < until:
            with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
                status, _ = await wire.ask(port, next_(n))
                good += status == 200
            n += wires
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(caller(k) for k in range(wires)))
    return good / (time.perf_counter() - began)


async def lines(port: int, raw: bytes) -> AsyncIterator[tuple[float, bytes]]:
    """The lines of an event stream and when each came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw)
        await reader.readuntil(b"\r\n\r\n")
        while line := await reader.readline():
            yield time.time(), line
    finally:
        writer.close()


def _spent() -> float:
    times = os.times()
    return times.user + times.system


def processor(pid: int) -> float:
    """Processor time that a process has used, s."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def memory(pid: int) -> float:
    """A process's resident memory, MiB."""
    return float(psutil.Process(pid).memory_info().rss) / (1 << 20)
