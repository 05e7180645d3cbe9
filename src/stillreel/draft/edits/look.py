"""The colours of some shots."""

from __future__ import annotations

from typing import ClassVar

from ..model import Name, Unit
from .edit import Edit, Refs, Says, Share


class Look(Edit):
    """Give `shots` a look of the catalogue at `amount` (0..1); `delta` turns the present look up or down instead.

    before  | A     | B     |
            0       2       4
    after   | A warm| B     |
            0       2       4
    """

    op: ClassVar[str] = "look"
    says: ClassVar[Says] = {
        "en": (
            "make {shots} {look}",
            "{look} on {shots}",
            "warmer",
            "black and white",
            "{look} filter",
            "a bit less {look}",
            "remove the filter",
            "original colours",
        ),
        "zh": (
            "{shots}{look}",
            "{shots}改成黑白",
            "暖一点",
            "{look}滤镜",
            "加{look}滤镜",
            "去掉滤镜",
            "恢复原色",
        ),
    }

    shots: Refs = "all"
    kind: Name | None = None
    amount: Unit | None = None
    delta: Share | None = None
