"""Words on the picture."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..model import Colour, Length, Ms, Name, Text
from .edit import Edit, Refs, Role, Says, Size


class AddText(Edit):
    """Add words. `role` decides style, place and time when they are not given: a title opens, a call to action ends,
    a caption stays with its `shots`. `start`/`length` in ms; `shots`: on screen during these, moving along with them.

        before  | A | B | C |
                0   2   4   6
        after   | A | B | C |
                | "Sale" |
    """

    op: ClassVar[str] = "add_text"
    says: ClassVar[Says] = {
        "en": (
            "add {quoted}",
            "add the title {quoted}",
            "title: {quoted}",
            "write {quoted} on {shots}",
            "add a call to action {quoted}",
            "add {quoted} at the end",
            "put {quoted} at the {position}",
            "subtitle {quoted}",
            "price {quoted}",
            "caption {shot} {quoted}",
        ),
        "zh": (
            "加标题{quoted}",
            "标题{quoted}",
            "添加文字{quoted}",
            "在{shots}写上{quoted}",
            "结尾加上{quoted}",
            "副标题{quoted}",
            "加一句{quoted}",
            "价格{quoted}",
        ),
    }

    text: Annotated[Text, Field(min_length=1)]
    role: Role = "title"
    start: Ms | None = None
    length: Length | None = None
    shots: Refs | None = None
    style: Name | None = None
    position: Name | None = None
    animation: Name | None = None
    colour: Colour | None = None
    size: Size | None = None
