"""PostgreSQL stopped and started again and again under two services that share it, while people go their ways.

Stopped as by a crash (its processes end at once, what was committed is recovered), away for up to two seconds. The
services must answer 503 meanwhile, never hang for long, and lose nothing.
"""

from __future__ import annotations

import importlib
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np

from .books import faults_of
from .journey import WAYS, Journey, Outcome
from .served import Served, orphans


def run(data: Path, stops: int, seed: int) -> tuple[Counter[str], list[str]]:
    """`stops` outages while three people are on their way all the time."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    rng = np.random.default_rng(seed)
    postgres = importlib.import_module("tests.store.postgres").Postgres()
    try:
        url = str(postgres.url("rows"))
        services = [
            Served(data, database_url=url, secret="the same for both of them, and long") for _ in range(2)
        ]
        for service in services:
            service.start()
        expected = {way: Journey(way, lambda: services[0].port).run() for way in range(len(WAYS))}
        crowd = _Crowd(services, expected, counts, wrong)
        done = 0
        while done < stops:
            until = time.monotonic() + float(rng.uniform(3, 12))
            while time.monotonic() < until:
                crowd.fill(3)
                time.sleep(0.05)
            postgres.stop(signal.SIGQUIT)
            time.sleep(float(rng.uniform(0, 2)))
            postgres.start()
            done += 1
        counts["times the database was stopped"] = done
        crowd.end()
        wrong += [f"service {k} died" for k, service in enumerate(services) if not service.alive]
        for service in services:
            service.end(signal.SIGTERM)
        wrong += faults_of(data, url)
    finally:
        postgres.close()
    return counts, wrong + [f"orphan: {line}" for line in orphans()]


class _Crowd:
    """People on their way, at one service or the other."""

    def __init__(
        self,
        services: list[Served],
        expected: dict[int, Outcome | None],
        counts: Counter[str],
        wrong: list[str],
    ) -> None:
        self._services, self._expected, self._counts, self._wrong = services, expected, counts, wrong
        self._threads: list[threading.Thread] = []
        self._sent = 0
        self._lock = threading.Lock()

    def fill(self, many: int) -> None:
        self._threads = [t for t in self._threads if t.is_alive()]
        while len(self._threads) < many:
            self._threads.append(threading.Thread(target=self._go, args=(self._sent,), daemon=True))
            self._threads[-1].start()
            self._sent += 1

    def end(self) -> None:
        for thread in self._threads:
            thread.join(600)
            if thread.is_alive():
                self._wrong.append("somebody never arrived")

    def _go(self, n: int) -> None:
        way, port = n % len(WAYS), self._services[n % len(self._services)].port
        journey = Journey(way, lambda: port)
        found = journey.run()
        with self._lock:
            self._counts.update(journey.counts)
            self._wrong += journey.wrong
            if found != self._expected[way]:
                self._wrong.append(f"way {way} led to {found}, undisturbed to {self._expected[way]}")
