"""Worker processes on this machine: warm, supervised, as many as there are cores.

    works  0 1 2 3 4 5 6 7        neighbours share pictures: each worker walks along its own stretch, and who
           |A: 0 1 2 3|B: 4 5 6 7|   is ready early takes the last piece of the longest stretch that is left

A worker that crashes, hangs or is killed is replaced and its piece tried again; three failures fail the
job. Invariant: when `run` ends, however it ends, no worker of it is working and every finished piece is kept.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any

import stillreel

from ...errors import RenderFailed, StillreelError, Unavailable
from ...leftovers import lives
from ...media import jail
from ...render.chunks import Chunks
from ...render.work import Step, Track, Work
from .worker import FORK, JAIL, KILL, PID

TRIES = 3
START_S = 60.0
CANCEL_S = 1.2
NICENESS = 5


@dataclass
class _Worker:
    pid: int
    connection: Connection
    stretch: deque[Work]
    work: Work | None = None
    heard: float = 0.0

    @property
    def all(self) -> tuple[Work, ...]:
        """What it does and what it is to do."""
        return (*self.stretch, self.work) if self.work is not None else tuple(self.stretch)


class Local:
    """An `Engine` of worker processes. `workers` 0: one per core. `patience`: seconds without a sign of life
    after which a worker counts as hung. May be used from any thread, one job at a time."""

    def __init__(self, workers: int = 0, *, patience: float = 60.0, niceness: int = NICENESS) -> None:
        self._count = workers or len(os.sched_getaffinity(0))
        self._patience, self._niceness = patience, niceness
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Local:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The nursery and the workers that live now."""
        first = (self._nursery.pid,) if self._nursery is not None else ()
        return (*first, *(w.pid for w in self._workers))

    def warm(self) -> None:
        """Starts the processes now, so that the first job need not wait for them."""
        with self._lock:
            self._hire()

    def close(self) -> None:
        """Ends all processes. A job that runs in another thread fails."""
        nursery, self._nursery = self._nursery, None
        if self._control is not None:
            self._control.close()  # the nursery ends, and the kernel takes its workers with it
            self._control = None
        for worker in self._workers:
            worker.connection.close()
        self._workers.clear()
        if nursery is not None:
            try:
                nursery.wait(2)
            except subprocess.TimeoutExpired:
                nursery.kill()
                nursery.wait()

    def run(self, works: Sequence[Work], chunks: Chunks) -> Iterator[Step]:
        """See `Engine.run`."""
        with self._lock:
            self._hire()
            job = _Job(works, chunks)
            try:
                for worker, stretch in zip(self._workers, stretches(works, self._count), strict=True):
                    worker.stretch = deque(stretch)
                while job.open:
                    self._hand_out(job)
                    yield from self._listen(job)
            finally:
                self._settle(chunks)

    # -- processes

    def _hire(self) -> None:
        """As many workers as wanted; those whose process has ended are replaced."""
        if self._nursery is None or self._nursery.poll() is not None:
            self.close()
            self._found()
        while len(self._workers) < self._count:
            ours, theirs = socket.socketpair()
            pid = self._ask_for_child(theirs)
            self._workers.append(_Worker(pid, Connection(ours.detach()), deque()))

    def _found(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._nursery = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [
                    sys.executable,
                    "-m",
                    "stillreel.jobs.engines.worker",
                    str(theirs.fileno()),
                    str(self._niceness),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env=_surroundings(),
                start_new_session=True,  # Ctrl-C is ours to handle, not theirs
            )
        ours.settimeout(START_S)
        self._control = ours
        with contextlib.suppress(OSError):  # an early death is seen in the answer
            socket.send_fds(ours, [JAIL], [jail.share()])
        if not self._answered():
            raise Unavailable("the render workers do not start")

    def _ask_for_child(self, theirs: socket.socket) -> int:
        assert self._control is not None
        with theirs:
            socket.send_fds(self._control, [FORK], [theirs.fileno()])
        answer = self._answered()
        if not answer:
            raise Unavailable("the render workers do not start")
        return int(PID.unpack(answer)[0])

    def _answered(self) -> bytes:
        assert self._control is not None
        try:
            return self._control.recv(64)
        except OSError:
            return b""

    def _fire(self, worker: _Worker) -> None:
        """Kills a worker, even a stopped one, and forgets it."""
        worker.connection.close()
        if self._control is not None:
            try:
                self._control.send(KILL + PID.pack(worker.pid))
            except OSError:
                self.close()  # the nursery is gone, and so is every worker
        if worker in self._workers:
            self._workers.remove(worker)

    # -- one job

    def _hand_out(self, job: _Job) -> None:
        """Gives the idle something to do; what a lost worker had belongs to whoever has least."""
        held = {work.key for worker in self._workers for work in worker.all}
        for key in [key for key in job.open if key not in held]:
            min(self._workers, key=_load).stretch.append(job.open[key])
        for worker in self._workers:
            if worker.work is None:
                worker.work = self._next(worker)
                if worker.work is not None:
                    worker.heard = time.monotonic()
                    _tell(worker, (worker.work, job.chunks.root))

    def _next(self, worker: _Worker) -> Work | None:
        if worker.stretch:
            return worker.stretch.popleft()
        longest = max(self._workers, key=_load)
        return longest.stretch.pop() if longest.stretch else None

    def _listen(self, job: _Job) -> Iterator[Step]:
        """What the workers say within a moment; the silent ones are judged."""
        busy = {w.connection: w for w in self._workers if w.work is not None}
        ready = wait(list(busy), timeout=min(1.0, self._patience / 4))
        now = time.monotonic()
        steps = []
        for connection in ready:
            worker = busy[connection]  # type: ignore[index]
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker, job, "its worker died")
                continue
            worker.heard = now
            step = self._understood(worker, message, job)
            if step is not None:
                steps.append(step)
        for worker in busy.values():
            if worker in self._workers and worker.work is not None and now - worker.heard > self._patience:
                self._bury(worker, job, f"its worker said nothing for {self._patience:g} s")
        asked = time.monotonic()
        yield from steps
        for worker in self._workers:  # while nobody asked us we heard nobody: that is not their silence
            worker.heard += time.monotonic() - asked

    def _understood(self, worker: _Worker, message: tuple[Any, ...], job: _Job) -> Step | None:
        work = worker.work
        assert work is not None
        if message[0] == "tick":
            return Step(work.key, message[1])
        worker.work = None
        if message[0] == "done":
            job.open.pop(work.key, None)
            return Step(work.key, work.frames, True, message[1])
        _, error, final = message
        if final:
            raise error
        self._failed(work, job, error)
        return None

    def _bury(self, worker: _Worker, job: _Job, reason: str) -> None:
        work = worker.work
        assert work is not None
        self._fire(worker)
        self._hire()
        self._failed(work, job, RenderFailed(reason))

    def _failed(self, work: Work, job: _Job, error: StillreelError) -> None:
        job.failures[work.key] = job.failures.get(work.key, 0) + 1
        if job.failures[work.key] >= TRIES:
            raise RenderFailed(f"{_named(work)} failed {TRIES} times: {error.what}", piece=work.key)

    def _settle(self, chunks: Chunks) -> None:
        """Stops whoever still works: kindly first, so that they stay warm."""
        for worker in self._workers:
            worker.stretch.clear()
            if worker.work is not None:
                _tell(worker, None)
        deadline = time.monotonic() + CANCEL_S
        fired = []
        for worker in tuple(self._workers):
            while worker.work is not None:
                if not _heard(worker, deadline - time.monotonic()):
                    self._fire(worker)
                    fired.append(worker.pid)
                    break
        while any(map(lives, fired)) and time.monotonic() < deadline + 1:
            time.sleep(0.005)  # only a dead writer's file is a leftover
        chunks.sweep()


class _Job:
    def __init__(self, works: Sequence[Work], chunks: Chunks) -> None:
        self.chunks = chunks
        self.open = {work.key: work for work in works}
        self.failures: dict[str, int] = {}


def _load(worker: _Worker) -> float:
    return sum(_cost(work) for work in worker.stretch)


def _tell(worker: _Worker, message: object) -> None:
    with contextlib.suppress(OSError):  # if it is gone, its closed end is read when we listen
        worker.connection.send(message)


def _heard(worker: _Worker, within: float) -> bool:
    """Waits for the end of a cancelled work. False when time is up or the worker is gone."""
    try:
        if not worker.connection.poll(max(0.0, within)):
            return False
        if worker.connection.recv()[0] != "tick":
            worker.work = None
    except (EOFError, OSError):
        return False
    return True


def stretches(works: Sequence[Work], count: int) -> tuple[tuple[Work, ...], ...]:
    """The works as `count` runs of neighbours of about equal cost."""
    total = sum(_cost(w) for w in works)
    rows: list[list[Work]] = [[] for _ in range(count)]
    seen = 0.0
    for work in works:
        middle = seen + _cost(work) / 2
        rows[min(count - 1, int(middle * count / total))].append(work)
        seen += _cost(work)
    return tuple(tuple(row) for row in rows)


def _cost(work: Work) -> float:
    """In frames: sound costs about as much as one frame of picture for a second of it, and a little more."""
    if isinstance(work, Track):
        return 20 + work.samples / 48_000 * 2
    return 4 + work.frames


def _named(work: Work) -> str:
    return "the sound" if isinstance(work, Track) else f"the piece at frame {work.start}"


def _surroundings() -> dict[str, str]:
    """Workers are one thread each: libraries are told so before they are loaded."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
    )
    # An encoder's frames are large and short-lived: they go back to the system at once instead of into the heap.
    one |= {
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
        "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
    }
    home = str(Path(stillreel.__file__).parent.parent)
    path = os.pathsep.join(p for p in (home, os.environ.get("PYTHONPATH", "")) if p)
    return {**os.environ, **one, "PYTHONPATH": path, "SVT_LOG": "1"}
