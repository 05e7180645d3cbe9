"""A new order, named from the front."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

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
