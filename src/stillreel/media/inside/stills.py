"""A picture file -> upright sRGB pixels of exactly the size asked for.

Order of work: decode (JPEG at a reduced scale where that loses nothing), scale, then colour and turn, because
those are cheaper on fewer pixels. Scaling is Lanczos with a full-size kernel on premultiplied alpha, in gamma space
(as every viewer scales; linear light differs visibly only on hard one-pixel patterns). A broken or hostile
ICC profile is ignored, never an error.
"""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from .. import walk
from ..sniff import Format, sniff
from ..warm import Order, Source
from .opening import open_picture

U8 = npt.NDArray[np.uint8]
MOST_PROFILE = 4 << 20
DRAFT_GAP = 1.0
"""A JPEG is decoded at 1/2, 1/4 or 1/8 when that still has this many times the pixels a side that are needed."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def picture(order: Order) -> dict[str, int]:
    """Task: args width, height (px, upright) -> u8 pixels (height, width, channels) in the output."""
    pixels = decode(order.source, sniff(order.source), order.args["width"], order.args["height"])
    order.write(pixels)
    return {"bytes": pixels.nbytes, "channels": pixels.shape[2]}


def orientation(image: Image.Image) -> int:
    """EXIF 1-8; 1 where it is missing, damaged or absurd."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def decode(source: Source, found: Format, width: int, height: int) -> U8:
    """Upright sRGB of exactly (height, width, 3), or 4 with straight alpha. Of an animation, the first frame."""
    image, _ = open_picture(source, found)
    turn = orientation(image)
    size = (height, width) if turn >= 5 else (width, height)
    return finish(image, size, turn)


def finish(image: Image.Image, size: tuple[int, int], turn: int = 1) -> U8:
    """Decode, scale to `size` (as stored, before the turn), bring to sRGB and turn."""
    if image.format == "JPEG":
        wanted = (int(size[0] * DRAFT_GAP), int(size[1] * DRAFT_GAP))
        image.draft(image.mode, wanted)
    profile = image.info.get("icc_profile")
    image.load()
    scaled = _plain(image)
    if scaled.size != size:
        scaled = scaled.resize(size, Image.Resampling.LANCZOS)
    coloured = _to_srgb(scaled, profile)
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
