"""split_h, split_v and kin: two halves slide apart, together, or past each other."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import Box, lay
from . import Transition
from ._stage import glide


def _half(second: bool, upright: bool, shift: float) -> tuple[Box, Box]:
    """A half of the picture and where it goes when it has slid by `shift` along the line between the halves."""
    if upright:
        part: Box = (0.5 if second else 0.0, 0.0, 0.5, 1.0)
        return part, (part[0], shift, 0.5, 1.0)
    part = (0.0, 0.5 if second else 0.0, 1.0, 0.5)
    return part, (shift, part[1], 1.0, 0.5)


def draw(
    a: Frame, b: Frame, p: float, out: Frame, seed: int, *, upright: bool, leave: bool, enter: bool
) -> None:
    """Halves slide against each other: A's out, B's in, or both. upright: left and right halves move up and down."""
    t = glide(p)
    copy_into(b if leave else a, out)
    for second in (False, True):
        sign = 1.0 if second else -1.0
        if leave:
            part, box = _half(second, upright, sign * t)
            lay(a, box, out, part=part)
        if enter:
            part, box = _half(second, upright, sign * (t - 1.0))
            lay(b, box, out, part=part)


def word(name: str, upright: bool, leave: bool, enter: bool, en: str, zh: str, *aliases: str) -> Transition:
    action = partial(draw, upright=upright, leave=leave, enter=enter)
    return Transition(
        name=name, en=(en,), zh=(zh,), aliases=aliases, draw=action, mood="energetic", family="split"
    )


WORDS = (
    word(
        "split_h",
        False,
        True,
        True,
        "split slide sideways",
        "左右错位滑动",
        "splitSlideInOutHorizontal",
        "split",
    ),
    word("split_v", True, True, True, "split slide up and down", "上下错位滑动", "splitSlideInOutVertical"),
    word(
        "split_in_h", False, False, True, "halves slide in sideways", "两半横向滑入", "splitSlideInHorizontal"
    ),
    word(
        "split_in_v", True, False, True, "halves slide in up and down", "两半纵向滑入", "splitSlideInVertical"
    ),
    word(
        "split_out_h",
        False,
        True,
        False,
        "halves slide out sideways",
        "两半横向滑出",
        "splitSlideOutHorizontal",
    ),
    word(
        "split_out_v",
        True,
        True,
        False,
        "halves slide out up and down",
        "两半纵向滑出",
        "splitSlideOutVertical",
    ),
)
