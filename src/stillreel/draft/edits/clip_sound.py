"""A clip's own sound."""

from __future__ import annotations

from typing import ClassVar

from ..model import Volume as Vol
from .edit import Edit, Refs, Says


class ClipSound(Edit):
    """Play the own sound of clips at `volume` (0 mutes it, 1 is as recorded). Photos have none.

    before  | clip ((( | B |
            0         2   4
    after   | clip     | B |
            0         2   4
    """

    op: ClassVar[str] = "clip_sound"
    says: ClassVar[Says] = {
        "en": (
            "mute {shots}",
            "keep the sound of {shots}",
            "keep the original sound",
            "mute the video's own sound",
            "clip sound at {percent}",
        ),
        "zh": (
            "{shots}静音",
            "保留{shots}的原声",
            "去掉原声",
            "原声{percent}",
        ),
    }

    shots: Refs = "all"
    volume: Vol
