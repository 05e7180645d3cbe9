"""One HTTP/1.1 exchange over one socket, under deadlines: what is sent, and what comes back piece by piece.

h11 does the parsing, strictly; the time left is set before every read, so that an origin which sends a byte now
and then gains nothing by it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import h11

CHUNK = 64 << 10
MAX_HEAD = 32 << 10


class Line:
    """A connected socket. `until` is the moment (by `clock`, in seconds) after which every wait ends."""

    def __init__(self, wire: socket.socket, clock: Callable[[], float], until: float) -> None:
        self._wire, self._clock, self.until = wire, clock, until
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)

    def ask(
        self, method: str, target: str, headers: list[tuple[str, str]], body: bytes = b""
    ) -> h11.Response:
        """Sends the request; the response's head. Raises TimeoutError, OSError, h11.ProtocolError."""
        request = h11.Request(method=method, target=target, headers=headers)
        parts = [request, *([h11.Data(data=body)] if body else []), h11.EndOfMessage()]
        self._wire.settimeout(self._left())
        self._wire.sendall(b"".join(self._state.send(part) or b"" for part in parts))
        while True:
            event = self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionError("the answer has no head")

    def body(self) -> Iterator[bytes]:
        """The response's body as it comes. Raises like `ask`, also when it ends before it should."""
        while True:
            event = self._event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return
            else:
                raise ConnectionError("the body broke off")

    def close(self) -> None:
        self._wire.close()

    def _event(self) -> object:
        while (event := self._state.next_event()) is h11.NEED_DATA:
            self._wire.settimeout(self._left())
            self._state.receive_data(self._wire.recv(CHUNK))
        return event

    def _left(self) -> float:
        left = self.until - self._clock()
        if left <= 0:
            raise TimeoutError("too late")
        return left
