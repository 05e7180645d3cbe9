"""How loud."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..model import Volume as Vol
from .edit import Edit, Factor, Says, Share


class Volume(Edit):
    """Set the volume of the music, of the clips' own sound, or of all to `value` (a fraction of full), `factor` times
    or `delta` more; or `mute` it (false: back to the usual volume). Exactly one of the four.

        before  |~~~~~~~~| 35%
                0        6
        after   |........| 20%
                0        6
    """

    op: ClassVar[str] = "volume"
    says: ClassVar[Says] = {
        "en": (
            "music at {percent}",
            "volume {percent}",
            "quieter",
            "louder",
            "mute",
            "mute the music",
            "turn the music down",
            "turn the music up",
            "drop the music to {percent}",
            "unmute",
        ),
        "zh": (
            "音乐音量{percent}",
            "音量调到{percent}",
            "小声一点",
            "大声一点",
            "静音",
            "音乐小一点",
            "音乐大一点",
            "取消静音",
        ),
    }

    target: Literal["music", "clips", "all"] = "music"
    value: Vol | None = None
    factor: Factor | None = None
    delta: Share | None = None
    mute: bool | None = None
