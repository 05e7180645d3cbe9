"""multipart/form-data -> files on the data volume, counted byte by byte, hashed on the way.

Every part with a file name becomes a temporary file under a name of ours; fields are read and dropped, 64 KiB at
most. Invariants: memory does not grow with the upload; the first byte over a limit ends it; whatever happens, no
temporary file stays behind.
"""

from __future__ import annotations

import contextlib
import errno
import re
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import anyio.to_thread
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from ..errors import BadRequest, DiskFull, TooLarge, Unavailable
from ..leftovers import signed
from .wire import announced

FRAME = 64 << 10
"""What the parts' own heads and fields may take besides the files."""
GATHER = 1 << 20


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that arrived: where it lies now, what its sender called it, its bytes."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Room:
    """What one upload may take: bytes of all files, how many files, bytes a second at least, free disk to leave."""

    folder: Path
    max_bytes: int
    max_files: int
    min_rate: int
    min_free: int


async def receive(request: Request, room: Room) -> tuple[Incoming, ...]:
    """All files of the request. Raises BadRequest, TooLarge, DiskFull; then nothing is left of it."""
    length = announced(request)
    if length is not None and length > room.max_bytes + FRAME:
        raise TooLarge(f"the upload is larger than {room.max_bytes} bytes", limit=room.max_bytes)
    check_free(room, length or 0)
    _, options = parse_options_header(request.headers.get("content-type", ""))
    try:
        parser = PushMultipartParser(
            options.get("boundary", ""),
            max_header_size=8192,
            max_header_count=8,
            max_segment_count=room.max_files + 50,
            strict=True,
        )
    except MultipartError as error:
        raise BadRequest(f"the form cannot be read: {error}") from None
    intake = _Intake(room)
    try:
        with parser:
            async for chunk in _paced(request, room.min_rate):
                for event in parser.parse(chunk):
                    await intake.take(event)
        return intake.files()
    except MultipartError as error:
        await intake.drop()
        raise BadRequest(f"the form cannot be read: {error}") from None
    except BaseException:
        with anyio.CancelScope(shield=True):
            await intake.drop()
        raise


def check_free(room: Room, coming: int) -> None:
    """Raises DiskFull when less than the reserve would be left."""
    if shutil.disk_usage(room.folder).free - coming < room.min_free:
        raise DiskFull("there is no room for uploads at the moment", retry_after=60)


async def _paced(request: Request, min_rate: int) -> AsyncIterator[bytes]:
    """The body's chunks. A body slower than `min_rate` over its first half minute, or silent for one, is given up."""
    began, size = time.monotonic(), 0
    stream = request.stream().__aiter__()
    while True:
        try:
            with anyio.fail_after(30):
                chunk = await stream.__anext__()
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise BadRequest("the body stopped coming") from None
        except ClientDisconnect:
            raise BadRequest("the body ended too early") from None
        size += len(chunk)
        if (late := time.monotonic() - began) > 30 and size < min_rate * late:
            raise BadRequest(f"the body comes slower than {min_rate} bytes a second")
        if chunk:
            yield chunk


class _Intake:
    """Files as they come in."""

    def __init__(self, room: Room) -> None:
        self._room, self._done = room, list[Incoming]()
        self._out: BinaryIO | None = None
        self._place, self._name = Path(), ""
        self._buffer, self._size = bytearray(), 0
        self._all = self._fields = 0

    async def take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            if event.filename is not None:
                await self._open(event.filename)
        elif event is None:
            await self._close()
        elif self._out is None:
            self._fields += len(event)
            if self._fields > FRAME:
                raise TooLarge("the form's fields are too long", limit=FRAME)
        else:
            self._all += len(event)
            self._size += len(event)
            if self._all > self._room.max_bytes:
                limit = self._room.max_bytes
                raise TooLarge(f"the upload is larger than {limit} bytes", limit=limit)
            self._buffer += event
            if len(self._buffer) >= GATHER:
                await anyio.to_thread.run_sync(self._flush)

    def files(self) -> tuple[Incoming, ...]:
        """What came. Raises BadRequest if there was no file."""
        if not self._done:
            raise BadRequest("the form has no file in it; send files=@...")
        return tuple(self._done)

    async def drop(self) -> None:
        """Nothing of it is wanted any more."""
        if self._out is not None:
            self._out.close()
            self._done.append(Incoming(self._place, "", 0))
            self._out = None
        discard(self._done)

    async def _open(self, name: str) -> None:
        if len(self._done) >= self._room.max_files:
            limit = self._room.max_files
            raise TooLarge(f"there are more than {limit} files in one upload", limit=limit)
        self._place = self._room.folder / signed("upload")
        self._out = self._place.open("xb")
        self._name, self._size = cleaned(name), 0

    async def _close(self) -> None:
        if self._out is not None:
            await anyio.to_thread.run_sync(self._flush)
            self._out.close()
            self._out = None
            self._done.append(Incoming(self._place, self._name, self._size))

    def _flush(self) -> None:
        assert self._out is not None
        try:
            self._out.write(self._buffer)
            self._out.flush()
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("the disk is full", retry_after=60) from None
            raise Unavailable("the disk does not answer", retry_after=10) from None
        self._buffer.clear()


def discard(files: list[Incoming] | tuple[Incoming, ...]) -> None:
    """Removes temporary files; one that is gone is no error."""
    for one in files:
        with contextlib.suppress(FileNotFoundError):
            one.path.unlink()


def cleaned(name: str) -> str:
    """A sender's file name as it may be shown: the last part of it, without controls or tricks of direction."""
    last = re.split(r"[/\\]", name)[-1]
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", last)
    return text.encode("utf-8", "replace").decode()[:200] or "file"
