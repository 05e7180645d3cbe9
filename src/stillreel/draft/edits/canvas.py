"""The frame: shape, size, frame rate, background."""

from __future__ import annotations

from typing import ClassVar

from ..model import Colour, Side
from .edit import Aspect, Edit, Fps, Says


class Canvas(Edit):
    """Change what is given: `aspect` ("9:16", "square" ...), `width` and `height` in pixels (even), `fps`,
    `background`. Every picture is framed anew by its focus; no time changes.

        before  +------+
                | 16:9 |
        after   +---+
                |1:1|
    """

    op: ClassVar[str] = "canvas"
    says: ClassVar[Says] = {
        "en": (
            "make it square",
            "make it vertical",
            "{aspect}",
            "landscape",
            "make it {size}",
            "in 4K",
            "{fps} fps",
            "{colour} background",
            "change the resolution to {size}",
        ),
        "zh": (
            "改成方形",
            "竖屏",
            "横屏",
            "改成{aspect}",
            "分辨率{size}",
            "{fps}帧",
            "背景{colour}",
        ),
    }

    aspect: Aspect | None = None
    width: Side | None = None
    height: Side | None = None
    background: Colour | None = None
    fps: Fps | None = None
