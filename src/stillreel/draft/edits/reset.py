"""Start over."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Says


class Reset(Edit):
    """Empty the draft; the uploads stay.

    before  | A | B | C |
            0   2   4   6
    after   |
            0
    """

    op: ClassVar[str] = "reset"
    says: ClassVar[Says] = {
        "en": (
            "start over",
            "reset",
            "start from scratch",
            "clear everything",
            "delete everything",
        ),
        "zh": (
            "重新开始",
            "重来",
            "清空",
            "全部删掉",
            "从头来",
        ),
    }
