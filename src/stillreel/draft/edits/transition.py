"""How one shot becomes the next."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..model import Name
from .edit import Edit, Factor, Refs, Says


class Transition(Edit):
    """Set the transition of `cuts` ("all", or the shots on the left of the cut): a `kind`, or `kinds` that take turns
    ("mix" picks a family), and/or its `length` in ms or `factor` times the present one. Moves no cut.

        before  | A | B | C |
                0   2   4   6
        after   | A x B x C |
                0   2   4   6
    """

    op: ClassVar[str] = "transition"
    says: ClassVar[Says] = {
        "en": (
            "{transition} between {shot} and {shot}",
            "use {transition} everywhere",
            "add transitions",
            "no transitions",
            "remove the transitions",
            "mix up the transitions",
            "{transition} after {shot}",
            "make the transitions {time}",
            "slower transitions",
            "faster transitions",
            "crossfade all of them",
        ),
        "zh": (
            "{shot}和{shot}之间用{transition}",
            "全部用{transition}",
            "加转场",
            "不要转场",
            "去掉转场",
            "转场{time}",
            "转场慢一点",
            "转场快一点",
            "转场多样一点",
        ),
    }

    cuts: Refs = "all"
    kind: Name | None = None
    kinds: Annotated[tuple[Name, ...], Field(min_length=1, max_length=32)] | Literal["mix"] | None = None
    length: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    factor: Factor | None = None
