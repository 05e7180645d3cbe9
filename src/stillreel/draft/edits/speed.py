"""How fast clips play."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ...errors import Refused
from ..assets import Shelf
from ..cutting import recut, shortest
from ..model import Draft, Segment, change
from ..pick import row_of, shots_of
from ..speech import nothing, say, shots_said, total_said
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

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        clips = _clips(draft, shelf, self.shots)
        if not clips:
            raise Refused(
                "a photo has no speed, only clips do",
                remedy="Change how long it is shown, or how far its camera moves.",
            )
        least = shortest(draft)

        def played(segment: Segment) -> Segment:
            length = max(least, round(segment.length * segment.speed / self.factor))
            return change(segment, speed=self.factor, length=length)

        row = row_of(draft)
        if all(s.speed == self.factor for s in row if s.id in clips):
            return draft
        return recut(draft, [played(s) if s.id in clips else s for s in row])

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        was = {s.id: s.speed for s in row_of(before)}
        ids = {s.id for s in shots_of(after, self.shots) if was.get(s.id) != s.speed}
        who, total = shots_said(after, ids, lang), total_said(before, after, lang)
        who = who.replace("photo", "clip")
        return say(
            lang,
            f"{who[0].upper()}{who[1:]} at {self.factor:g}x speed{total}.",
            f"{who}以{self.factor:g}倍速播放{total}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, f"it plays at {self.factor:g}x already", f"已经是{self.factor:g}倍速")


def _clips(draft: Draft, shelf: Shelf, refs: Refs) -> set[str]:
    found = set()
    for segment in shots_of(draft, refs):
        asset = shelf.get(segment.asset or "")
        if asset is not None and asset.kind == "video":
            found.add(segment.id)
    return found
