"""Compiling the hot loops once, at install: after `warm_up()` no first video waits for a compiler.

Machine code goes to numba's cache beside the package, or to the user's cache when that folder is read-only.
It is enough to run every loop once on tiny pictures: types, not sizes, decide what is compiled.
"""

from __future__ import annotations

from .catalog.transitions import TRANSITIONS
from .pixels import engine
from .pixels.frame import blank


def warm_up() -> None:
    """Compiles what is not in the cache yet: a minute on a new machine, a second afterwards."""
    engine.warm()
    a, b, out = blank(64, 36, (90, 110, 150)), blank(64, 36, (180, 140, 120)), blank(64, 36)
    for transition in TRANSITIONS:
        for progress in (0.25, 0.5, 0.75):
            transition.paint(a, b, progress, out, 1)
