"""A music style as data: tempo, harmony, the players and what they play. No code decides per style.

    steps     0   4   8   12          one bar, 16 characters; 32 characters are two bars
    drums     X---o---X-x-o---        X strong  x normal  o soft  . ghost  - nothing
    chords    X=======x=--o===        the same letters strike the chord, = holds it, - lets go
    bass      1===--1-5=--8-a-        1 3 5 7 8: that tone of the chord; a: approach to the next chord
    arp       0-1-2-3-2-1-            which tone of the chord, counted from below
    lead      x==-x-x=                only the rhythm; the melody is composed

Chords are Roman numerals against the major scale of the key (`i bVI bIII bVII` is a minor loop), one a bar,
`ii7,V7` two in a bar; suffixes: 7 M7 9 M9 6 add9 sus2 sus4 o ø + 5. Invariant: plain frozen data.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_FILLS = (
    "--------s-s-ssss",
    "--------s-sst-tl",
    "----------s-s-ss",
    "--------t-t-m-l-",
)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One player. `sound`: `gm:<program>`, `kit:<program>` or `synth:<name>`. `key`: a drum's key, or the middle
    of the register (MIDI). `energy`: the lowest and highest energy (1 intro .. 4 lift) at which it plays.
    `gain` in dB against a common loudness, `pan` -1..1, `send` 0..1 into the room, `low`/`high`: it is heard
    between these Hz. `strum`: ms between a chord's notes. `pump`: ducked by the kick."""

    name: str
    role: str
    sound: str
    patterns: tuple[str, ...] = ()
    key: int = 60
    energy: tuple[int, int] = (1, 4)
    gain: float = 0.0
    pan: float = 0.0
    send: float = 0.2
    low: float = 20.0
    high: float = 20000.0
    strum: int = 0
    pump: bool = False
    tones: int = 4
    velocity: float = 0.75
    wide: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Style:
    """What a kind of music is. `bpm`: slowest and fastest usual tempo. `mode`: the melody's scale. `swing`: the
    share of a pair of eighths (`swing_unit` 8) or sixteenths (16) that the first one takes, 0.5 = straight.
    `loose`: hand-played timing in ms. `drive` 0..1: tape-like saturation. `room`: decay in s; `pump` in dB.
    `verse`, `chorus`: progressions to choose from; `fills`: s snare, t m l toms, k kick, c clap."""

    name: str
    bpm: tuple[int, int]
    keys: tuple[str, ...]
    mode: str
    verse: tuple[str, ...]
    chorus: tuple[str, ...]
    voices: tuple[Voice, ...]
    swing: float = 0.5
    swing_unit: int = 16
    loose: float = 4.0
    drive: float = 0.0
    room: float = 1.2
    pump: float = 0.0
    fills: tuple[str, ...] = DEFAULT_FILLS
    crash: int = 49
    kit: int = 0
    last: str = ""
    mood: str = "neutral"


def drum(name: str, key: int, *patterns: str, kit: int = 0, **more: object) -> Voice:
    """A drum lane: shorthand for a Voice of role `drum` on a kit."""
    settings: dict[str, object] = {"send": 0.08, **more}
    return Voice(name=name, role="drum", sound=f"kit:{kit}", key=key, patterns=patterns, **settings)  # type: ignore[arg-type]
