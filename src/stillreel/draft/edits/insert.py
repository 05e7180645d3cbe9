"""Uploads join the row of shots."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..model import Id, Length
from .edit import Edit, Place, Says


class Insert(Edit):
    """Add uploads ("new": those not used yet) at the end or `to` a place, `length` ms each (as long as their
    neighbours when not given). The total grows, unless `keep_total`.

        before  | A | B |
                0   2   4
        after   | A | C | B |
                0   2   4   6
    """

    op: ClassVar[str] = "insert"
    says: ClassVar[Says] = {
        "en": (
            "add the new photo[s]",
            "add {asset}",
            "insert {asset} at position {number}",
            "add {asset} at the end",
            "put {asset} at the start",
            "use the ones I just uploaded",
        ),
        "zh": (
            "加上新照片",
            "把{asset}加进去",
            "把{asset}加到最后",
            "在第{number}个位置插入{asset}",
            "加入刚上传的",
        ),
    }

    assets: Literal["new"] | Annotated[tuple[Id, ...], Field(min_length=1, max_length=2000)] = "new"
    to: Place | None = None
    length: Length | None = None
    keep_total: bool = False
