"""Start over."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..model import Draft, change
from ..speech import nothing, say
from .edit import Edit, Says


class Reset(Edit):
    """Empty the draft; the uploads stay.

    before  | A | B | C |
            0   2   4   6
    after   |
            0
    """

    op: ClassVar[str] = "reset"
    says: ClassVar[Says] = {
        "en": (
            "start over",
            "reset",
            "start from scratch",
            "clear everything",
            "delete everything",
        ),
        "zh": (
            "重新开始",
            "重来",
            "清空",
            "全部删掉",
            "从头来",
        ),
    }

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        return change(draft, tracks=()) if draft.tracks else draft

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        return say(
            lang, "The draft is empty again; the uploads are still here.", "草稿已清空，上传的文件都还在。"
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "the draft is empty already", "草稿本来就是空的")
