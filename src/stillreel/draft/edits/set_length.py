"""The total length: every shot is stretched or shortened in proportion."""

from __future__ import annotations

from typing import ClassVar

from ..model import Length
from .edit import Delta, Edit, Factor, Says


class SetLength(Edit):
    """Make the whole video `length` ms long, or `factor` times, or `delta` ms longer (exactly one of the three).

    before  |  A  |  B  |  C  |
            0     2     4     6
    after   | A | B | C |
            0   1   2   3
    """

    op: ClassVar[str] = "set_length"
    says: ClassVar[Says] = {
        "en": (
            "make it {time} [long]",
            "{time} in total",
            "shorten [the video] to {time}",
            "make it {time} longer",
            "make it {time} shorter",
            "make it {factor} as long",
            "make it shorter",
            "make it longer",
            "cut it down to {time}",
            "trim [the video] to {time}",
        ),
        "zh": (
            "总长[改成]{time}",
            "[视频]改成{time}",
            "[视频]缩短到{time}",
            "[视频]延长到{time}",
            "长{time}",
            "短{time}",
            "[视频]短一点",
            "[视频]长一点",
        ),
    }

    length: Length | None = None
    factor: Factor | None = None
    delta: Delta | None = None
