"""A random order that can be repeated."""

from __future__ import annotations

from typing import ClassVar

from ..model import Seed
from .edit import Edit, Says


class Shuffle(Edit):
    """Put the shots in a random order; the same `seed` gives the same order, none takes the draft's next one.

    before  | A | B | C |
            0   2   4   6
    after   | B | A | C |
            0   2   4   6
    """

    op: ClassVar[str] = "shuffle"
    says: ClassVar[Says] = {
        "en": (
            "shuffle [them]",
            "mix up the order",
            "random order",
            "shuffle the photos",
        ),
        "zh": (
            "打乱顺序",
            "随机排列",
            "随机顺序",
            "把顺序打乱",
        ),
    }

    seed: Seed | None = None
