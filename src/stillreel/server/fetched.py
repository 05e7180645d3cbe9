"""Files from addresses: fetched side by side into the data volume, each with its own result, in order.

An address that is named twice is fetched once. All files of a request share one budget of bytes and one deadline.
Invariant: what could not be fetched leaves no file behind.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from ..errors import DiskFull, StillreelError, TooLarge, Unavailable, Unfetchable
from ..fetch import Fetcher
from ..fetch.urls import parse
from ..leftovers import signed
from .multiparts import Incoming, Room, cleaned, discard

ABREAST = 8


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that did not come, and why."""

    name: str
    error: StillreelError


def fetch_all(
    fetcher: Fetcher, room: Room, urls: Sequence[str], seconds: float
) -> tuple[tuple[Incoming, ...], tuple[Failed, ...]]:
    """What came of each address. Raises TooLarge for too many of them, DiskFull."""
    wanted = tuple(dict.fromkeys(urls))
    if len(wanted) > room.max_files:
        raise TooLarge(f"there are more than {room.max_files} files in one upload", limit=room.max_files)
    budget, until = _Budget(room.max_bytes), time.monotonic() + seconds
    with ThreadPoolExecutor(ABREAST, "fetch") as pool:
        came = list(pool.map(partial(_fetch, fetcher, room, budget, until), wanted))
    files = tuple(one for one in came if isinstance(one, Incoming))
    failed = tuple(one for one in came if isinstance(one, Failed))
    for one in failed:
        if isinstance(one.error, DiskFull):
            discard(files)
            raise one.error
    return files, failed


class _Budget:
    """Bytes that all files of a request may take together."""

    def __init__(self, most: int) -> None:
        self._most, self._spent, self._lock = most, 0, threading.Lock()

    def take(self, n: int) -> None:
        with self._lock:
            self._spent += n
            if self._spent > self._most:
                raise TooLarge(f"the upload is larger than {self._most} bytes", limit=self._most)


def _fetch(fetcher: Fetcher, room: Room, budget: _Budget, until: float, url: str) -> Incoming | Failed:
    name = _name(url)
    if time.monotonic() >= until:
        return Failed(name, Unfetchable("the address could not be fetched"))
    path = room.folder / signed("upload")
    try:
        with path.open("xb") as out:

            def write(piece: bytes) -> None:
                budget.take(len(piece))
                try:
                    out.write(piece)
                except OSError as error:
                    raise _disk(error) from None

            got = fetcher.download(url, write, room.max_bytes, until)
            out.flush()
    except StillreelError as error:
        path.unlink(missing_ok=True)
        return Failed(name, error)
    except OSError as error:
        path.unlink(missing_ok=True)
        return Failed(name, _disk(error))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path, name, got.size)


def _disk(error: OSError) -> StillreelError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("the disk is full", retry_after=60)
    return Unavailable("the disk does not answer", retry_after=10)


def _name(url: str) -> str:
    try:
        return cleaned(parse(url).name)
    except ValueError:
        return cleaned(url)
