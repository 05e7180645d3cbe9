"""Compiles the loops that move and reveal whole frames (masks, warp, bend, smear, cells) into numba's cache.

They have one signature each, whatever the frames' size, padding or locks, so one small call to each is enough.
Run once after installing (`python -m stillreel.pixels.warm_frames`), no export ever waits for a compiler.
"""

from __future__ import annotations

import numpy as np

from .bend import flow, project
from .cells import hexagons
from .frame import blank
from .masks import reveal, spread, tint, tone, veil
from .smear import smear
from .warp import halved, lay


def warm_frames() -> None:
    """Calls every loop on a tiny real frame: seconds the first time, milliseconds after."""
    a, b, out = blank(32, 32), blank(32, 32, (200, 100, 150)), blank(32, 32)
    line, table = np.linspace(0.0, 1.0, 32), np.arange(256, dtype=np.float64)
    order = spread(np.outer(line, line), 32, 32)
    reveal(a, b, order, 0.5, 0.1, out)
    tint(out, order, 0.5, (16, 128, 128))
    veil(out, line, line, (16, 128, 128))
    tone(out, table, table, out)
    lay(halved(b), (0.1, 0.1, 0.5, 0.5), out, shade=0.5)
    project(b, ((0.1, 0.1), (0.9, 0.2), (0.9, 0.9), (0.1, 0.9)), out)
    x, y = np.meshgrid(line, line)
    flow(b, x, y, out)
    smear(b, 0.1, 0.1, out)
    hexagons(b, 6.0, out)


if __name__ == "__main__":
    warm_frames()
