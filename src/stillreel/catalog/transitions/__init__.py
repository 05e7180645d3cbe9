"""Transitions: how one picture gives way to the next. One file = one word and its kin; copy `wipe.py`.

A transition draws one frame at progress p from two frames and a seed, and remembers nothing: any p, in any
order, gives the same bytes. It never writes its inputs and writes every sample of `out`, whatever was there.
Invariant, by construction: p <= 0 is exactly A, p >= 1 exactly B. Laws: tests/laws/test_transitions.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...pixels.frame import Frame, copy_into
from ..words import Shelf, Word

MOODS = ("calm", "classic", "energetic", "playful", "cinematic", "tech", "romantic")
Draw = Callable[[Frame, Frame, float, Frame, int], None]


@dataclass(frozen=True, kw_only=True)
class Transition(Word):
    """A word that goes from picture to picture.

    draw: paints `out` for 0 < p < 1; p arrives linear, easing is the word's own business. mood: one of MOODS.
    family: words that differ by a parameter share it. via: what the middle shows by design that is in neither
    picture ("black", "white", "light", "noise"), else empty.
    """

    draw: Draw
    mood: str
    family: str
    via: str = ""

    def paint(self, a: Frame, b: Frame, p: float, out: Frame, seed: int = 0) -> None:
        """Writes the whole of `out`, which must be neither `a` nor `b`; all three of one size."""
        if p <= 0.0:
            copy_into(a, out)
        elif p >= 1.0:
            copy_into(b, out)
        else:
            self.draw(a, b, p, out, seed)


TRANSITIONS: Shelf[Transition] = Shelf("transition", __name__)
"""Every transition by name and alias, those of ffmpeg's xfade and of gl-transitions among them."""
