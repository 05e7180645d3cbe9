"""A sideways dolly with a push: travelling right while coming nearer.

A single photograph has no depth to take apart, and guessed layers tear at their seams; what reads as parallax
is travel and approach together, with the aim moving across the frame against the camera. That is what this is.
"""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion


def _path(frame: Framing) -> tuple[View, View]:
    near, nearer = frame.scale(frame.amount * 0.5), frame.scale(frame.amount * 1.25)
    x, y = frame.aim
    reach = frame.amount / 2
    return frame.window(near, x - reach, y), frame.window(nearer, x + reach, y)


WORDS = (
    Motion(
        name="parallax",
        en=("parallax", "3d", "depth effect", "2.5d"),
        zh=("视差", "立体", "景深效果"),
        aliases=("dolly", "2_5d", "orbit"),
        path=_path,
    ),
)
