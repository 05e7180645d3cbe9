"""The colours of some shots."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..amounts import share_from
from ..assets import Shelf
from ..cutting import each
from ..model import ABSENT, Draft, Name, Segment, Unit, change
from ..model import Look as LookPart
from ..names import canonical, spoken
from ..pick import shots_of
from ..speech import nothing, say, shots_said
from ..summary import percent
from .edit import Edit, Refs, Says, Share


class Look(Edit):
    """Give `shots` a look of the catalogue at `amount` (0..1); `delta` turns the present look up or down instead.

    before  | A     | B     |
            0       2       4
    after   | A warm| B     |
            0       2       4
    """

    op: ClassVar[str] = "look"
    says: ClassVar[Says] = {
        "en": (
            "make {shots} {look}",
            "{look} on {shots}",
            "warmer",
            "black and white",
            "{look} filter",
            "a bit less {look}",
            "remove the filter",
            "original colours",
        ),
        "zh": (
            "{shots}{look}",
            "{shots}改成黑白",
            "暖一点",
            "{look}滤镜",
            "加{look}滤镜",
            "去掉滤镜",
            "恢复原色",
        ),
    }

    shots: Refs = "all"
    kind: Name | None = None
    amount: Unit | None = None
    delta: Share | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        chosen = shots_of(draft, self.shots)
        kind = canonical("look", self.kind) if self.kind else None
        if kind is None and self.amount is None and self.delta is None:
            raise Refused("that does not say which look", remedy='For instance: "warmer", "black and white".')
        if kind is None and all(s.look is None or s.look.kind == "none" for s in chosen):
            raise Refused(
                "there is no look to turn up or down", remedy='Name one, for instance "warm" or "vivid".'
            )

        def graded(segment: Segment) -> Segment:
            old = segment.look
            if kind == "none":
                return segment if old is None else change(segment, look=ABSENT)
            if kind is None and (old is None or old.kind == "none"):
                return segment
            base = (
                old
                if old is not None and kind in (None, old.kind)
                else change(LookPart(kind="none"), kind=kind)
            )
            fresh = base
            if self.amount is not None or self.delta is not None:
                start = base.amount if base is old else 1.0
                fresh = change(base, amount=min(1.0, share_from(start, self.amount, None, self.delta)))
            return segment if fresh == old else change(segment, look=fresh)

        return each(draft, {s.id for s in chosen}, graded)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        chosen = shots_of(after, self.shots)
        who = shots_said(after, {s.id for s in chosen}, lang)
        look = next((s.look for s in chosen if s.look is not None), None)
        if look is None:
            return say(lang, f"Original colours on {who}.", f"{who}恢复原色。")
        name, amount = spoken("look", look.kind, lang), percent(look.amount)
        return say(lang, f"Look: {name} at {amount} on {who}.", f"{who}的色调：{name}，强度{amount}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "the colours are so already", "色调本来就是这样")
