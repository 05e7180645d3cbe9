"""Back to front."""

from __future__ import annotations

from typing import ClassVar

from ..amounts import order_said
from ..assets import Shelf
from ..cutting import recut, same_cuts, shots
from ..model import Draft
from ..pick import row_of
from ..speech import nothing, say
from .edit import Edit, Says


class Reverse(Edit):
    """Turn the order of the shots around.

    before  | A | B | C |
            0   2   4   6
    after   | C | B | A |
            0   2   4   6
    """

    op: ClassVar[str] = "reverse"
    says: ClassVar[Says] = {
        "en": (
            "reverse the order",
            "reverse it",
            "play them backwards",
            "flip the order",
            "in reverse order",
        ),
        "zh": (
            "倒序",
            "顺序反过来",
            "把顺序颠倒",
            "反过来放",
            "倒着放",
        ),
    }

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        return draft if len(row) == 1 else recut(draft, same_cuts(row[::-1], row))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        order = order_said([s.id for s in shots(before)], [s.id for s in shots(after)])
        return say(lang, f"Turned the order around: {order}.", f"顺序已反转：{order}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "there is only one photo", "只有一张图片")
