"""A worker process: does one work after another until its socket closes. Also the nursery it is born in.

    engine ──fork request──> nursery ──fork──> worker      the nursery imports everything once and has one
       └───────────── works, steps, cancel ──────┘          thread, so forking it is safe and takes milliseconds

Nobody outlives anybody: the nursery ends when its socket closes (the engine's process is gone, however it
went), and the kernel kills workers whose nursery is gone. Invariant: a worker that stops, for whatever
reason, leaves at most one unfinished file, which the next sweep of the cache removes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import socket
import struct
import sys
import time
from multiprocessing.connection import Connection

from ...errors import RenderFailed, StillreelError
from ...media import jail
from ...pixels import engine as loops
from ...render.chunks import Chunks
from ...render.work import Desk, Work

FORK, KILL, JAIL = b"F", b"K", b"J"
PID = struct.Struct("<i")
_PR_SET_PDEATHSIG = 1
TICK_S = 0.1


class Cancelled(Exception):
    """The engine wants this work no longer."""


def nursery(control: socket.socket, niceness: int) -> None:
    """Forks workers on request until the socket closes."""
    children: set[int] = set()
    while True:
        ready, _, _ = select.select([control], [], [], 1.0)
        for pid in tuple(children):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    children.discard(pid)
        if not ready:
            continue
        message, handles, _, _ = socket.recv_fds(control, 64, 1)
        if not message:
            return
        if message[:1] == FORK:
            pid = os.fork()
            if not pid:
                control.close()
                _live(Connection(handles[0]), niceness)
            os.close(handles[0])
            children.add(pid)
            control.send(PID.pack(pid))
        elif message[:1] == JAIL:
            jail.adopt(handles[0])  # one warm decoder for the whole tree
        elif message[:1] == KILL:
            # Only we know whether this number still means that child: we are the one who buries it.
            (pid,) = PID.unpack(message[1:])
            if pid in children:
                os.kill(pid, signal.SIGKILL)


def _live(connection: Connection, niceness: int) -> None:
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel knew of our wish
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(niceness)
        with open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123 - rather we than the API beside us
            score.write("500")
    try:
        serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)
    except BaseException:  # whatever it is, the parent's loop must not run twice
        os._exit(1)
    os._exit(0)


def serve(connection: Connection) -> None:
    """Receives (work, cache folder), sends ("tick", frames) | ("done", cpu) | ("failed", error) | ("cancelled",)."""
    desk = Desk()
    while True:
        order = connection.recv()
        if order is None:  # a cancel that came too late
            continue
        work, root = order
        before = time.process_time()
        try:
            Chunks(root).put(work.key, desk.do(work, _Ticker(connection, work)))
        except Cancelled:
            connection.send(("cancelled",))
        except StillreelError as error:
            connection.send(("failed", error, not isinstance(error, RenderFailed)))
        except Exception as error:
            connection.send(("failed", RenderFailed(f"{type(error).__name__}: {error}"), False))
            if isinstance(error, MemoryError):
                os._exit(1)
        else:
            connection.send(("done", time.process_time() - before))


class _Ticker:
    """Called before every frame: tells the engine now and then, and listens whether to stop."""

    def __init__(self, connection: Connection, work: Work) -> None:
        self._connection, self._work, self._last = connection, work, time.monotonic()

    def __call__(self, n: int) -> None:
        if self._connection.poll():
            self._connection.recv()
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= TICK_S:
            self._last = now
            self._connection.send(("tick", n))


def main() -> None:
    """`python -m stillreel.jobs.engines.worker <socket> <niceness>`"""
    control = socket.socket(fileno=int(sys.argv[1]))
    loops.is_warm()  # machine code is loaded once, here, and shared by all forks
    control.send(PID.pack(os.getpid()))
    nursery(control, int(sys.argv[2]))


if __name__ == "__main__":
    main()
