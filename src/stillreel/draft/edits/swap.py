"""Two shots change places."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Ref, Says


class Swap(Edit):
    """Exchange two shots; each keeps its own length, move and look.

    before  | A | B | C |
            0   2   4   6
    after   | C | B | A |
            0   2   4   6
    """

    op: ClassVar[str] = "swap"
    says: ClassVar[Says] = {
        "en": (
            "swap {shot} and {shot}",
            "switch {shot} with {shot}",
            "exchange {shot} and {shot}",
            "{shot} and {shot} should trade places",
        ),
        "zh": (
            "把{shot}和{shot}对调",
            "交换{shot}和{shot}",
            "{shot}跟{shot}换一下[位置]",
            "调换{shot}和{shot}",
        ),
    }

    a: Ref
    b: Ref
