"""The music: which, how fast, how loud, from when."""

from __future__ import annotations

from typing import ClassVar

from ..model import Id, Ms, Name, Seed, Volume
from .edit import Bpm, Edit, Factor, Key, Says


class Music(Edit):
    """Compose or change the music; only what is given changes. `kind`: a style; `asset`: an uploaded song instead;
    `another`: the same style, another piece; `factor`: times the tempo; `start` ms: when it begins in the video;
    `offset` ms into an uploaded song; fades in ms; `volume` a fraction of full; `duck`: softer under speech.

        before  | A | B | C |
                0   2   4   6
        after   | A | B | C |
                |~~~~~~~~~~~|
    """

    op: ClassVar[str] = "music"
    says: ClassVar[Says] = {
        "en": (
            "add {music} music",
            "change the music to {music}",
            "{music} music",
            "another song",
            "different music",
            "faster music",
            "slower music",
            "{number} bpm",
            "fade out the music",
            "fade the music in over {time}",
            "start the music at {time}",
            "use {asset} as the music",
            "duck the music under the voice",
        ),
        "zh": (
            "加{music}音乐",
            "换成{music}音乐",
            "配{music}的音乐",
            "换一首[音乐]",
            "音乐快一点",
            "音乐慢一点",
            "音乐淡出{time}",
            "音乐淡入",
            "音乐从{time}开始",
            "用{asset}做背景音乐",
        ),
    }

    kind: Name | None = None
    bpm: Bpm | None = None
    factor: Factor | None = None
    key: Key | None = None
    seed: Seed | None = None
    another: bool = False
    asset: Id | None = None
    start: Ms | None = None
    offset: Ms | None = None
    volume: Volume | None = None
    fade_in: Ms | None = None
    fade_out: Ms | None = None
    duck: bool | None = None
