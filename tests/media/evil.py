"""Tasks that a decoder in hostile hands could be: they run in the jail, where tests ask for them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from stillreel.errors import Unsupported
from stillreel.media.warm import Order


def segv(order: Order) -> dict[str, Any]:
    return {"x": ctypes.string_at(0)}


def abort(order: Order) -> dict[str, Any]:
    os.abort()


def leave(order: Order) -> dict[str, Any]:
    os._exit(7)


def spin(order: Order) -> dict[str, Any]:
    while True:
        pass


def sleep(order: Order) -> dict[str, Any]:
    time.sleep(1000)
    return {}


def eat(order: Order) -> dict[str, Any]:
    hoard = []
    while True:
        hoard.append(b"x" * (16 << 20))


def write(order: Order) -> dict[str, Any]:
    os.ftruncate(order.out, 10 << 30)
    return {}


def write_on(order: Order) -> dict[str, Any]:
    order.write(b"x" * (1 << 20), 0)
    return {}


def lie(order: Order) -> dict[str, Any]:
    return {"bytes": 1 << 40}


def babble(order: Order) -> dict[str, Any]:
    order.wire.sock.send(b'["not", "a", "message"]')  # type: ignore[attr-defined]
    return {}


def damage(order: Order) -> dict[str, Any]:
    raise Unsupported("line\nbreak \x1b[31m and more")


def fine(order: Order) -> dict[str, Any]:
    order.write(b"hello")
    return {"bytes": 5}


def ways_out(order: Order) -> dict[str, Any]:
    """Every way out that a child could try."""
    warm, canary = os.getppid(), order.args["canary"]
    return {
        "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "write a file": lambda: os.open(canary, os.O_WRONLY | os.O_CREAT),
        "unlink a file": lambda: Path(order.args["canary"]).unlink(),
        "list a folder": lambda: list(Path("/").iterdir()),
        "fork": lambda: os.fork() or os._exit(0),
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "tcp": lambda: socket.create_connection(("127.0.0.1", order.args["port"]), 1),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "kill the warm parent": lambda: os.kill(warm, signal.SIGTERM),
        "kill the asker": lambda: os.kill(order.args["asker"], 0),
        "memfd": lambda: os.memfd_create("x"),
        "grow the output": lambda: os.ftruncate(order.out, order.args["size"] + 1),
        "shrink the output": lambda: os.ftruncate(order.out, 0),
        "write the input": lambda: os.pwrite(order.source.fd, b"x", 0),
    }


def _succeeds(way: Any) -> bool:
    try:
        got = way()
    except OSError:
        return False
    if isinstance(got, socket.socket):
        got.close()
    elif isinstance(got, int) and got > 2:
        with contextlib.suppress(OSError):
            os.close(got)
    return True


def escape(order: Order) -> dict[str, Any]:
    """Tells the ways out that worked, what is open and what the environment says."""
    fds = [k for k in range(3, 300) if _is_open(k)]
    done = [name for name, way in ways_out(order).items() if _succeeds(way)]
    return {"done": done, "fds": fds, "env": sorted(os.environ)}


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
        return True
    except OSError:
        return False


def free(order: Order) -> list[str]:
    """The canary: outside the jail the same attempts succeed (those that would not harm us)."""
    skip = {"execute", "tcp", "kill the warm parent", "fork"}
    done = [name for name, way in ways_out(order).items() if name not in skip and _succeeds(way)]
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return [*done, "fork"]


def pid(order: Order) -> dict[str, Any]:
    return {"pid": os.getpid(), "parent": os.getppid(), "here": str(Path.cwd())}
