"""Large bodies: one of 200 MB, eight together, and one that is refused by its announcement."""

from __future__ import annotations

import argparse
import signal
import socket
import struct
import threading
import time
from pathlib import Path

from .openloop import at, memory
from .people import Person
from .served import Served

BLOCK = 1 << 20
Row = tuple[str, str, str]


def sound(size: int, seed: int) -> bytes:
    """A whole WAV file of about so many bytes; another seed, another file."""
    head = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
    body = bytes([seed & 255, 0]) * (size // 2)
    return (
        b"RIFF"
        + struct.pack("<I", 4 + len(head) + 8 + len(body))
        + b"WAVE"
        + head
        + b"data"
        + struct.pack("<I", len(body))
        + body
    )


class Watch(threading.Thread):
    """Looks at the service all the while: its memory, and how quickly `/healthz` answers, which is its event loop."""

    def __init__(self, person: Person, pid: int) -> None:
        super().__init__(daemon=True)
        self._person, self._pid, self._over = person, pid, threading.Event()
        self.most, self.lags = memory(pid), list[float]()

    def run(self) -> None:
        while not self._over.wait(0.05):
            began = time.perf_counter()
            self._person.get("/healthz")
            self.lags.append(time.perf_counter() - began)
            self.most = max(self.most, memory(self._pid))

    def end(self) -> None:
        self._over.set()
        self.join(30)


def uploads(data: Path, given: argparse.Namespace) -> list[Row]:
    """L6 and L7: one large file, then eight together."""
    service = Served(data, accounting="off")
    service.start()
    person = Person(service.port)
    person.enter()
    person.upload(person.session(), ("warm.wav", sound(1 << 20, 1)))
    rows = []
    for many, gate in ((1, "100 MB/s; + <= 32 MB"), (8, "+ <= 64 MB; loop p99 <= 50 ms")):
        files = [sound(given.megabytes << 20, 10 * many + k) for k in range(many)]
        before, watch, codes = memory(service.pid), Watch(person, service.pid), list[int]()

        def send(data: bytes, codes: list[int] = codes) -> None:
            codes.append(person.upload(person.session(), ("a.wav", data)).status)

        watch.start()
        began = time.perf_counter()
        crew = [threading.Thread(target=send, args=(file,)) for file in files]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
        took = time.perf_counter() - began
        watch.end()
        pace = given.megabytes * many * 1.048576 / took
        measured = (
            f"{pace:.0f} MB/s to the kept and probed file, + {watch.most - before:.0f} MB, "
            f"loop p99 {at(watch.lags, 0.99):.0f} ms, {codes.count(200)} of {many} taken"
        )
        rows.append((f"L{6 if many == 1 else 7} {many} x {given.megabytes} MiB", gate, measured))
    service.end(signal.SIGTERM)
    return rows


def refuse(data: Path, given: argparse.Namespace) -> list[Row]:
    """L8: an upload that is too large by its own announcement; how long, and how much is read of it."""
    del given
    service = Served(data)
    service.start()
    person = Person(service.port)
    person.enter()
    times = []
    path = f"/api/upload-video/nemo_agent/me/{person.session()}"
    for _ in range(30):
        s = socket.create_connection(("127.0.0.1", service.port), 20)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16384)
        lines = [f"POST {path} HTTP/1.1", "Host: x", "Content-Type: multipart/form-data; boundary=X"]
        lines += ["Content-Length: 300000000", *(f"{k}: {v}" for k, v in person.headers().items())]
        began = time.perf_counter()
        s.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        assert s.recv(4096).startswith(b"HTTP/1.1 413")
        times.append(time.perf_counter() - began)
        s.close()
    service.end(signal.SIGTERM)
    measured = f"p50 {at(times, 0.5):.0f} p99 {at(times, 0.99):.0f} ms; nothing of the body was sent before the answer"
    return [("L8 refuse an oversize upload", "<= 50 ms, < 128 KB read", measured)]
