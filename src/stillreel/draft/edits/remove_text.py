"""Words go."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..cutting import each, texts
from ..model import Draft
from ..pick import texts_of
from ..speech import nothing, say, texts_said
from .edit import Edit, Refs, Says


class RemoveText(Edit):
    """Take `texts` off the picture.

    before  | A     | B |
            | "Sale" |
    after   | A     | B |
            |           |
    """

    op: ClassVar[str] = "remove_text"
    says: ClassVar[Says] = {
        "en": (
            "remove {texts}",
            "delete the title",
            "no text",
            "remove all the text",
            "without captions",
        ),
        "zh": (
            "删除{texts}",
            "去掉标题",
            "不要文字",
            "删掉所有文字",
            "去掉字幕",
        ),
    }

    texts: Refs = "all"

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        if not texts(draft) and self.texts == "all":
            return draft
        return each(draft, {t.id for t in texts_of(draft, self.texts)}, lambda _: None)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        left = {t.id for t in texts(after)}
        gone = texts_said([t for t in texts(before) if t.id not in left], lang)
        return say(lang, f"Removed {gone}.", f"已删除{gone}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "there is no text in the video", "视频里没有文字")
