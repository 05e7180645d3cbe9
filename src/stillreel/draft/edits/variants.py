"""The same video in further shapes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from .edit import Edit, Says


class Variants(Edit):
    """Also export for these platforms or aspects (names of the catalogue, or "1:1"); an empty row: none any more.

    before  +----+
            |9:16|
    after   +----+ +------+
            |9:16| | 16:9 |
    """

    op: ClassVar[str] = "variants"
    says: ClassVar[Says] = {
        "en": (
            "and also {platform}",
            "also in {aspect}",
            "vertical for {platform} and {aspect} for {platform}",
            "a second version for {platform}",
            "no other versions",
        ),
        "zh": (
            "再出一个{aspect}的",
            "同时要{platform}版",
            "还要{aspect}",
            "再来一个{platform}版",
        ),
    }

    names: Annotated[
        tuple[Annotated[str, Field(strict=True, min_length=1, max_length=32)], ...], Field(max_length=16)
    ]
    add: bool = True
