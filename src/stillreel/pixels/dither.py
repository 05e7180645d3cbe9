"""A fixed grain that hides the steps of smooth gradients: position in, threshold out, no state.

The thresholds follow the R2 low-discrepancy lattice (Roberts 2018), so neighbours differ and the noise has
little energy at low frequencies, where the eye would see it. Whole numbers: the same grain everywhere.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_STEP_X, _STEP_Y = 49472, 37345
# 65536 / plastic number and its square: 0.7548776662..., 0.5698402910...


def grain(height: int, width: int) -> npt.NDArray[np.int32]:
    """Thresholds i32 (h, w), evenly spread over 0..65535."""
    x = np.arange(width, dtype=np.int64) * _STEP_X
    y = np.arange(height, dtype=np.int64)[:, None] * _STEP_Y
    value = (x + y) & 131071
    # folded to a triangle: no jump where the lattice wraps, hence no visible line
    return np.where(value > 65535, 131071 - value, value).astype(np.int32)
