"""Files by the SHA-256 of their bytes. A blob is written once, whole, or not at all.

Written beside its place, synced, renamed, and the folder synced: after `kill -9` or a power cut either the
whole blob is there or nothing is. Names on disk are ours, never an uploader's.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import DiskFull, NotFound, TooLarge
from ..faults import fault
from ..leftovers import signed

CHUNK = 1 << 20
PIECE = 256 << 10
_ID = re.compile(r"[0-9a-f]{64}\Z")


class Readable(Protocol):
    """What bytes are read from, piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A blob as it lies there: `bytes` of it, and when it was last written (ms since 1970)."""

    id: str
    bytes: int
    written_ms: int


class Source(Protocol):
    """An open blob: it stays whole for who has it open. `read` gives the bytes [start, end)."""

    size: int

    def read(self, start: int, end: int) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class Blobs(Protocol):
    """Where bytes live: a folder here, a bucket on a cluster. `tests/store/test_blobs.py` is the contract of both."""

    def add(self, source: Readable, limit: int) -> tuple[str, int]: ...

    def path(self, blob_id: str) -> Path: ...

    def open(self, blob_id: str) -> Source: ...

    def check(self, blob_id: str) -> None: ...

    def remove(self, blob_id: str) -> None: ...

    def kept(self) -> Iterator[Kept]: ...


class FileSource:
    """A file that was opened: removing its name changes nothing for who reads it."""

    def __init__(self, place: Path) -> None:
        self._file = place.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes [start, end), in pieces."""
        while start < end and (piece := os.pread(self._file.fileno(), min(PIECE, end - start), start)):
            start += len(piece)
            yield piece

    def close(self) -> None:
        self._file.close()


class FolderBlobs:
    """Blobs in a local folder, two levels deep."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def add(self, source: Readable, limit: int) -> tuple[str, int]:
        """Copies a stream in; returns (id, bytes). Raises TooLarge past `limit` bytes, DiskFull when full."""
        part = self._root / signed("incoming")
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("xb") as out:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(f"the file is larger than {limit} bytes", limit=limit)
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            blob_id = digest.hexdigest()
            place = self._place(blob_id)
            place.parent.mkdir(exist_ok=True)
            fault("before_blob_rename")
            part.replace(place)
            _sync_folder(place.parent)
            fault("after_blob_rename")
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("the disk is full") from None
            raise
        finally:
            part.unlink(missing_ok=True)
        return blob_id, size

    def path(self, blob_id: str) -> Path:
        """Where a blob's bytes are, for reading. Raises NotFound."""
        place = self._place(blob_id)
        if not place.exists():
            raise NotFound("that file is not there")
        return place

    def remove(self, blob_id: str) -> None:
        """Forgets a blob; one that is not there is no error."""
        with contextlib.suppress(FileNotFoundError):
            self._place(blob_id).unlink()

    def open(self, blob_id: str) -> FileSource:
        """The blob, to be read in parts. Raises NotFound."""
        try:
            return FileSource(self._place(blob_id))
        except FileNotFoundError:
            raise NotFound("that file is not there") from None

    def check(self, blob_id: str) -> None:
        """Raises NotFound unless it is kept."""
        self.path(blob_id)

    def kept(self) -> Iterator[Kept]:
        """Every blob, in no order."""
        for place in self._root.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):  # removed while we looked
                if _ID.match(place.name):
                    facts = place.stat()
                    yield Kept(place.name, facts.st_size, facts.st_mtime_ns // 1_000_000)

    def _place(self, blob_id: str) -> Path:
        if not _ID.match(blob_id):
            raise NotFound("that file is not there")
        return self._root / blob_id[:2] / blob_id


def is_id(name: str) -> bool:
    """Whether it has the form of a blob's name."""
    return _ID.match(name) is not None


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
