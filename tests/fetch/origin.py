"""An origin on loopback that answers as it is told, and a fetcher that finds it behind every public address.

Nothing here dials anything but loopback: `connect` takes the address that the fetcher chose, keeps it, and opens a
socket to the origin instead.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from stillreel.fetch import Fetcher, Limits
from stillreel.fetch.addresses import Address

PUBLIC = "93.184.216.34"
QUICK = Limits(reach_s=2.0, total_s=2.0)
Answer = bytes | Iterable[bytes]


def ok(body: bytes, *fields: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *fields]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return ok(b"", f"Location: {to}", status=status)


class Origin:
    """Answers each request by `answer(path)`; keeps what it was asked."""

    def __init__(self, answer: Callable[[str], Answer], tls: ssl.SSLContext | None = None) -> None:
        self._answer, self._tls = answer, tls
        self.asked: list[bytes] = []
        self.ended: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(wire,), daemon=True).start()

    def _one(self, wire: socket.socket) -> None:
        try:
            wire = self._tls.wrap_socket(wire, server_side=True) if self._tls else wire
            with wire:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (piece := wire.recv(65536)):
                        return
                    head += piece
                self.asked.append(head)
                given = self._answer(head.split()[1].decode())
                for piece in [given] if isinstance(given, bytes) else given:
                    wire.sendall(piece)
        except OSError:
            self.ended.append("cut off")


@dataclass
class Net:
    """A made-up internet: names and what they resolve to, one origin behind all of it, every dial kept."""

    origin: Origin | None = None
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        """The next answer for a name; the last one stays."""
        answers = self.names.get(host)
        if answers is None:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.dialled.append((str(address), port))
        if self.origin is None:
            raise ConnectionRefusedError("nobody there")
        return socket.create_connection(("127.0.0.1", self.origin.port), seconds)

    def fetcher(self, limits: Limits = QUICK, **more: Any) -> Fetcher:
        more = {"resolve": self.resolve, "connect": self.connect, "wait": self.waited.append} | more
        return Fetcher(limits, **more)
