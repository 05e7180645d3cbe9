"""A new order, named from the front."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..amounts import order_said
from ..assets import Shelf
from ..cutting import recut, same_cuts, shots
from ..model import Draft
from ..pick import one, row_of
from ..speech import nothing, say
from .edit import Edit, Ref, Says


class Reorder(Edit):
    """Put the shots in this order; shots that are not named follow in the order they had.

    before  | A | B | C |
            0   2   4   6
    after   | C | A | B |
            0   2   4   6
    """

    op: ClassVar[str] = "reorder"
    says: ClassVar[Says] = {
        "en": (
            "reorder [them] as {order}",
            "put them in the order {order}",
            "the order should be {order}",
            "start with {shot}",
        ),
        "zh": (
            "顺序改成{order}",
            "按{order}的顺序[排列]",
            "按照{order}排序",
        ),
    }

    order: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=2000)]

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        named = tuple(dict.fromkeys(one(row, ref) for ref in self.order))
        places = (*named, *(n for n in range(len(row)) if n not in named))
        if places == tuple(range(len(row))):
            return draft
        return recut(draft, same_cuts([row[n] for n in places], row))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        order = order_said([s.id for s in shots(before)], [s.id for s in shots(after)])
        return say(lang, f"New order: {order}.", f"新的顺序：{order}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "they are in that order already", "顺序本来就是这样")
