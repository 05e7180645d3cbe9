"""Frames: one function for each way of asking, each explaining as much of a clause as it can.

A frame takes a clause and answers with steps, or None when it is not meant. All are tried on every clause; the
one that explains most wins. A frame may raise `Unresolved`: it is what was meant, but it names nothing here.
"""

from __future__ import annotations

from collections.abc import Callable

from ..clauses import Clause, Steps
from . import asking, cuts, exchange, frame, length, order, picture, sound, talk, words

Frame = Callable[[Clause], Steps | None]

QUESTIONS: tuple[Frame, ...] = (*talk.FRAMES, *asking.FRAMES)
"""What may be meant by a sentence that begins with a question word."""

FRAMES: tuple[Frame, ...] = (
    *talk.FRAMES,
    *words.FRAMES,
    *sound.FRAMES,
    *cuts.FRAMES,
    *picture.FRAMES,
    *frame.FRAMES,
    *length.FRAMES,
    *order.FRAMES,
    *exchange.FRAMES,
    *asking.FRAMES,
)
