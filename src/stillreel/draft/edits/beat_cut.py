"""Cuts on the beat."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Says


class BeatCut(Edit):
    """Move every cut to the nearest beat of the music; the total stays.

    before  | A  | B | C  |
            :   :   :   :
    after   | A | B | C |
            :   :   :   :
    """

    op: ClassVar[str] = "beat_cut"
    says: ClassVar[Says] = {
        "en": (
            "cut on the beat",
            "sync to the music",
            "match the cuts to the beat",
            "beat sync",
            "make the cuts land on the beats",
        ),
        "zh": (
            "卡点",
            "踩点",
            "跟着节奏切换",
            "按节拍剪",
            "踩着节拍切",
        ),
    }
