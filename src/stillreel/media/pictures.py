"""Pictures from files: upright sRGB pixels of the size asked for, decoded in the jail, scaled here.

Only the part that is asked for leaves the jail, at the resolution it is stored in: the loops here scale it ten
times as fast as what runs there. Nothing is kept: whoever wants a cache (render's gallery) keeps what this gives.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import Unsupported
from ..pixels.scale import Grid, scaled
from . import jail
from .sandbox import Limits
from .walk import check

if TYPE_CHECKING:
    from PIL.Image import Image as Image

U8 = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
MOST_OUT = 4 * 16_000_000
"""What a child hands over at most beyond the wanted part itself: `inside.stills.MOST_RAW` pixels."""


def picture(path: Path, width: int, height: int, box: Box | None = None) -> U8:
    """A still (of an animation the first frame) at width x height px, u8 (height, width, 3), or 4 channels with
    straight alpha; with `box` (left, top, right, bottom) only that part of it.

    Upright by EXIF, in sRGB; the aspect is the caller's. Raises Unsupported, TooLarge, NotFound, Unavailable;
    Unsupported for clips and sounds, ValueError for a box outside the picture."""
    check(width, height)
    left, top, right, bottom = box = box or (0, 0, width, height)
    if not (0 <= left < right <= width and 0 <= top < bottom <= height):
        raise ValueError(f"{box} is no part of {width}x{height}")
    limits = Limits(output=max(MOST_OUT, (right - left) * (bottom - top) * 4))
    args = {"width": width, "height": height, "box": box}
    answer, pixels = jail.run("stillreel.media.inside.stills:picture", path, args, limits)
    grid, shape = _believed(answer, pixels.size)
    return scaled(pixels.reshape(shape), grid, (width, height), box)


def _believed(answer: dict[str, Any], size: int) -> tuple[Grid, tuple[int, int, int]]:
    """Where the pixels stand, as far as it makes sense. Raises Unsupported."""
    try:
        (width, height), (x, y), (across, down) = (map(int, answer[k]) for k in ("grid", "at", "size"))
        channels = int(answer["channels"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unsupported("the file is damaged: its decoder gave no sense") from error
    inside = 0 <= x < x + across <= width and 0 <= y < y + down <= height
    if (
        channels not in (3, 4)
        or across * down * channels != size
        or not inside
        or max(width, height) > 1 << 20
    ):
        raise Unsupported("the file is damaged: its decoder gave no sense")
    return Grid(width, height, x, y), (down, across, channels)


def image(pixels: U8) -> Image:
    """Pixels (height, width, 3) as Pillow's picture, for people who work with those."""
    from PIL import Image as Pillow

    return Pillow.fromarray(pixels, "RGB")


def ours(jpeg: bytes) -> Image:
    """A JPEG that our own painter or a service of ours made, as Pillow's picture. Files of others go to the jail."""
    from PIL import Image as Pillow

    found = Pillow.open(BytesIO(jpeg), formats=["JPEG"])
    found.load()
    return found
