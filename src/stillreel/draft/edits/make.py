"""A whole video from the uploads: the brief, directed."""

from __future__ import annotations

from typing import ClassVar

from ..direct.brief import Brief
from .edit import Edit, Says


class Make(Brief, Edit):
    """Make the video anew from the uploads: every one once, in upload order unless told otherwise, exactly as
    long as asked. Every field of the brief that is not given is the director's choice.

        before  |
                0
        after   | A | B | C | + titles, music
                0   2   4   6
    """

    op: ClassVar[str] = "make"
    says: ClassVar[Says] = {
        "en": (
            "turn {shots} into a {time} video",
            "make a {time} {template}",
            "make a slideshow of these, {time} each",
            "create a {platform} video [with music]",
            "convert {shots} into a {size} video",
            "make a {feel} {template} with transitions and music",
            "make a video [from these]",
        ),
        "zh": (
            "做一个{time}的{template}",
            "把{shots}做成{time}的视频",
            "做一个{time}的竖屏宣传片",
            "用这些照片做视频",
            "每张{time}做成幻灯片",
            "生成一个{platform}视频",
            "做一个{feel}的视频，配{music}的音乐",
        ),
    }
