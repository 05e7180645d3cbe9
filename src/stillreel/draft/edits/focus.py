"""The point of the picture that stays in view."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..amounts import only
from ..assets import Shelf
from ..cutting import each
from ..model import ABSENT, Draft, Segment, Unit, change
from ..pick import shots_of
from ..speech import say, shots_said
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

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        only("at, where", self.at, self.where)
        chosen = shots_of(draft, self.shots)
        faces = {s.id: _face(s, shelf) for s in chosen} if self.where == "face" else {}
        if self.where == "face" and not any(faces.values()):
            raise Refused(
                "no face was found there", remedy='Name the side instead, for instance "focus on the top".'
            )

        def aimed(segment: Segment) -> Segment:
            if self.where == "auto":
                return segment if segment.at is None else change(segment, at=ABSENT)
            point = (
                faces.get(segment.id) if self.where == "face" else self.at or POINTS[self.where or "center"]
            )
            return segment if point is None or segment.at == point else change(segment, at=point)

        return each(draft, {s.id for s in chosen}, aimed)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        who = shots_said(after, {s.id for s in shots_of(after, self.shots)}, lang)
        if self.where == "auto":
            return say(lang, f"The focus of {who} is found automatically again.", f"{who}的焦点恢复自动。")
        if self.where == "face":
            return say(lang, f"The face stays in view on {who}.", f"{who}会保持人脸在画面里。")
        x, y = self.at or POINTS[self.where or "center"]
        point = f"{x * 100:.0f}% / {y * 100:.0f}%"
        return say(
            lang, f"The focus of {who} is at {point} of the picture.", f"{who}的焦点在画面的{point}处。"
        )


POINTS = {
    "center": (0.5, 0.5),
    "top": (0.5, 0.2),
    "bottom": (0.5, 0.8),
    "left": (0.2, 0.5),
    "right": (0.8, 0.5),
    "top_left": (0.2, 0.2),
    "top_right": (0.8, 0.2),
    "bottom_left": (0.2, 0.8),
    "bottom_right": (0.8, 0.8),
}


def _face(segment: Segment, shelf: Shelf) -> tuple[float, float] | None:
    asset = shelf.get(segment.asset or "")
    if asset is None or not asset.faces:
        return None
    x, y, w, h = max(asset.faces, key=lambda f: f[2] * f[3])
    return (round(min(1.0, x + w / 2), 4), round(min(1.0, y + h / 2), 4))
