"""The video's name."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..assets import Shelf
from ..model import Draft, Text, change
from ..speech import nothing, quoted, say
from .edit import Edit, Says


class Rename(Edit):
    """Call the video `title`. Nothing on screen changes.

    before  | A | B |  called ""
            0   2   4
    after   | A | B |  called "Trip"
            0   2   4
    """

    op: ClassVar[str] = "rename"
    says: ClassVar[Says] = {
        "en": (
            "call it {quoted}",
            "rename the video to {quoted}",
            "name the project {quoted}",
            "save it as {quoted}",
        ),
        "zh": (
            "视频命名为{quoted}",
            "项目名{quoted}",
            "重命名为{quoted}",
        ),
    }

    title: Annotated[Text, Field(min_length=1)]

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        if draft.meta.title == self.title:
            return draft
        return change(draft, meta=change(draft.meta, title=self.title))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        name = quoted(self.title, lang)
        return say(lang, f"The video is called {name}.", f"视频命名为{name}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "it is called that already", "已经叫这个名字了")
