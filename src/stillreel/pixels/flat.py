"""A plane as the loops want it: one flat array and a pitch, without copying."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def flat(plane: Bytes) -> tuple[Bytes, int]:
    """u8 (h, w) with contiguous columns -> (flat view, pitch). Raises ValueError for any other layout."""
    rows, cols = plane.shape
    if plane.flags.c_contiguous:
        return plane.reshape(-1), cols
    pitch = plane.strides[0]
    if plane.dtype != np.uint8 or (cols > 1 and plane.strides[1] != 1) or (rows > 1 and pitch < cols):
        raise ValueError(f"a plane is u8 with contiguous columns, not {plane.dtype} strides {plane.strides}")
    if rows == 1:
        return plane[0], cols
    view = np.lib.stride_tricks.as_strided(
        plane, ((rows - 1) * pitch + cols,), (1,), writeable=plane.flags.writeable
    )
    return view, pitch
