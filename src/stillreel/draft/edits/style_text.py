"""How words look, where and when they stand."""

from __future__ import annotations

from typing import ClassVar

from ..model import Colour, Length, Ms, Name
from .edit import Edit, Factor, Refs, Says, Size


class StyleText(Edit):
    """Change what is given of `texts`: style, position, colour, animation, size (1 is normal) or `factor` times the
    size, start and length in ms, or `shots`: on screen during these.

        before  | "Sale"   |
                0          3
        after   | "SALE"        |
                0               4
    """

    op: ClassVar[str] = "style_text"
    says: ClassVar[Says] = {
        "en": (
            "make {texts} {colour}",
            "move {texts} to the {position}",
            "make {texts} bigger",
            "make {texts} smaller",
            "{texts} in {style} style",
            "animate {texts} with {animation}",
            "show {texts} for {time}",
            "show {texts} at {time}",
            "{texts} on {shots}",
        ),
        "zh": (
            "{texts}改成{colour}",
            "{texts}放到{position}",
            "{texts}大一点",
            "{texts}小一点",
            "{texts}用{style}",
            "{texts}显示{time}",
            "{texts}在{time}出现",
        ),
    }

    texts: Refs = "all"
    style: Name | None = None
    position: Name | None = None
    colour: Colour | None = None
    size: Size | None = None
    factor: Factor | None = None
    animation: Name | None = None
    start: Ms | None = None
    length: Length | None = None
    shots: Refs | None = None
