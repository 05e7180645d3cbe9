"""A clip's frames by time. One jailed child keeps the decoder open for as long as the `Clip` lives.

mp4, mov, avi, webm, mkv, and animated gif, webp and png. Invariant: any order of questions gives the same
frames; a child that dies is an error of that question and the next one starts a fresh child.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from ..errors import Unsupported
from . import jail
from .sandbox import Limits
from .walk import MOST_PIXELS, check

U8 = npt.NDArray[np.uint8]
_LIMITS = Limits(output=MOST_PIXELS * 3, cpu=4 * 3600, wall=20.0)


class Clip:
    """Random and sequential access to one file's frames. Close it, or use it as a context."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before the first frame is asked for."""
        self._path = path
        self._child: jail.Child | None = None

    def frame(self, ms: int, width: int, height: int) -> U8:
        """The frame shown at `ms`, upright RGB u8 (height, width, 3); past the end the last one.

        Raises Unsupported, TooLarge, NotFound, Unavailable."""
        check(width, height)
        try:
            if self._child is None:
                self._child = jail.open_child("stillreel.media.inside.films:clip", self._path, {}, _LIMITS)
                self._child.answer(_LIMITS.wall)
            question = {"ms": max(0, ms), "width": width, "height": height}
            answer = self._child.ask(question, _LIMITS.wall)
            size = width * height * 3
            if answer.get("bytes") != size:
                raise Unsupported("the clip is damaged: its decoder gave no sense")
            return np.frombuffer(self._child.read(size), np.uint8).reshape(height, width, 3)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the decoder. The clip may be asked again; that starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Clip:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
