"""Some shots once more."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Place, Refs, Says


class Duplicate(Edit):
    """Copy `shots`, right behind the last of them or `to` a place. The total grows, unless `keep_total`.

    before  | A | B |
            0   2   4
    after   | A | B | A |
            0   2   4   6
    """

    op: ClassVar[str] = "duplicate"
    says: ClassVar[Says] = {
        "en": (
            "duplicate {shots}",
            "duplicate {shots} at the end",
            "repeat {shots}",
            "copy {shots} to the end",
            "show {shots} again at the end",
        ),
        "zh": (
            "复制{shots}",
            "把{shots}复制到最后",
            "重复{shots}",
            "{shots}再放一遍",
        ),
    }

    shots: Refs
    to: Place | None = None
    keep_total: bool = False
