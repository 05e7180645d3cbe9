"""The socket's own rules: what a client sends must arrive in time and fit, whatever its pace.

uvicorn has a timeout for idle connections only; a client that sends one byte every five seconds would keep its
place for ever, and one that was refused could send its 200 MB all the same. Invariants: a connection whose request
head is not complete `receipt_s` after its first byte (or after it was opened) is closed, and so is one whose head is
larger than 64 KiB, or whose body comes slower than `min_rate` while we wait for it; once a request is answered,
the rest of its body is not read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 << 10
MAX_FIELDS = 100
LINGER_S = 2.0
"""How long a refused sender may take to read the answer."""


class Guarded(HttpToolsProtocol):
    """One connection whose heads must arrive in `receipt_s` seconds and stay small, whose bodies must keep coming."""

    receipt_s = 20.0
    min_rate = 1024

    def __init__(
        self, config: Config, server_state: Any, app_state: dict[str, Any], _loop: Any = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._due: asyncio.TimerHandle | None = None
        self._in_head, self._head = True, 0
        self._body = -1  # bytes of it since we last looked; -1: none is awaited

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD + (256 << 10):
                self.send_431()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head = True, 0
        self._size = 0
        if self._due is None:
            self._arm()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._measure(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._measure(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        self._disarm()
        self._in_head = False
        if self._size > MAX_HEAD or len(self.headers) > MAX_FIELDS:
            self.send_431()
            raise ValueError("head too large")
        super().on_headers_complete()
        self._body = 0
        self._arm()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._body += len(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._body = -1
        self._disarm()

    def on_response_complete(self) -> None:
        if self._body >= 0 and not self.pipeline and not self.transport.is_closing():
            # Answered before the body was here: nobody wants the rest of it.
            self._disarm()
            self.flow.pause_reading()
            if self.transport.can_write_eof():
                self.transport.write_eof()
            self.loop.call_later(LINGER_S, self.transport.close)
            return
        super().on_response_complete()

    def _measure(self, n: int) -> None:
        self._size += n
        if self._size > MAX_HEAD or len(self.headers) > MAX_FIELDS:
            if not self.transport.is_closing():
                self.send_431()
            raise ValueError("head too large")

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def send_431(self) -> None:
        """Too much head: one answer, then the end."""
        text = (
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(text)
        self.transport.close()

    def _arm(self) -> None:
        self._due = self.loop.call_later(self.receipt_s, self._late)

    def _disarm(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _late(self) -> None:
        """Time is up: for a head always; for a body unless enough of it came, or it is we who do not read."""
        self._due = None
        if self.transport.is_closing():
            return
        if self._body >= 0 and (self.flow.read_paused or self._body >= self.min_rate * self.receipt_s):
            self._body = 0
            self._arm()
        else:
            self.transport.close()


def guarded(receipt_s: float, min_rate: int) -> type[HttpToolsProtocol]:
    """uvicorn's protocol with a deadline for the head of every request and a pace for its body."""
    return type("Guarded", (Guarded,), {"receipt_s": receipt_s, "min_rate": min_rate})
