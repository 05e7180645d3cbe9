"""Unfinished files carry their writer's name, so that what a killed process left can be told from work in progress.

    upload-<machine>-<pid>-<random>        one convention for uploads, blobs, renders and pieces of the cache

Invariant: what a living process of this machine wrote today is never taken for a leftover.
"""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import shutil
import time
from pathlib import Path

STALE = 3600.0
"""Seconds without a change after which a file of another machine's process counts as left behind."""
DAY = 86_400.0
"""The same for one whose number a living process of this machine has: numbers come again."""


def signed(kind: str) -> str:
    """A fresh name for something unfinished of this process."""
    return f"{kind}-{platform.node()}-{os.getpid()}-{secrets.token_hex(6)}"


def abandoned(place: Path, kind: str) -> bool:
    """Whether its writer is gone: by its process on this machine, by its age elsewhere. Raises FileNotFoundError."""
    node, _, pid = place.name.removeprefix(f"{kind}-").rpartition("-")[0].rpartition("-")
    age = time.time() - place.stat().st_mtime
    if node == platform.node() and pid.isdigit():
        return not lives(int(pid)) or age > DAY
    return age > STALE


def lives(pid: int) -> bool:
    """Whether a process of this machine is alive (a dead one that nobody has buried is not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return True


def sweep(folder: Path, *kinds: str, mine: bool = False) -> int:
    """Removes what is abandoned in a folder; returns how many entries. `mine`: also what carries our own number,
    which at the start of a process is its predecessor's (in a container every start is process 1)."""
    gone = 0
    for kind in kinds:
        for place in folder.glob(f"{kind}-*"):
            with contextlib.suppress(OSError):
                ours = mine and place.name.startswith(f"{kind}-{platform.node()}-{os.getpid()}-")
                if ours or abandoned(place, kind):
                    shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
                    gone += 1
    return gone
