"""Open streams with their heartbeats, while some sessions talk: who is dropped, who hears late, what each costs."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import re
import signal
import threading
import time
from pathlib import Path

from .journey import stocked
from .openloop import at, lines, memory, request
from .people import Person, message
from .served import Served

BEAT_S = 5.0
QUESTIONS = 5.0
"""Questions a second, over all sessions that talk."""
_SENT = re.compile(rb'"timestamp":([0-9.]+)')
Row = tuple[str, str, str]


class Listeners:
    """Many open streams of one service, from `begin` to `over` (s since 1970)."""

    def __init__(self, port: int, person: Person, over: float, warm: float) -> None:
        self._port, self._person, self._over, self._warm = port, person, over, warm
        self.jitter, self.lags = list[float](), list[float]()
        self.cut = 0

    async def listen(self, sid: str) -> None:
        """One stream to its end; ended before its time it counts as cut."""
        last = 0.0
        raw = request(self._person, f"/api/sessions/{sid}/events?follow=1")
        async for when, line in lines(self._port, raw):
            if when > self._over:
                return
            if line.startswith(b": heartbeat"):
                if last:
                    self.jitter.append(abs(when - last - BEAT_S))
                last = when
            elif line.startswith(b"data: ") and when > self._warm and (sent := _SENT.search(line)):
                self.lags.append(when - float(sent[1]))
        self.cut += 1

    async def all(self, quiet: str, many: int, talking: list[str], pid: int) -> float:
        """Opens them and stays; returns the service's memory with all of them open, MiB."""
        async with asyncio.TaskGroup() as group:
            for _ in range(many):
                group.create_task(self.listen(quiet))
                await asyncio.sleep(0.002)
            for sid in talking:
                group.create_task(self.listen(sid))
            await asyncio.sleep(2)
            return memory(pid)


def streams(data: Path, given: argparse.Namespace) -> list[Row]:
    """L1 and L2."""
    service = Served(data, heartbeat_s=f"{BEAT_S:g}")
    service.start()
    person, sids = stocked(service.port, 4)
    quiet, before = person.session(), memory(service.pid)
    began = time.time()
    warm = began + 4 + given.streams / 100
    over = warm + 6 + max(given.seconds, 12)
    crowd = Listeners(service.port, person, over, warm)
    talker = threading.Thread(target=_talk, args=(person, sids, warm, over - 6))
    talker.start()
    spent = sum(os.times()[:2])
    after = asyncio.run(crowd.all(quiet, given.streams, sids, service.pid))
    share = (sum(os.times()[:2]) - spent) / (time.time() - began)
    talker.join()
    service.end(signal.SIGTERM)
    each = (after - before) * 1024 / max(1, given.streams)
    lag = f"lag p50 {at(crowd.lags, 0.5):.0f} p95 {at(crowd.lags, 0.95):.0f} ms"
    return [
        (
            f"L1 {given.streams} open chats, {over - began:.0f} s",
            "2,000; 0 drops; jitter p99 <= 2 s; <= 64 KB each",
            f"{crowd.cut} drops, jitter p99 {at(crowd.jitter, 0.99):.0f} ms of {len(crowd.jitter)}, {each:.0f} KB each",
        ),
        (
            f"L2 {len(crowd.lags)} events meanwhile",
            "1,000/s; lag p95 <= 150 ms",
            f"{lag}, generator {share:.0%} of a core",
        ),
    ]


def _talk(person: Person, sids: list[str], start: float, end: float) -> None:
    """Questions to the sessions in turn, at their moments."""
    for n in itertools.count():
        due = start + n / QUESTIONS
        if due > end:
            return
        time.sleep(max(0.0, due - time.time()))
        person.post("/run_sse", message(sids[n % len(sids)], "how long is it?"))
