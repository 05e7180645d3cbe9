"""How long some shots stay on screen."""

from __future__ import annotations

from typing import ClassVar

from ..model import Length
from .edit import Delta, Edit, Factor, Refs, Says


class SetDuration(Edit):
    """Show each of `shots` for `length` ms, or `factor` times as long, or `delta` ms longer (exactly one). The total
    follows, unless `keep_total`: then the other shots give or take the difference.

        before  | A | B | C |
                0   2   4   6
        after   | A |  B  | C |
                0   2     5   7
    """

    op: ClassVar[str] = "set_duration"
    says: ClassVar[Says] = {
        "en": (
            "show {shots} for {time}",
            "{time} each",
            "{time} per photo",
            "hold {shots} longer",
            "make {shots} {time} long",
            "make {shots} {time} longer",
            "make {shots} {factor} as long",
            "extend {shots} to {time}",
            "make {shots} shorter",
        ),
        "zh": (
            "{shots}显示{time}",
            "每张{time}",
            "{shots}延长到{time}",
            "{shots}延长{time}",
            "{shots}缩短到{time}",
            "{shots}长一点",
            "{shots}短一点",
            "让{shots}停留{time}",
        ),
    }

    shots: Refs = "all"
    length: Length | None = None
    factor: Factor | None = None
    delta: Delta | None = None
    keep_total: bool = False
