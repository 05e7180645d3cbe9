"""Two shots change places. **The edit to copy**: fields, drawing, phrases, `apply`, and what is said after."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..cutting import recut, same_cuts
from ..model import Draft
from ..pick import one, row_of
from ..speech import nothing, say
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

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = list(row_of(draft))
        a, b = one(row, self.a), one(row, self.b)
        if a == b:
            return draft
        old = tuple(row)
        row[a], row[b] = row[b], row[a]
        return recut(draft, same_cuts(row, old))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(before)
        a, b = one(row, self.a) + 1, one(row, self.b) + 1
        return say(lang, f"Swapped photos {a} and {b}.", f"第{a}张和第{b}张已对调。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "both are the same photo", "两张是同一张")
