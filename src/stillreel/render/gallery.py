"""Prepared pictures, and nothing else that remembers: what `paint` looks at, within a bound of bytes.

A picture is decoded once in the jail at the largest scale its camera move needs, gets its look and its
matte, and becomes planes. The gallery may forget anything at any time: asking again gives the same bytes,
so painting stays a pure function of the timeline, the frame number and the files.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ..catalog.looks import LOOKS
from ..media.clips import Clip
from ..media.pictures import picture
from ..pixels.blur import backdrop
from ..pixels.frame import Frame, blank
from ..pixels.photo import Photo, photo_of
from ..timeline.model import Shot

T = TypeVar("T")
RGB = npt.NDArray[np.uint8]
BUDGET = 96 << 20
OPEN_CLIPS = 3
NEEDED = 6
"""What one frame may need at once (two pictures, two backdrops, two titles): never dropped, however large."""


class Gallery:
    """A bounded memory of prepared pictures for one painter; not for several threads at once."""

    def __init__(self, read: Callable[[str], Path], budget: int = BUDGET) -> None:
        """`read` gives the file of an asset's id; `budget` is how many bytes may be kept."""
        self._read = read
        self._budget = budget
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._bytes = 0
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._scratch: dict[Hashable, Frame] = {}

    def photo(self, shot: Shot, size: tuple[int, int], box: tuple[int, int, int, int]) -> Photo:
        """A still, prepared at exactly this size (w, h); only the part `box` (left, top, right, bottom) of it."""
        key = ("photo", shot.asset, size, box, shot.look, shot.look_amount, shot.matte)
        return self.keep(key, lambda: self._prepare(shot, picture(self._read(shot.asset), *size, box)))

    def moment(self, shot: Shot, ms: int, width: int, height: int) -> Photo:
        """A clip's picture at `ms` of the clip. Only the last one is kept: clips are played forwards."""
        key = ("moment", shot.asset, ms, width, height, shot.look, shot.look_amount, shot.matte)
        return self.keep(key, lambda: self._prepare(shot, self._clip(shot.asset).frame(ms, width, height)))

    def backdrop(self, shot: Shot, photo: Photo, width: int, height: int) -> Frame:
        """The blurred, darkened copy that lies behind a picture which does not fill the canvas."""
        if shot.kind != "image":
            return backdrop(photo, width, height)
        key = ("backdrop", shot.asset, width, height, shot.look, shot.look_amount, shot.matte)
        return self.keep(key, lambda: backdrop(photo, width, height))

    def scratch(self, name: str, width: int, height: int) -> Frame:
        """A frame to write to, whose content nobody relies on; one per name and size."""
        key = (name, width, height)
        if key not in self._scratch:
            self._scratch[key] = blank(width, height)
        return self._scratch[key]

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before if it is still there. The oldest are dropped when room is short."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found[0]  # type: ignore[return-value]
        value = make()
        size = _size(value)
        self._kept[key] = value, size
        self._bytes += size
        while self._bytes > self._budget and len(self._kept) > NEEDED:
            _, (_, freed) = self._kept.popitem(last=False)
            self._bytes -= freed
        return value

    def close(self) -> None:
        """Lets go of every open clip and picture."""
        while self._clips:
            self._clips.popitem()[1].close()
        self._kept.clear()
        self._scratch.clear()
        self._bytes = 0

    def _clip(self, asset: str) -> Clip:
        clip = self._clips.get(asset)
        if clip is None:
            clip = self._clips[asset] = Clip(self._read(asset))
            while len(self._clips) > OPEN_CLIPS:
                self._clips.popitem(last=False)[1].close()
        self._clips.move_to_end(asset)
        return clip

    def _prepare(self, shot: Shot, rgb: RGB) -> Photo:
        flat = over_matte(rgb, shot.matte) if rgb.shape[2] == 4 else rgb
        if shot.look != "none" and shot.look_amount > 0:
            flat = LOOKS.get(shot.look).apply(flat, shot.look_amount)
        return photo_of(flat)


def over_matte(rgba: RGB, matte: str) -> RGB:
    """Straight alpha over a plain colour, rounded: (h, w, 4) -> (h, w, 3)."""
    colour = np.array([int(matte[i : i + 2], 16) for i in (1, 3, 5)], np.uint16)
    alpha = rgba[:, :, 3:].astype(np.uint16)
    mixed: npt.NDArray[np.uint16] = rgba[:, :, :3] * alpha + colour * (255 - alpha) + 127
    return ((mixed + (mixed >> 8) + 1) >> 8).astype(np.uint8)


def _size(value: object) -> int:
    planes = getattr(value, "planes", None)
    if planes is not None:
        return sum(int(p.nbytes) for p in planes)
    return int(getattr(value, "nbytes", 4096))
