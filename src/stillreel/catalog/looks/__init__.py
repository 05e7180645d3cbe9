"""Colour looks. One file = one look or a family; a look is a recipe of a few grading steps.

A look is a function of one colour (`grade`), so it is baked once into a cube of colours and applied to a picture by
looking up, with the result dithered by position: smooth skies stay smooth. A look may also soften (`glow`).
Invariant: amount 0 gives the same bytes back; the same picture and amount give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ...pixels.cube import SIDE, apply_cube, lattice
from ...pixels.glow import glow
from ..words import Shelf, Word

Colours = npt.NDArray[np.float64]
Grade = Callable[[Colours], Colours]
RGB = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Look(Word):
    """A word for how colours feel. `grade`: colours (..., 3) in linear sRGB 0..1 -> the same; None keeps them.

    `softness` 0..1: how much light spreads around bright places (a share of a wide blur, screened)."""

    grade: Grade | None = None
    softness: float = 0.0

    def apply(self, rgb: RGB, amount: float = 1.0) -> RGB:
        """sRGB u8 (h, w, 3) -> the same shape; amount 0..1 mixes the look in. Never writes `rgb`."""
        amount = min(max(amount, 0.0), 1.0)
        if amount == 0.0 or (self.grade is None and self.softness == 0.0):
            return rgb.copy()
        if self.softness > 0.0:
            rgb = glow(rgb, self.softness * amount)
        return rgb.copy() if self.grade is None else apply_cube(rgb, _cube(self.name, round(amount * 1000)))


@lru_cache(maxsize=8)
def _cube(name: str, amount: int) -> npt.NDArray[np.int32]:
    """The look's table: for SIDE^3 sRGB colours, what they become, in 1/128 of a level."""
    from ._colour import from_linear, to_linear

    grade = LOOKS.by_name[name].grade
    assert grade is not None
    plain = lattice()
    graded = from_linear(grade(to_linear(plain)))
    mixed = plain + (graded - plain) * (amount / 1000)
    table = np.clip(np.floor(mixed * (255 * 128) + 0.5), 0, 255 * 128).astype(np.int32)
    return table.reshape(SIDE**3, 3)


LOOKS: Shelf[Look] = Shelf("look", __name__)
"""Every look by name and alias."""
