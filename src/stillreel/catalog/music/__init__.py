"""The music shelf: one file per style. A word here is a Word (what people call it) and a score.Style (what it is).

`MUSIC.get("lo-fi")` is therefore what `score.compose` takes; a new style touches one new file of plain data.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...score.style import Style
from ..words import Shelf, Word


@dataclass(frozen=True, kw_only=True)
class Music(Word, Style):
    """A style of music with its names. `mood`: the mood it serves best, a hint for the storyboard."""


MUSIC: Shelf[Music] = Shelf("music style", __name__)
