"""Which part of a clip is shown."""

from __future__ import annotations

from typing import ClassVar

from ..model import Length, Ms
from .edit import Edit, Ref, Says


class Trim(Edit):
    """Start the clip at `in_point` ms of its own time and/or show it for `length` ms. A photo has only a length.

    clip    |....AAAA......|
            0   2   4      10
    after   | A |
            0   2
    """

    op: ClassVar[str] = "trim"
    says: ClassVar[Says] = {
        "en": (
            "trim {shot} to {time}",
            "start {shot} at {time}",
            "use only the first {time} of {shot}",
            "cut the first {time} of {shot}",
            "use {time} to {time} of {shot}",
        ),
        "zh": (
            "{shot}从{time}开始",
            "把{shot}剪到{time}",
            "{shot}只用前{time}",
            "剪掉{shot}前{time}",
        ),
    }

    shot: Ref
    in_point: Ms | None = None
    length: Length | None = None
