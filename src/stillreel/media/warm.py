"""The warm parent: a small process that has every decoder loaded and forks one jailed child per decode.

Started as `python -m stillreel.media.warm <fd>` by `jail`, it reads orders (a task, its arguments, its
descriptors) from a packet socket, forks, and tells each child's end on the child's own socket. It never looks
at a file itself. Invariant: it has one thread, holds no secret, survives whatever a child does, leaves no
zombie, kills a child whose asker is gone, and goes when nobody holds its socket any more.
`python -m stillreel.media.warm --once` is the plain form for systems that cannot fork: one order, by pipes.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field
from typing import Any, NoReturn

from . import sandbox
from .wire import Closed, Message, Packets, Pipes, Wire

_JOB, _IN, _OUT = 3, 4, 5


class Source:
    """The input as a nameless object: read, seek and tell, so that no library can judge it by a name."""

    def __init__(self, fd: int) -> None:
        self.fd, self.size, self._at = fd, os.fstat(fd).st_size, 0

    def read(self, size: int = -1) -> bytes:
        size = self.size - self._at if size is None or size < 0 else size
        data = os.pread(self.fd, max(0, min(size, self.size - self._at)), self._at)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self.size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at


@dataclass
class Order:
    """What a task is given: its arguments, the input, the output file and the wire to the asker."""

    args: Message
    source: Source
    out: int
    wire: Wire
    walls: dict[str, bool] = field(default_factory=dict)

    def write(self, data: Any, offset: int = 0) -> int:
        """Write a C-contiguous buffer into the output at `offset`; returns the offset behind it."""
        view = memoryview(data).cast("B")
        while view:
            count = os.pwrite(self.out, view, offset)
            view, offset = view[count:], offset + count
        return offset


def _known_error(error: BaseException) -> tuple[str, str]:
    """An exception as (name, message) on the wire: what is too large is told from what is damaged."""
    from ..errors import StillreelError, TooLarge, Unsupported

    if isinstance(error, StillreelError):
        return type(error).__name__, error.what
    words = f"{type(error).__name__}: {error}"
    full = isinstance(error, MemoryError) or getattr(error, "errno", None) in (errno.ENOMEM, errno.EFBIG)
    if full or any(mark in words for mark in ("Insufficient memory", "Decompressed data too large", "bomb")):
        return TooLarge.__name__, "the file unpacks to more than the limit"
    return Unsupported.__name__, "the file is damaged or not what it claims to be"


def perform(order: Order, task: str) -> None:
    """Run `module:function` on the order and answer with its result or its error."""
    try:
        module, _, name = task.partition(":")
        answer: Message = {"answer": getattr(sys.modules[module], name)(order)}
    except Closed:
        return
    except BaseException as error:
        kind, what = _known_error(error)
        trail = "".join(traceback.format_exception(error))[-4000:]
        answer = {"error": kind, "what": what[:300], "trail": trail}
    with contextlib.suppress(Closed):
        order.wire.send(answer)


def preload() -> None:
    """Load every decoder and decode one thing of each kind, so that nothing is imported in the jail."""
    from .inside import warmth

    warmth.touch()


def _child(job: int, files: list[int], message: Message, parent: int) -> NoReturn:
    """In the fork: keep three descriptors, raise the walls, do the task, leave."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        high = [os.dup2(fd, 100 + k, inheritable=False) for k, fd in enumerate((job, *files))]
        for k, fd in enumerate(high):
            os.dup2(fd, _JOB + k, inheritable=False)
        os.closerange(_JOB + len(high), max(high) + 1 + 64)
        os.closerange(_JOB + len(high), os.sysconf("SC_OPEN_MAX") if max(files, default=0) > 160 else 256)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.close(nothing)
        wire = Packets(socket.socket(fileno=_JOB))
        order = Order(message["args"], Source(_IN), _OUT, wire)
        importlib.import_module(message["task"].partition(":")[0])
        order.walls = sandbox.lock(sandbox.Limits(**message["limits"]), parent)
        perform(order, message["task"])
    finally:
        os._exit(0)


class _Nursery:
    """The children alive now: each one's pid and our end of its socket."""

    def __init__(self, control: Packets) -> None:
        self.control = control
        self.pids: dict[int, int] = {}
        self.jobs: dict[int, Packets] = {}
        self.poll = select.poll()

    def fork(self) -> None:
        message, files = self.control.receive_files(3)
        if len(files) != 3:
            for fd in files:
                os.close(fd)
            return
        job = Packets(socket.socket(fileno=files[0]))
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            with contextlib.suppress(Closed):
                job.send({"end": -1, "cpu": 0.0, "peak": 0})
            pid = -1
        if pid == 0:
            _child(files[0], files[1:], message, parent)
        for fd in files[1:]:
            os.close(fd)
        if pid < 0:
            job.close()
            return
        self.pids[pid], self.jobs[pid] = files[0], job
        self.poll.register(files[0], select.POLLRDHUP)

    def kill(self, fd: int) -> None:
        """The asker of this job is gone (or has had enough)."""
        self.poll.unregister(fd)
        pid = next(p for p, f in self.pids.items() if f == fd)
        os.kill(pid, signal.SIGKILL)

    def reap(self) -> None:
        while self.pids:
            pid, status, used = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            job, fd = self.jobs.pop(pid), self.pids.pop(pid)
            with contextlib.suppress(KeyError):
                self.poll.unregister(fd)
            end = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(Closed, OSError):
                job.sock.setblocking(False)
                job.send({"end": end, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss << 10})
            job.close()


def serve(control: Packets) -> None:
    """Serve orders until nobody holds the other end."""
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    nursery = _Nursery(control)
    nursery.poll.register(control.sock, select.POLLIN)
    nursery.poll.register(wake, select.POLLIN)
    while True:
        # Askers first, deaths last: a descriptor freed by a death must not be met again in this round.
        for fd, _ in sorted(nursery.poll.poll(), key=lambda pair: pair[0] == wake):
            if fd == control.sock.fileno():
                try:
                    nursery.fork()
                except Closed:
                    return
            elif fd == wake:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 4096)
                nursery.reap()
            else:
                nursery.kill(fd)


def _once() -> None:
    """The plain form: one order on stdin, answers on stdout, files by path; limits as far as they exist."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    wire = Pipes(reader, writer)
    message = wire.receive()
    flag = getattr(os, "O_BINARY", 0)
    source = Source(os.open(message["source"], os.O_RDONLY | flag))
    order = Order(message["args"], source, os.open(message["out"], os.O_RDWR | flag), wire)
    preload()
    importlib.import_module(message["task"].partition(":")[0])
    order.walls = sandbox.lock(sandbox.Limits(**message["limits"]), os.getppid())
    perform(order, message["task"])


def main(argument: str) -> None:
    """Load, isolate, say ready, serve."""
    if argument == "--once":
        _once()
        return
    control = Packets(socket.socket(fileno=int(argument)))
    preload()
    gc.collect()
    gc.freeze()  # children share our memory; the collector must not touch every page of it
    single = sandbox.threads() == 1
    walls = {"single_thread": single, "namespaces": sandbox.isolate()}
    control.send({"ready": os.getpid(), "walls": walls})
    serve(control)


if __name__ == "__main__":
    main(sys.argv[1])
