"""Back to front."""

from __future__ import annotations

from typing import ClassVar

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
