"""The cache of finished pieces: a folder of files named by key.

Written beside, synced, renamed, folder synced: after `kill -9` an entry is whole or absent. Every reading
checks the checksum; what does not fit is removed and rendered again. Any number of processes may share the
folder: equal keys mean equal bytes, so whoever renames last changes nothing. Invariant: `get` gives exactly
what `put` was given, or None.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ..errors import DiskFull
from ..leftovers import signed, sweep
from ..media.coded import Coded, Damaged, dump, load
from ..media.join import sync_folder


class Chunks:
    """A folder of pieces. `limit` bytes are kept when `trim` is called, the least recently used go first."""

    def __init__(self, root: Path, limit: int = 2 << 30) -> None:
        self.root, self.limit = root, limit
        root.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Coded | None:
        """The piece, checked, or None. A damaged entry is removed."""
        place = self._place(key)
        try:
            raw = place.read_bytes()
        except FileNotFoundError:
            return None
        try:
            coded = load(raw)
        except Damaged:
            place.unlink(missing_ok=True)
            return None
        with contextlib.suppress(FileNotFoundError):
            os.utime(place)  # used now: not the next to go
        return coded

    def put(self, key: str, coded: Coded) -> None:
        """Stores a piece. Raises DiskFull; then nothing is left behind."""
        place = self._place(key)
        part = self.root / signed("part")
        try:
            place.parent.mkdir(exist_ok=True)
            with part.open("wb") as out:
                out.write(dump(coded))
                out.flush()
                os.fsync(out.fileno())
            part.replace(place)
            sync_folder(place.parent)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("the disk is full") from error
            raise
        finally:
            part.unlink(missing_ok=True)

    def trim(self, keep: Collection[str] = ()) -> int:
        """Removes what the limit does not allow, oldest use first, never the keys of `keep`; and what dead
        writers left behind. Returns the bytes that stay."""
        self.sweep()
        rows = sorted(self._entries())
        total = sum(size for _, size, _ in rows)
        for _, size, place in rows:
            if total <= self.limit:
                break
            if place.name not in keep:
                place.unlink(missing_ok=True)
                total -= size
        return total

    def sweep(self) -> None:
        """Removes unfinished files whose writer is gone."""
        sweep(self.root, "part")

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        for place in self.root.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                facts = place.stat()
                yield facts.st_mtime, facts.st_size, place

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / key
