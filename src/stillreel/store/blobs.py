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
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import DiskFull, NotFound, TooLarge
from ..faults import fault
from ..leftovers import signed

CHUNK = 1 << 20
_ID = re.compile(r"^[0-9a-f]{64}$")


class Blobs(Protocol):
    """Where bytes live: a folder here, an object store on a cluster."""

    def add(self, source: BinaryIO, limit: int) -> tuple[str, int]: ...

    def path(self, blob_id: str) -> Path: ...

    def remove(self, blob_id: str) -> None: ...

    def ids(self) -> Iterator[str]: ...


class FolderBlobs:
    """Blobs in a local folder, two levels deep."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def add(self, source: BinaryIO, limit: int) -> tuple[str, int]:
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

    def ids(self) -> Iterator[str]:
        return (p.name for p in self._root.glob("??/*") if _ID.match(p.name))

    def _place(self, blob_id: str) -> Path:
        if not _ID.match(blob_id):
            raise NotFound("that file is not there")
        return self._root / blob_id[:2] / blob_id


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
