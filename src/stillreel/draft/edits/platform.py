"""Where the video will be shown."""

from __future__ import annotations

from typing import ClassVar

from ..model import Name
from .edit import Edit, Says


class Platform(Edit):
    """Fit the video to a platform of the catalogue: its size, frame rate, loudness and safe area. Refused when the
    video is longer than the platform takes.

        before  +------+
                | 16:9 |
        after   +----+
                |9:16| tiktok
    """

    op: ClassVar[str] = "platform"
    says: ClassVar[Says] = {
        "en": (
            "for {platform}",
            "make it for {platform}",
            "I will post it on {platform}",
            "{platform} version",
            "optimise for {platform}",
        ),
        "zh": (
            "发{platform}",
            "适合{platform}",
            "{platform}版",
            "用于{platform}",
        ),
    }

    name: Name
