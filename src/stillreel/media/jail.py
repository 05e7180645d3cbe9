"""Where strangers' bytes are decoded: one fresh, walled-in child per file; nothing decodes in this process.

`run` is one question and one answer, `open_child` a child that keeps answering (clips). Children are forked
by one warm parent per process tree (`warm`), started at first use, shared by forks and, by `share`/`adopt`,
by any worker. Invariant: whatever the child does - crash, spin, lie, eat memory - the asker gets a value of
the promised size, Unsupported or TooLarge within the deadline, and no process or descriptor is left behind.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import NotFound, StillreelError, TooLarge, Unavailable, Unsupported
from .sandbox import LAYERS, LINUX, Limits
from .wire import Closed, Message, Packets, Pipes, Wire

MOST_BYTES = 200 << 20
"""The largest file that may be read."""
START = 60.0
_log = logging.getLogger(__name__)
_LIMIT_SIGNALS = {-signal.SIGKILL, -getattr(signal, "SIGXCPU", 24), -getattr(signal, "SIGXFSZ", 25)}


@dataclass
class _Warm:
    """This process's way to a warm parent."""

    control: Packets | None = None
    process: subprocess.Popen[bytes] | None = None
    walls: dict[str, bool] | None = None
    pid: int = 0


_warm = _Warm()
_lock = threading.RLock()
_slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_hooked = False


class Child:
    """A jailed child at work on one file. Close it; leaving it open keeps a process."""

    def __init__(self, wire: Wire, out: int, stop: Callable[[], None]) -> None:
        self._wire, self._out, self._stop = wire, out, stop
        self.used: Message = {}

    def ask(self, question: Mapping[str, Any], timeout: float) -> Message:
        """Send a question and wait for its answer; raises as `answer`."""
        with contextlib.suppress(Closed):  # why it is gone is what the last answer tells
            self._wire.send(question)
        return self.answer(timeout)

    def answer(self, timeout: float) -> Message:
        """The next answer. Raises TooLarge (limits, deadline), Unsupported (damage, crash), Unavailable."""
        try:
            message = self._wire.receive(timeout)
        except TimeoutError as error:
            self.close()
            raise TooLarge("the file takes too long to read") from error
        except Closed as error:
            raise Unavailable("the decoder was stopped from outside") from error
        if isinstance(message.get("answer"), dict):
            return dict(message["answer"])
        if "error" in message:
            _log.debug("decoder: %s", message.get("trail"))
            raise _error_of(message)
        self.used = message
        if message.get("end") in _LIMIT_SIGNALS:
            raise TooLarge("the file takes more time or memory than the limit to read")
        raise Unsupported("the file is damaged: its decoder crashed")

    def read(self, size: int, offset: int = 0) -> bytearray:
        """`size` bytes of the output; missing bytes are zero."""
        data = bytearray(size)
        view = memoryview(data)
        while view:
            count = (
                os.preadv(self._out, [view], offset)
                if hasattr(os, "preadv")
                else _pread(self._out, view, offset)
            )
            if count == 0:
                break
            view, offset = view[count:], offset + count
        return data

    def end(self, timeout: float = 5.0) -> Message:
        """Wait until the child is gone: its exit code, CPU s and peak bytes, where the system tells."""
        while "end" not in self.used:
            try:
                self.used = self._wire.receive(timeout)
            except (Closed, TimeoutError):
                break
        return self.used

    def close(self) -> None:
        """Kill the child if it still runs, and let go of everything. May be called again."""
        stop, self._stop = self._stop, lambda: None
        stop()
        self._wire.close()
        if self._out >= 0:
            os.close(self._out)
            self._out = -1

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()


def _pread(fd: int, view: memoryview, offset: int) -> int:
    os.lseek(fd, offset, os.SEEK_SET)
    data = os.read(fd, len(view))
    view[: len(data)] = data
    return len(data)


def _error_of(message: Message) -> StillreelError:
    kind = {"TooLarge": TooLarge, "Unsupported": Unsupported}.get(str(message.get("error")), Unsupported)
    what = "".join(c for c in str(message.get("what")) if c.isprintable())[:300]
    return kind(what or "the file is damaged")


def open_child(
    task: str, path: Path, args: Mapping[str, Any], limits: Limits, *, plain: bool = False
) -> Child:
    """Start `module:function` on a file in a jailed child. `plain` forces the form without fork.

    Raises NotFound, TooLarge (more than 200 MiB), Unavailable (no child can be started)."""
    source = _open(path)
    try:
        if plain or not LINUX:
            return _spawn(task, path, args, limits)
        out = _output(limits.output)
        try:
            return _order(task, source, out, args, limits)
        except BaseException:
            os.close(out)
            raise
    finally:
        os.close(source)


def run(
    task: str, path: Path, args: Mapping[str, Any], limits: Limits, *, plain: bool = False
) -> tuple[Message, npt.NDArray[np.uint8]]:
    """One question about one file: the answer and the first `bytes` (a key of the answer) of the output.

    Raises as `Child.answer`. At most one decode per core at a time in this process."""
    with _slots:
        for again in (True, False):
            with open_child(task, path, args, limits, plain=plain) as child:
                try:
                    answer = child.answer(limits.wall)
                except Unavailable:
                    if not again:
                        raise
                    continue  # the warm parent itself was killed: a new one, once
                size = answer.get("bytes", 0)
                if not isinstance(size, int) or not 0 <= size <= limits.output:
                    raise Unsupported("the file is damaged: its decoder gave no sense")
                return answer, np.frombuffer(child.read(size), np.uint8)
    raise Unavailable("the decoder was stopped from outside")


def _open(path: Path) -> int:
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        raise NotFound("the file cannot be opened") from error
    info = os.fstat(fd)
    if not stat.S_ISREG(info.st_mode):
        os.close(fd)
        raise Unsupported("this is not a regular file")
    if info.st_size > MOST_BYTES:
        os.close(fd)
        raise TooLarge(f"the file has more than {MOST_BYTES >> 20} MiB")
    return fd


def _output(size: int) -> int:
    """An anonymous file of fixed size: the child can fill it, never grow or shrink it."""
    import fcntl

    fd = os.memfd_create("out", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, size)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL)
    return fd


def _order(task: str, source: int, out: int, args: Mapping[str, Any], limits: Limits) -> Child:
    for _ in range(3):
        control = _control()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            message = {"task": task, "args": dict(args), "limits": asdict(limits)}
            control.send(message, (theirs.fileno(), source, out))
        except (Closed, OSError) as error:
            ours.close()
            if isinstance(error, OSError) and error.errno not in (errno.EBADF, errno.EPIPE):
                raise Unavailable("no decoder can be started") from error
            _forget(control)
            continue
        finally:
            theirs.close()
        wire = Packets(ours)
        return Child(wire, out, partial(_hang_up, ours))
    raise Unavailable("the decoder's warm parent does not start")


def _hang_up(sock: socket.socket) -> None:
    """The order to kill: the warm parent sees it even where a fork of ours still holds the socket."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _spawn(task: str, path: Path, args: Mapping[str, Any], limits: Limits) -> Child:
    """The plain form: a fresh interpreter and pipes; slower, and with fewer walls."""
    out, name = tempfile.mkstemp(prefix="stillreel-")
    os.ftruncate(out, limits.output)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "stillreel.media.warm", "--once"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    assert process.stdin is not None and process.stdout is not None
    wire = Pipes(process.stdout, process.stdin, process.kill)

    def stop() -> None:
        process.kill()
        process.wait()
        Path(name).unlink(missing_ok=True)

    child = Child(wire, out, stop)
    order = {"task": task, "args": dict(args), "limits": asdict(limits)}
    wire.send({**order, "source": str(path.absolute()), "out": name})
    return child


def _environment() -> dict[str, str]:
    """What the decoder's interpreter is told: where code lies, one thread, and no secret of ours."""
    keep = {k: os.environ[k] for k in ("SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH") if k in os.environ}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = os.pathsep.join(str(Path(p).absolute()) for p in sys.path)
    return {
        **keep,
        **threads,
        # A decoder fills fresh memory by the hundred megabytes: huge pages cost the kernel a tenth.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "PYTHONPATH": paths,
        "OPENCV_LOG_LEVEL": "SILENT",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _control() -> Packets:
    """The socket of the warm parent, started if there is none."""
    global _hooked
    with _lock:
        if _warm.control is not None:
            return _warm.control
        if not _hooked:
            _hooked = True
            os.register_at_fork(after_in_child=_after_fork)
            atexit.register(_forget)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "stillreel.media.warm", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        control = Packets(ours)
        try:
            hello = control.receive(START)
        except (Closed, TimeoutError) as error:
            control.close()
            process.kill()
            process.wait()
            raise Unavailable("the decoder's warm parent does not start") from error
        ours.settimeout(None)
        _warm.control, _warm.process, _warm.pid = control, process, int(hello["ready"])
        _warm.walls = dict(hello["walls"])
        return control


def _after_fork() -> None:
    """In a fork: share the warm parent (packets are atomic), but not the locks that others may hold."""
    global _lock, _slots
    _lock = threading.RLock()
    _slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
    _warm.process = None


def _forget(control: Packets | None = None) -> None:
    """Let go of the warm parent; it ends when nobody holds it."""
    with _lock:
        if control is not None and _warm.control is not control:
            return
        old, process = _warm.control, _warm.process
        _warm.control = _warm.process = _warm.walls = None
        _warm.pid = 0
    if old is not None:
        old.close()
    if process is not None:
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:  # a fork of ours still uses it
            process.returncode = 0


def share() -> int:
    """A descriptor by which another process of ours can `adopt` this one's warm parent (pass_fds)."""
    return _control().sock.fileno()


def adopt(fd: int) -> None:
    """Use the warm parent behind an inherited descriptor of `share` instead of starting one."""
    _forget()
    with _lock:
        _warm.control = Packets(socket.socket(fileno=fd))


def warm_pid() -> int:
    """The pid of this process's warm parent (started if need be), 0 where it is another's or none."""
    if LINUX:
        _control()
    return _warm.pid


def layers() -> dict[str, bool]:
    """Which walls of the jail stand here, tried on a real child: see `sandbox.LAYERS`."""
    with tempfile.NamedTemporaryFile() as file:
        answer, _ = run("stillreel.media.inside.warmth:walls", Path(file.name), {}, Limits())
    found = {**(_warm.walls or {}), **answer["walls"]}
    if LINUX and _warm.walls is None:  # adopted: its parent is another's, and reported there
        found |= {"namespaces": True, "single_thread": True}
    return {name: bool(found.get(name)) for name in LAYERS}


def check(require: bool = False) -> dict[str, bool]:
    """`layers()`, with a loud warning for what is missing; raises Unavailable where all are required."""
    found = layers()
    missing = ", ".join(name for name, stands in found.items() if not stands)
    if missing and require:
        raise Unavailable(
            f"this system forbids parts of the decoder jail: {missing}",
            remedy="Allow them (user namespaces, Landlock, seccomp), or unset STILLREEL_REQUIRE_SANDBOX.",
        )
    if missing:
        _log.warning("uploads are decoded without these walls of the jail: %s", missing)
    return found
