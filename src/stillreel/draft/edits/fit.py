"""How a picture of another shape fills the frame."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..assets import Shelf
from ..cutting import each
from ..model import Draft, change
from ..pick import shots_of
from ..speech import say, shots_said
from .edit import Edit, Refs, Says


class Fit(Edit):
    """Fill the frame and crop (cover), show all of the picture (contain), or show all over a blurred copy (blur).

    before  | A cropped |
            0           2
    after   | A whole   |
            0           2
    """

    op: ClassVar[str] = "fit"
    says: ClassVar[Says] = {
        "en": (
            "don't crop {shots}",
            "show the whole picture",
            "blurred background",
            "fill the screen",
            "fill the frame with {shots}",
            "fit {shots}",
            "{fit} {shots}",
        ),
        "zh": (
            "不要裁剪{shots}",
            "显示完整图片",
            "背景模糊",
            "铺满屏幕",
            "{shots}填满画面",
            "模糊背景",
        ),
    }

    shots: Refs = "all"
    fit: Literal["cover", "contain", "blur"]

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        chosen = {s.id for s in shots_of(draft, self.shots)}
        return each(draft, chosen, lambda s: s if s.fit == self.fit else change(s, fit=self.fit))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        who = shots_said(after, {s.id for s in shots_of(after, self.shots)}, lang)
        how = {
            "cover": say(lang, "cropped to fill the frame", "铺满画面"),
            "contain": say(lang, "the whole picture, on the background colour", "完整显示，四周为背景色"),
            "blur": say(lang, "the whole picture, over a blurred copy of it", "完整显示，四周为模糊背景"),
        }[self.fit]
        return say(lang, f"{who[0].upper()}{who[1:]}: {how}.", f"{who}：{how}。")
