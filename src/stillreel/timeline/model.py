"""The plan: what happens in every frame, in whole frames and resolved names, with nothing left to decide.

    frames  0 ......................................... n
    spans   | Hold(A)      | Blend(A,B) | Hold(B)       |      tile [0, frames) exactly
    titles      |  Title  |       |  Title  |                  painted over the spans, in order
    sound   one list of cues, mixed once

A shot is on screen from `start` for `frames` frames, *including* what its transitions borrow beyond the
cut: the camera's progress runs over all of it, so transitions do not freeze the camera. All values are
frozen, comparable and made of plain data: a piece of work can be hashed and sent anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..clock import seconds

RGB = str
"""A colour as '#RRGGBB' in sRGB."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture or clip on screen. `at`: the point (fractions) that must stay in view. `faces`: boxes
    (x, y, w, h). `in_ms`, `speed`, `clip_ms` (the clip's own length) only matter for video; `lead` is how many
    of the shot's first frames lie before its in-point's frame (borrowed by the transition)."""

    id: str
    asset: str
    kind: str
    width: int
    height: int
    start: int
    frames: int
    fit: str = "cover"
    at: tuple[float, float] = (0.5, 0.5)
    faces: tuple[tuple[float, float, float, float], ...] = ()
    move: str = "still"
    amount: float = 0.12
    ease: str = "ease_in_out"
    look: str = "none"
    look_amount: float = 1.0
    matte: RGB = "#000000"
    in_ms: int = 0
    speed: float = 1.0
    clip_ms: int = 0
    lead: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """Frames [start, start + frames) show one shot."""

    start: int
    frames: int
    shot: Shot


@dataclass(frozen=True, slots=True)
class Blend:
    """Frames [start, start + frames) go from shot a to shot b. Frame k of the blend has progress
    (k + 1/2) / frames: symmetrical, so the middle of the blend is the cut."""

    start: int
    frames: int
    a: Shot
    b: Shot
    transition: str
    seed: int = 0


Span = Hold | Blend


@dataclass(frozen=True, slots=True)
class Title:
    """Text on screen during [start, start + frames). `accent` comes from the pictures. `safe`: the
    platform's unusable margins (left, top, right, bottom) as fractions of the canvas."""

    id: str
    text: str
    start: int
    frames: int
    style: str = "headline"
    position: str = "center"
    animation: str = "none"
    colour: RGB = "#FFFFFF"
    size: float = 1.0
    accent: RGB = "#FFFFFF"
    safe: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    lang: str = "en"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Cue:
    """One sound: composed music (`style`) or an asset. Times in ms on the video's clock; `offset` ms into the
    source; `volume` a fraction of full; `accents`: cuts in ms, relative to `start`, that music may answer."""

    id: str
    start: int
    length: int
    style: str | None = None
    bpm: float | None = None
    key: str | None = None
    seed: int = 0
    asset: str | None = None
    offset: int = 0
    speed: float = 1.0
    volume: float = 0.35
    fade_in: int = 0
    fade_out: int = 0
    duck: bool = True
    voice: bool = False
    accents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """Everything heard, `length` ms long; `loudness` in LUFS, integrated."""

    length: int
    cues: tuple[Cue, ...] = ()
    loudness: float = -14.0


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be done as the draft says: asked and given are ms (or characters' reading time)."""

    kind: str
    segment: str
    asked: int
    given: int

    def __str__(self) -> str:
        asked, given = seconds(self.asked), seconds(self.given)
        return {
            "transition_shortened": f"the transition after {self.segment} was shortened from {asked} to {given} s: "
            "its neighbours are no longer than that",
            "too_short": f"{self.segment} lasts {asked} s, less than one frame, and is not shown",
            "reading": f"the text {self.segment} needs {asked} s to be read and is on screen for {given} s",
            "clip_frozen": f"the clip {self.segment} ends after {given} s of {asked}; its last picture stays",
            "too_long": f"the video is {asked} s; this platform takes at most {given} s",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole video, ready to paint. Spans tile [0, frames); `notes` say what had to be shortened."""

    width: int
    height: int
    fps: Fraction
    frames: int
    spans: tuple[Span, ...]
    titles: tuple[Title, ...] = ()
    sound: Sound = Sound(0)
    background: RGB = "#000000"
    notes: tuple[Note, ...] = ()
