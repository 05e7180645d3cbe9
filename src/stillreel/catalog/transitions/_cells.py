"""A picture in cells of one colour each: squares, centred on the frame so that they grow evenly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay


def squares(src: Frame, cell: float, out: Frame) -> None:
    """Squares of `cell` luma pixels (any real number), each in its mean colour; below 1.5 the picture itself."""
    if cell < 1.5:
        copy_into(src, out)
        return
    wide, tall = (2 * int(np.ceil(n / cell / 2 + 0.5)) for n in (out.width, out.height))
    small = Frame(*(np.empty((tall, wide), np.uint8) for _ in range(3)))
    w, h = out.width / cell / wide, out.height / cell / tall
    lay(src, ((1.0 - w) / 2, (1.0 - h) / 2, w, h), small, endless=True)
    for plane, target in zip(small.planes, out.planes, strict=True):
        rows, cols = target.shape
        scale = out.width / cols
        j = _cell_of(rows, cell / scale, tall)
        i = _cell_of(cols, cell / scale, wide)
        target[:] = plane[j][:, i]


def _cell_of(n: int, cell: float, count: int) -> npt.NDArray[np.int64]:
    places = (np.arange(n) + 0.5 - n / 2) / cell + count / 2
    return np.asarray(np.clip(np.floor(places), 0, count - 1), np.int64)
