"""Another picture in the same place."""

from __future__ import annotations

from typing import ClassVar

from ..model import Id
from .edit import Edit, Ref, Says


class Replace(Edit):
    """Show another upload in `shot`; its place, length, transition and texts stay.

    before  | A | B | C |
            0   2   4   6
    after   | A | D | C |
            0   2   4   6
    """

    op: ClassVar[str] = "replace"
    says: ClassVar[Says] = {
        "en": (
            "replace {shot} with {asset}",
            "swap {shot} for {asset}",
            "use {asset} instead of {shot}",
            "change {shot} to {asset}",
        ),
        "zh": (
            "把{shot}换成{asset}",
            "用{asset}替换{shot}",
            "{shot}改用{asset}",
        ),
    }

    shot: Ref
    asset: Id
