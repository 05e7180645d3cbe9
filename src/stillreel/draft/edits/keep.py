"""Only some shots stay."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Refs, Says


class Keep(Edit):
    """Keep `shots` alone. The total shrinks, unless `keep_total`: then they fill the time.

    before  | A | B | C |
            0   2   4   6
    after   | A | B |
            0   2   4
    """

    op: ClassVar[str] = "keep"
    says: ClassVar[Says] = {
        "en": (
            "use only {shots}",
            "keep only {shots}",
            "only {shots}",
            "just {shots}",
            "remove everything except {shots}",
        ),
        "zh": (
            "只用{shots}",
            "只保留{shots}",
            "只留{shots}",
            "除了{shots}都删掉",
        ),
    }

    shots: Refs
    keep_total: bool = False
