"""zoom_in, zoom_out, zoom_cross: the camera rushes into the picture and out of it comes the next.

The pace is one curve through both pictures, so the eye is carried across the change; zoom_cross is the same
with a long exposure.
"""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.warp import scratch
from . import Transition
from ._camera import rushed
from ._stage import ease, glide, hump, mix

NEAR, FAR = 1.8, 1.35
"""How near the one comes, and how far away the other is seen: there its mirrored surroundings show, so not far."""


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, sign: float, shutter: float) -> None:
    t = glide(p)
    # A goes from 1 to NEAR while B comes from 1 / FAR to 1 (or A to 1 / FAR, B from NEAR).
    going, coming = (NEAR, FAR) if sign > 0 else (FAR, NEAR)
    ways = (going ** (sign * t), coming ** (sign * (t - 1.0)))
    share = ease(p, 0.36, 0.64)
    rush = shutter * hump(p)
    if share <= 0.0:
        rushed(a, ways[0], rush, out)
    elif share >= 1.0:
        rushed(b, ways[1], rush, out)
    else:
        other = scratch(out)
        rushed(a, ways[0], rush, out)
        rushed(b, ways[1], rush, other)
        mix(out, other, share, out)


WORDS = (
    Transition(
        name="zoom_in",
        en=("zoom in", "zoom through", "fly in", "punch in"),
        zh=("放大", "推近", "拉近", "放大转场", "穿越"),
        aliases=("zoom", "SimpleZoom", "ZoomInCircles", "zoomInOut"),
        draw=partial(draw, sign=1.0, shutter=0.0),
        mood="energetic",
        family="zoom",
    ),
    Transition(
        name="zoom_out",
        en=("zoom out", "fly out", "pull back"),
        zh=("缩小", "拉远", "缩小转场"),
        aliases=("SimpleZoomOut",),
        draw=partial(draw, sign=-1.0, shutter=0.0),
        mood="energetic",
        family="zoom",
    ),
    Transition(
        name="zoom_cross",
        en=("cross zoom", "zoom blur", "warp zoom", "motion zoom"),
        zh=("交叉缩放", "推拉模糊", "变焦模糊", "冲击缩放"),
        aliases=("CrossZoom", "DreamyZoom", "cross_zoom"),
        draw=partial(draw, sign=1.0, shutter=0.45),
        mood="energetic",
        family="zoom",
    ),
)
