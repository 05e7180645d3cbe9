"""How a picture of another shape fills the frame."""

from __future__ import annotations

from typing import ClassVar, Literal

from .edit import Edit, Refs, Says


class Fit(Edit):
    """Fill the frame and crop (cover), show all of the picture (contain), or show all over a blurred copy (blur).

    before  | A cropped |
            0           2
    after   | A whole   |
            0           2
    """

    op: ClassVar[str] = "fit"
    says: ClassVar[Says] = {
        "en": (
            "don't crop {shots}",
            "show the whole picture",
            "blurred background",
            "fill the screen",
            "fill the frame with {shots}",
            "fit {shots}",
            "{fit} {shots}",
        ),
        "zh": (
            "不要裁剪{shots}",
            "显示完整图片",
            "背景模糊",
            "铺满屏幕",
            "{shots}填满画面",
            "模糊背景",
        ),
    }

    shots: Refs = "all"
    fit: Literal["cover", "contain", "blur"]
