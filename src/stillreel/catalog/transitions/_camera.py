"""What a fast camera sees: zoomed and turned copies, and the blur that comes from moving while the shutter is open.

Blur by repetition: the picture is averaged with itself, moved by half the way, then a quarter, ...: three
rounds are eight exposures. Strongly blurred pictures are worked on at half size; nobody can tell.
"""

from __future__ import annotations

import numpy as np

from ...pixels.bend import Quad, project
from ...pixels.blend import blend
from ...pixels.frame import Frame
from ...pixels.warp import FULL, Box, halved, lay, scratch

SHARP = 0.03
"""Motion during the exposure (a share, or radians) below which a picture is simply sharp."""


def zoom_box(scale: float) -> Box:
    """The full picture magnified about the middle."""
    return (1.0 - scale) / 2, (1.0 - scale) / 2, scale, scale


def turned(ratio: float, turn: float, scale: float = 1.0) -> Quad:
    """The full frame turned clockwise by `turn` radians about its middle, true to shape."""
    c, s = float(np.cos(turn)), float(np.sin(turn))
    quad = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        x *= ratio
        quad.append((0.5 + scale * (x * c - y * s) / ratio, 0.5 + scale * (x * s + y * c)))
    return quad[0], quad[1], quad[2], quad[3]


def rushed(src: Frame, scale: float, rush: float, out: Frame) -> None:
    """The picture at `scale`, mirrored beyond its borders, with zoom blur: `rush` is the share by which it grows
    while the shutter is open."""
    if rush < SHARP:
        lay(src, zoom_box(scale), out, endless=True)
        return
    small = _small(src)
    lay(src, zoom_box(scale / (1.0 + rush / 2)), small, endless=True)
    grown = scratch(small)
    for part in (0.5, 0.25, 0.125):
        lay(small, zoom_box((1.0 + rush) ** part), grown, endless=True)
        blend(small, grown, 0.5, small)
    lay(small, FULL, out, endless=True)


def spun(src: Frame, turn: float, scale: float, rush: float, out: Frame) -> None:
    """The picture turned by `turn` radians, mirrored beyond its borders, blurred over `rush` radians."""
    ratio = src.width / src.height
    if abs(rush) < SHARP:
        project(src, turned(ratio, turn, scale), out, endless=True)
        return
    small = _small(src)
    source = halved(src) if small.width < src.width else src
    project(source, turned(ratio, turn - rush / 2, scale), small, endless=True)
    moved = scratch(small)
    for part in (0.5, 0.25, 0.125):
        project(small, turned(ratio, rush * part), moved, endless=True)
        blend(small, moved, 0.5, small)
    lay(small, FULL, out, endless=True)


def _small(src: Frame) -> Frame:
    """Room for the blurred exposures: half the size, or all of it where half would show."""
    by = 2 if min(src.width, src.height) >= 400 else 1
    return Frame(
        *(np.empty(((p.shape[0] + by - 1) // by, (p.shape[1] + by - 1) // by), np.uint8) for p in src.planes)
    )
