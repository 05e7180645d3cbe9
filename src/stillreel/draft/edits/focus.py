"""The point of the picture that stays in view."""

from __future__ import annotations

from typing import ClassVar

from ..model import Unit
from .edit import Edit, Refs, Says, Where


class Focus(Edit):
    """Keep a point in view: `at` (x, y fractions), or `where`: a side, a corner, "center", "face" or "auto" (face, then
    whatever stands out; back to what was found).

        before  | A +     |
                0         2
        after   | A     + |
                0         2
    """

    op: ClassVar[str] = "focus"
    says: ClassVar[Says] = {
        "en": (
            "focus on the {where} of {shots}",
            "focus on the face in {shots}",
            "keep the face in view",
            "keep the {where} in view",
            "center {shots}",
        ),
        "zh": (
            "{shots}对准{where}",
            "焦点放在{where}",
            "保持人脸在画面里",
            "聚焦{where}",
        ),
    }

    shots: Refs = "all"
    at: tuple[Unit, Unit] | None = None
    where: Where | None = None
