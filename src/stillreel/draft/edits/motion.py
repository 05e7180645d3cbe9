"""The camera's move over some shots."""

from __future__ import annotations

from typing import ClassVar

from ..model import Name, Unit
from .edit import Edit, Factor, Refs, Says


class Motion(Edit):
    """Move the camera over `shots`: `kind` of the catalogue, "mix" (alternating, by picture), or None to change only
    `amount` (fraction of the picture, 0..1), `factor` (times the amount) or `ease`.

        before  | A still | B still |
                0         2         4
        after   | A >zoom | B still |
                0         2         4
    """

    op: ClassVar[str] = "motion"
    says: ClassVar[Says] = {
        "en": (
            "{motion} on {shots}",
            "zoom in on {shots}",
            "slow zoom on {shots}",
            "no movement on {shots}",
            "keep {shots} still",
            "ken burns on {shots}",
            "pan left on {shots}",
            "more movement",
            "less movement",
            "mix up the motion",
        ),
        "zh": (
            "{shots}{motion}",
            "{shots}慢慢放大",
            "{shots}不要动",
            "{shots}静止",
            "{shots}向左平移",
            "动感强一点",
            "动作小一点",
        ),
    }

    shots: Refs = "all"
    kind: Name | None = None
    amount: Unit | None = None
    factor: Factor | None = None
    ease: Name | None = None
