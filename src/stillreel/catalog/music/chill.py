"""Chill: warm electric piano, a slow easy beat, room between the notes."""

from __future__ import annotations

from ...score.style import Voice, drum
from . import Music

WORDS = (
    Music(
        name="chill",
        en=("chill", "chillout", "downtempo", "mellow"),
        zh=("轻松", "悠闲", "惬意"),
        aliases=(
            "chill out",
            "laid-back",
            "easy",
            "soft",
            "vlog",
            "lounge chill",
            "smooth",
            "休闲",
            "日常",
            "gentle",
        ),
        mood="easy",
        bpm=(88, 98),
        keys=("D", "A", "E", "G", "F"),
        mode="pentatonic",
        verse=("IM7 vi7 IVM7 V", "IVM7 iii7 vi7 IVM7", "Iadd9 IVM7 vi7 IVM7"),
        chorus=("IVM7 V iii7 vi7", "vi7 V IVM7 Iadd9", "IVM9 Iadd9 V vi7"),
        loose=7.0,
        room=2.0,
        pump=4.0,
        fills=("------------s-s-", "----------c---c-"),
        kit=25,
        voices=(
            drum(
                "kick", 36, "X---------X-----", "X------X--X-----", kit=25, gain=-2, energy=(2, 4), send=0.0
            ),
            drum("clap", 39, "----x-------x---", kit=25, gain=-7, send=0.35, energy=(2, 4), pan=0.1),
            drum(
                "hat", 42, "--x---x---x---x-", "--x--ox---x--oxo", kit=25, gain=-11, pan=0.25, energy=(2, 4)
            ),
            drum("shaker", 70, "o-o-x-o-o-o-x-o-", gain=-15, pan=-0.3, energy=(3, 4)),
            Voice(
                name="keys",
                role="chords",
                sound="gm:5",
                key=62,
                gain=-6,
                send=0.4,
                wide=0.45,
                pump=True,
                patterns=("X===========x===", "X=====x=========", "X=======--x====="),
                low=130,
                strum=10,
            ),
            Voice(
                name="guitar",
                role="arp",
                sound="gm:24",
                key=64,
                gain=-5,
                send=0.4,
                pan=-0.35,
                energy=(2, 4),
                patterns=("--0---2---1---3-", "0---2---1-3-----", "--2-1---3---2---"),
                low=200,
            ),
            Voice(
                name="bass",
                role="bass",
                sound="synth:sub",
                key=36,
                gain=-1,
                energy=(2, 4),
                send=0.0,
                patterns=("1=========1=5===", "1======1==5===--"),
            ),
            Voice(
                name="pad",
                role="chords",
                sound="gm:89",
                key=57,
                gain=-9,
                send=0.4,
                wide=0.7,
                tones=3,
                patterns=("X===============",),
                pump=True,
                low=130,
            ),
            Voice(
                name="tune",
                role="lead",
                sound="synth:pluck",
                key=76,
                gain=-6,
                send=0.55,
                pan=0.25,
                wide=0.2,
                energy=(3, 4),
                velocity=0.65,
                patterns=("x===--x=x===------x=x===--------", "----x=x===x=----x=======--------"),
                high=6000,
            ),
        ),
    ),
)
