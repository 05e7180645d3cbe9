"""Pictures from files: upright sRGB pixels of the size asked for, decoded in the jail.

Nothing is kept here: whoever wants a cache (render's gallery) keeps what this gives.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from . import jail
from .sandbox import Limits
from .walk import check

if TYPE_CHECKING:
    from PIL.Image import Image as Image

U8 = npt.NDArray[np.uint8]


def picture(path: Path, width: int, height: int) -> U8:
    """A still (of an animation the first frame) as u8 (height, width, 3), or 4 channels with straight alpha.

    Upright by EXIF, in sRGB, scaled to exactly width x height px (the aspect is the caller's). Raises Unsupported,
    TooLarge, NotFound, Unavailable; Unsupported for clips and sounds."""
    check(width, height)
    limits = Limits(output=width * height * 4)
    args = {"width": width, "height": height}
    answer, pixels = jail.run("stillreel.media.inside.stills:picture", path, args, limits)
    channels = 4 if answer.get("channels") == 4 else 3
    return (
        np.resize(pixels, (height, width, channels))
        if pixels.size
        else np.zeros((height, width, 3), np.uint8)
    )


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
