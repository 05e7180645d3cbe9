"""Pictures from files: upright sRGB pixels of the size asked for, decoded in the jail.

Nothing is kept here: whoever wants a cache (render's gallery) keeps what this gives.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from . import jail
from .sandbox import Limits
from .walk import check

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
