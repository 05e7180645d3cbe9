"""Some shots go somewhere else."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Place, Ref, Refs, Says


class Move(Edit):
    """Take `shots` out and put them back `to` a place, or right `before` or `after` another shot (exactly one).

    before  | A | B | C |
            0   2   4   6
    after   | B | C | A |
            0   2   4   6
    """

    op: ClassVar[str] = "move"
    says: ClassVar[Says] = {
        "en": (
            "move {shots} to the end",
            "move {shots} to the start",
            "put {shots} first",
            "put {shots} last",
            "move {shots} to position {number}",
            "put {shots} before {shot}",
            "put {shots} after {shot}",
        ),
        "zh": (
            "把{shots}移到最后",
            "把{shots}放到最前面",
            "把{shots}移到第{number}个[位置]",
            "把{shots}放在{shot}前面",
            "把{shots}放在{shot}后面",
        ),
    }

    shots: Refs
    to: Place | None = None
    before: Ref | None = None
    after: Ref | None = None
