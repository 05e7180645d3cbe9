"""The wire between a process and its jailed children: small JSON messages, never pickles.

A child may be in a stranger's hands, so nothing it says is executed or trusted: messages are JSON of bounded
size and pixels travel in a file of fixed size that the asking side made. Two carriers speak the same words:
a packet socket where processes fork, a pair of pipes where they are spawned.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

MOST = 64 << 10
"""The largest message in bytes."""

Message = dict[str, Any]


class Closed(Exception):
    """The other side is gone."""


class Wire(Protocol):
    """Messages in order, whole or not at all."""

    def send(self, message: Mapping[str, Any]) -> None: ...

    def receive(self, timeout: float | None = None) -> Message: ...

    def close(self) -> None: ...


def _decode(data: bytes) -> Message:
    try:
        message = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Closed("not a message") from error
    if not isinstance(message, dict):
        raise Closed("not a message")
    return message


def _encode(message: Mapping[str, Any]) -> bytes:
    data = json.dumps(message).encode()
    if len(data) > MOST:
        raise ValueError(f"a message has at most {MOST} bytes")
    return data


class Packets:
    """A Unix packet socket; `receive` raises TimeoutError when the time is over and Closed at the end."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, message: Mapping[str, Any], files: Sequence[int] = ()) -> None:
        data = _encode(message)
        try:
            if files:
                socket.send_fds(self.sock, [data], list(files))
            else:
                self.sock.send(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed("the other side is gone") from error

    def receive(self, timeout: float | None = None) -> Message:
        return self.receive_files(0, timeout)[0]

    def receive_files(self, most: int, timeout: float | None = None) -> tuple[Message, list[int]]:
        """A message and up to `most` file descriptors that came with it."""
        self.sock.settimeout(timeout)
        files: list[int] = []
        try:
            if most:
                data, files, _, _ = socket.recv_fds(self.sock, MOST, most)
            else:
                data = self.sock.recv(MOST)
        except ConnectionResetError as error:
            raise Closed("the other side is gone") from error
        if not data:
            raise Closed("the other side is gone")
        return _decode(data), files

    def close(self) -> None:
        self.sock.close()


class Pipes:
    """Length-prefixed messages over two byte streams; `expire` is called when a receive takes too long."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes], expire: Any = None) -> None:
        self._reader, self._writer, self._expire = reader, writer, expire

    def send(self, message: Mapping[str, Any]) -> None:
        data = _encode(message)
        try:
            self._writer.write(struct.pack("<I", len(data)) + data)
            self._writer.flush()
        except (OSError, ValueError) as error:
            raise Closed("the other side is gone") from error

    def receive(self, timeout: float | None = None) -> Message:
        late = threading.Event()

        def over() -> None:
            late.set()
            self._expire()

        clock = threading.Timer(timeout, over) if timeout is not None and self._expire else None
        if clock:
            clock.start()
        try:
            head = self._reader.read(4)
            size = struct.unpack("<I", head)[0] if len(head) == 4 else MOST + 1
            data = self._reader.read(size) if size <= MOST else b""
        finally:
            if clock:
                clock.cancel()
        if late.is_set():
            raise TimeoutError("no answer in time")
        if len(head) < 4 or len(data) < size:
            raise Closed("the other side is gone")
        return _decode(data)

    def close(self) -> None:
        for stream in (self._reader, self._writer):
            try:
                stream.close()
            except OSError:
                continue
