"""Another mood for the whole video."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..model import Name
from .edit import Edit, Says


class Feel(Edit):
    """Change pace, motion, transitions, music and type together to a mood (`MOODS` in draft/direct); the photos, their
    order and the words stay, the total too unless a faster or slower pace was asked (`pace`).

        before  |  A  |  B  | calm
                0     3     6
        after   | A | B | energetic
                0   2   4
    """

    op: ClassVar[str] = "feel"
    says: ClassVar[Says] = {
        "en": (
            "more {feel}",
            "make it {feel}",
            "{feel}",
            "something more {feel}",
            "give it a {feel} feel",
            "less {feel}",
        ),
        "zh": (
            "更{feel}",
            "{feel}一点",
            "来点{feel}的感觉",
            "风格{feel}",
        ),
    }

    kind: Name
    pace: bool = True
    strength: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.25, le=2)] = 1.0
