"""No music."""

from __future__ import annotations

from typing import ClassVar

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
