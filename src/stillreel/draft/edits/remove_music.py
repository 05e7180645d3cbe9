"""No music."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..cutting import each, sounds
from ..model import Draft
from ..speech import nothing, say
from ..summary import music_name
from .edit import Edit, Says


class RemoveMusic(Edit):
    """Take the music away; the clips' own sound stays.

    before  | A | B |
            |~~~~~~~|
    after   | A | B |
            |       |
    """

    op: ClassVar[str] = "remove_music"
    says: ClassVar[Says] = {
        "en": (
            "remove the music",
            "no music",
            "without music",
            "delete the song",
            "turn off the music",
        ),
        "zh": (
            "不要音乐",
            "去掉音乐",
            "删除音乐",
            "去掉背景音乐",
        ),
    }

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        return each(draft, {s.id for s in sounds(draft)}, lambda _: None)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        name = music_name(sounds(before)[0], lang)
        return say(lang, f"Removed the music ({name}).", f"已去掉音乐（{name}）。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "there is no music in the video", "视频里没有音乐")
