"""kill -9: at every named point, the first time and the n-th, and at random; of the service and of its workers.

A sweep starts the service with the point set, lets people go their ways until it dies, starts it again unharmed, and
waits until everybody has arrived. Then everything is added up.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import psutil

from stillreel.faults import POINTS

from .books import faults_of, litter, unclaimed
from .journey import WAYS, Journey, Outcome
from .served import Served, orphans

DEEP = {"before_commit": 24, "after_commit": 24}
"""How many times further each point is tried: every commit of a whole way; the others three times."""
MEET_S = 45.0
"""How long a service may live with a point set without coming to it."""


class World:
    """A data folder with its service and the people on their way."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.served = Served(data, **settings)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._over = threading.Event()
        self.start_s = 1.0
        self.expected: dict[int, Outcome] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def learn(self) -> None:
        """What each way leads to when nobody is killed."""
        self.served.start()
        for way in range(len(WAYS)):
            journey = Journey(way, lambda: self.served.port)
            found = journey.run()
            if found is None or journey.wrong:
                raise SystemExit(f"undisturbed it does not work: {journey.wrong}")
            self.expected[way] = found

    def send(self, *ways: int) -> None:
        """People set out."""
        for way in ways:
            thread = threading.Thread(target=self._go, args=(way,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _go(self, way: int) -> None:
        journey = Journey(way, lambda: self.served.port, over=self._over)
        found = journey.run()
        with self._lock:
            self.counts.update(journey.counts)
            self.wrong += journey.wrong
            if found is not None and found != self.expected[way]:
                self.wrong.append(f"way {way} led to {found}, undisturbed to {self.expected[way]}")

    @property
    def busy(self) -> int:
        """How many people are still on their way."""
        self._threads = [t for t in self._threads if t.is_alive()]
        return len(self._threads)

    def arrive(self, within: float = 900.0) -> None:
        """Until everybody has arrived; the service is kept running."""
        until = time.monotonic() + within
        while self.busy and time.monotonic() < until:
            self.up()
            time.sleep(0.05)
        if self.busy:
            self.wrong.append(f"{self.busy} people never arrived")
            self._over.set()

    def up(self) -> None:
        """The service runs, unharmed."""
        while not self.served.alive:
            self.served.end()
            began = time.monotonic()
            if not self.served.start():
                self.counts["starts that failed"] += 1
            self.start_s = time.monotonic() - began

    def died(self) -> None:
        """Counts a kill and whatever outlived it."""
        self.served.end()
        self.counts["kills"] += 1
        if left := orphans():
            self.wrong += [f"orphan: {line}" for line in left]

    def check(self) -> None:
        """Everybody has arrived: stops the service in good order, adds everything up, starts none."""
        took = self.served.end(signal.SIGTERM)
        self.counts["graceful stops"] += 1
        if took > 10:
            self.wrong.append(f"a graceful stop took {took:.1f} s")
        if left := orphans():
            self.wrong += [f"orphan: {line}" for line in left]
        data = self.served.data
        self.served.start()  # its first round sweeps what the last kill left
        self.wrong += litter(data)
        self.served.end(signal.SIGTERM)
        self.wrong += faults_of(data)
        self.counts["files without a row"] = unclaimed(data)
        self.counts["reconciliations"] += 1


def named(world: World, points: tuple[str, ...] = POINTS, deep: int = 0) -> Counter[str]:
    """A kill at every point, n times further each; returns how often each point killed."""
    hit: Counter[str] = Counter()
    rng = np.random.default_rng(0)
    for point in points:
        for nth in range(1, (deep or DEEP.get(point, 3)) + 1):
            if world.served.alive:
                world.served.end(signal.SIGTERM)
            alive, until = world.served.start(f"{point}:{nth}"), time.monotonic() + MEET_S
            while alive and time.monotonic() < until:
                while world.busy < 3:
                    world.send(int(rng.integers(len(WAYS))))
                alive = world.served.alive
                time.sleep(0.02)
            if not alive:
                world.died()
                hit[point] += 1
        world.arrive()
        world.check()
    return hit


def at_random(world: World, kills: int, seed: int) -> None:
    """Kills at random instants, most of the service, some of a process under it."""
    rng = np.random.default_rng(seed)
    done = 0
    while done < kills:
        world.up()
        while world.busy < 3:
            world.send(int(rng.integers(len(WAYS))))
        # Lives are as long as a start took, in the mean: on a busy machine nobody would ever get anything done.
        until = time.monotonic() + float(rng.exponential(max(2.5, 1.5 * world.start_s)))
        while time.monotonic() < until and world.served.alive:
            time.sleep(0.01)
        if rng.random() < 0.25:
            done += _one_of(world.served.family(), rng, world.counts)
            continue
        os.kill(world.served.pid, signal.SIGKILL)
        world.died()
        done += 1
        if done % 25 == 0:
            world.arrive()
            world.check()
    world.arrive()
    world.check()


def _one_of(family: list[psutil.Process], rng: np.random.Generator, counts: Counter[str]) -> int:
    if not family:
        return 0
    with contextlib.suppress(psutil.NoSuchProcess):
        family[int(rng.integers(len(family)))].send_signal(signal.SIGKILL)
        counts["kills of workers and decoders"] += 1
        return 1
    return 0
