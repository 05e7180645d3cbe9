"""Some shots go."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Refs, Says


class Remove(Edit):
    """Take `shots` out. The total shrinks, unless `keep_total`: then the others fill the time.

    before  | A | B | C |
            0   2   4   6
    after   | A | C |
            0   2   4
    """

    op: ClassVar[str] = "remove"
    says: ClassVar[Says] = {
        "en": (
            "remove {shots}",
            "delete {shots}",
            "drop {shots}",
            "take out {shots}",
            "get rid of {shots}",
            "without {shots}",
            "cut {shots}",
        ),
        "zh": (
            "删除{shots}",
            "删掉{shots}",
            "去掉{shots}",
            "把{shots}删了",
            "不要{shots}",
            "移除{shots}",
        ),
    }

    shots: Refs
    keep_total: bool = False
