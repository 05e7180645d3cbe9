"""Files that a command reads and writes, looked at before any work begins: what cannot be is said at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import BadRequest, StillreelError

if TYPE_CHECKING:
    from .client import Project


def remark(text: str) -> None:
    """A line for people, beside the answer."""
    print(text, file=sys.stderr)


def place_of(out: Path, what: str = "reel.mp4") -> Path:
    """The place to write to, its folder made. Raises BadRequest where nothing can be written there."""
    out = out.expanduser()
    if out.is_dir():
        raise BadRequest(f"{out} is a folder", remedy=f"Name the file too, e.g. -o {out / what}.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        allowed = os.access(out.parent, os.W_OK) and (os.access(out, os.W_OK) or not out.exists())
        reason = "you may not write there"
    except OSError as error:
        allowed, reason = False, str(error.strerror).lower()
    if not allowed:
        raise BadRequest(f"{out} cannot be written: {reason}", remedy="Choose another place with -o.")
    return out


def film_place(out: Path) -> Path:
    """`place_of` for a film: the suffix must be one that we write."""
    from .media.join import container_of

    place = place_of(out)
    container_of(place)
    return place


def take(project: Project, files: Sequence[Path]) -> None:
    """Adds the files; one that cannot be used is named with its reason and left out.
    Raises BadRequest when none is left."""
    taken = 0
    for path in files:
        try:
            project.upload([path.expanduser()])
            taken += 1
        except StillreelError as error:
            remark(f"left out: {error}" if str(path) in error.what else f"left out {path.name}: {error}")
    if not taken:
        raise BadRequest("none of the files could be used", remedy="See the reasons above.")
