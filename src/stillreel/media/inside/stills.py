"""A picture file -> upright sRGB pixels: a part of it as stored (`cut`), or all of it at a size (`finish`).

Order of work: decode (JPEG at 1/2, 1/4 or 1/8 where that is still fine enough), cut or scale, then colour and turn,
because those are cheaper on fewer pixels. `finish` scales by Lanczos with a full-size kernel on premultiplied
alpha, in gamma space (as every viewer scales). A broken or hostile ICC profile is ignored, never an error.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from .. import walk
from ..sniff import Format, sniff
from ..warm import Order, Source
from .opening import open_picture

U8 = npt.NDArray[np.uint8]
Size = tuple[int, int]
Box = tuple[int, int, int, int]
MOST_PROFILE = 4 << 20
MOST_RAW = 16_000_000
"""A part of more pixels is scaled here, slowly, so that nobody has to hold it."""
REACH = 3.0
"""How far a filter sees, in pixels of the coarser grid."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BACK = {6: 8, 8: 6}
"""The turn that undoes a turn, where it is another one."""
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def picture(order: Order) -> dict[str, Any]:
    """Task: args width, height: the size the picture is wanted at, `box` (left, top, right, bottom): the part of it.

    Answers where the pixels (size[1], size[0], channels) in the output stand: from `at` (x, y) on, on a grid of
    `grid` (w, h) px for the whole picture. All upright."""
    image, _ = open_picture(order.source, sniff(order.source))
    wanted = order.args["width"], order.args["height"]
    found = cut(image, wanted, tuple(order.args["box"]), orientation(image))
    order.write(found.pixels)
    height, width, channels = found.pixels.shape
    size = [width, height]
    return {
        "bytes": found.pixels.nbytes, "size": size, "channels": channels, "grid": found.grid, "at": found.at
    }  # fmt: skip


def orientation(image: Image.Image) -> int:
    """EXIF 1-8; 1 where it is missing, damaged or absurd."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


@dataclass(frozen=True, slots=True)
class Cut:
    """Upright sRGB u8 (h, w, 3), or 4 with straight alpha, from `at` (x, y) on of a picture of `grid` (w, h) px."""

    pixels: U8
    grid: Size
    at: Size


def cut(image: Image.Image, wanted: Size, box: Box, turn: int = 1) -> Cut:
    """The part `box` of what `wanted` px show, with as much around it as a filter sees, at the stored resolution:
    whoever asked can scale it faster than we can here. Of an animation, the first frame."""
    if image.format == "JPEG":
        image.draft(image.mode, wanted[::-1] if turn >= 5 else wanted)
    profile = image.info.get("icc_profile")
    image.load()
    grid = image.size[::-1] if turn >= 5 else image.size
    around = _around(box, wanted, grid)
    if (around[2] - around[0]) * (around[3] - around[1]) > MOST_RAW:
        grid, around = wanted, box
        plain = _plain(image).resize(wanted[::-1] if turn >= 5 else wanted, Image.Resampling.LANCZOS)
        part = plain.crop(moved(box, _BACK.get(turn, turn), wanted))
    else:
        part = _plain(image.crop(moved(around, _BACK.get(turn, turn), grid)))
    return Cut(_upright(part, profile, turn), grid, around[:2])


def _around(box: Box, wanted: Size, grid: Size) -> Box:
    """The box on another grid, grown by what a filter that shrinks from there sees."""
    low, high = [], []
    for axis in (0, 1):
        step = grid[axis] / wanted[axis]
        reach = math.ceil(REACH * max(1.0, step)) + 1
        low.append(max(0, math.floor(box[axis] * step) - reach))
        high.append(min(grid[axis], math.ceil(box[axis + 2] * step) + reach))
    return low[0], low[1], high[0], high[1]


def moved(box: Box, turn: int, size: Size) -> Box:
    """Where a box on a grid of `size` comes to lie when that is turned as EXIF 1-8 says."""
    (left, top, right, bottom), (width, height) = box, size
    if turn in (3, 4, 6, 7):
        top, bottom = height - bottom, height - top
    if turn in (2, 3, 7, 8):
        left, right = width - right, width - left
    return (top, left, bottom, right) if turn >= 5 else (left, top, right, bottom)


def finish(image: Image.Image, size: tuple[int, int], turn: int = 1) -> U8:
    """Decode, scale to `size` (as stored, before the turn), bring to sRGB and turn."""
    if image.format == "JPEG":
        image.draft(image.mode, size)
    profile = image.info.get("icc_profile")
    image.load()
    scaled = _plain(image)
    if scaled.size != size:
        scaled = scaled.resize(size, Image.Resampling.LANCZOS)
    return _upright(scaled, profile, turn)


def _upright(image: Image.Image, profile: bytes | None, turn: int) -> U8:
    """Plain stored pixels -> upright sRGB ones."""
    coloured = _to_srgb(image, profile)
    if turn in _TURNS:
        coloured = coloured.transpose(_TURNS[turn])
    return np.ascontiguousarray(np.asarray(coloured))


def _plain(image: Image.Image) -> Image.Image:
    """Any mode -> one of RGB, RGBA, L, LA, CMYK, with 8 bits a channel."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "I;16N"):
        deep = np.clip(np.asarray(image).astype(np.int64), 0, 65535)
        return Image.fromarray(((deep * 255 + 32767) // 65535).astype(np.uint8))
    if image.mode == "F":
        return Image.fromarray(np.clip(np.nan_to_num(np.asarray(image)), 0, 255).astype(np.uint8))
    if "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    if alpha is not None:
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    flat = _managed(image, profile) or image.convert("RGB")
    if alpha is not None:
        flat.putalpha(alpha)
    return flat


def _managed(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """Through LittleCMS, relative colorimetric with black point; None where the profile is of no use."""
    if not profile or len(profile) > MOST_PROFILE:
        return None
    space = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}.get(bytes(profile[16:20]))
    if space != image.mode:
        return None
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (given.profile.profile_description or ""):
            return None
        intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
        return ImageCms.profileToProfile(image, given, _SRGB, intent, "RGB", flags=flags)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def fitted(width: int, height: int, most: int) -> tuple[int, int]:
    """The size inside a square of `most` px, of the same aspect, at least 1 px and never larger than it was."""
    scale = min(1.0, most / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


class Reel:
    """An animated picture's frames by number, forward or from the start again. Budgets as they come."""

    def __init__(self, source: Source, found: Format) -> None:
        self._source, self._found = source, found
        self._image, self.shape = open_picture(source, found)
        self._at = -1
        self._spent = 0

    def frame(self, number: int) -> Image.Image:
        """The composed frame `number`; the last good one beyond damage or the end."""
        if number < self._at:
            self._image, self.shape = open_picture(self._source, self._found)
            self._at, self._spent = -1, 0
        while self._at < number:
            self._spent += 1
            walk.check(*self._image.size, self._spent)
            try:
                self._image.seek(self._at + 1)
                self._image.load()
            except (EOFError, OSError, ValueError, SyntaxError):
                if self._at < 0:
                    raise
                break
            self._at += 1
        return self._image.copy()
