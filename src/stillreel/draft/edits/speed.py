"""How fast clips play."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from .edit import Edit, Refs, Says


class Speed(Edit):
    """Play clips `factor` times as fast; the shot gets shorter or longer accordingly. Photos have no speed.

    before  | clip      | B |
            0           4   6
    after   | clip | B |
            0      2   4
    """

    op: ClassVar[str] = "speed"
    says: ClassVar[Says] = {
        "en": (
            "play {shots} at {factor} speed",
            "speed up {shots}",
            "slow down {shots}",
            "slow motion on {shots}",
            "{shots} twice as fast",
            "half speed",
        ),
        "zh": (
            "{shots}加速",
            "{shots}慢放",
            "{shots}{factor}倍速",
            "慢动作",
        ),
    }

    shots: Refs = "all"
    factor: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=10)]
