"""Which part of a clip is shown."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import recut, shortest
from ..model import Draft, Length, Ms, change
from ..pick import one, row_of
from ..speech import say, span, total_said
from .edit import Edit, Ref, Says


class Trim(Edit):
    """Start the clip at `in_point` ms of its own time and/or show it for `length` ms. A photo has only a length.

    clip    |....AAAA......|
            0   2   4      10
    after   | A |
            0   2
    """

    op: ClassVar[str] = "trim"
    says: ClassVar[Says] = {
        "en": (
            "trim {shot} to {time}",
            "start {shot} at {time}",
            "use only the first {time} of {shot}",
            "cut the first {time} of {shot}",
            "use {time} to {time} of {shot}",
        ),
        "zh": (
            "{shot}从{time}开始",
            "把{shot}剪到{time}",
            "{shot}只用前{time}",
            "剪掉{shot}前{time}",
        ),
    }

    shot: Ref
    in_point: Ms | None = None
    length: Length | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        place = one(row, self.shot)
        segment = row[place]
        asset = shelf.get(segment.asset or "")
        clip = asset is not None and asset.kind == "video"
        if self.in_point is None and self.length is None:
            raise Refused("that does not say where to cut", remedy='For instance: "start clip 2 at 1 s".')
        if self.in_point and not clip:
            raise Refused("a photo has no beginning to cut off", remedy="Set how long it is shown instead.")
        start = segment.in_point if self.in_point is None else self.in_point
        length = segment.length if self.length is None else max(self.length, shortest(draft))
        if clip and asset is not None and asset.duration:
            if start >= asset.duration:
                raise Refused(
                    f"the clip is only {asset.duration / 1000:g} s long",
                    remedy="Start earlier.",
                    nearest=max(0, asset.duration - 1000),
                )
            if self.length is None:
                length = max(shortest(draft), min(length, round((asset.duration - start) / segment.speed)))
        if (start, length) == (segment.in_point, segment.length):
            return draft
        fields = {"in_point": start} if clip else {}
        return recut(draft, (*row[:place], change(segment, length=length, **fields), *row[place + 1 :]))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(after)
        n = one(row, self.shot)
        start, length, total = (
            span(row[n].in_point, lang),
            span(row[n].length, lang),
            total_said(before, after, lang),
        )
        return say(
            lang,
            f"Shot {n + 1} starts at {start} of its file and lasts {length}{total}.",
            f"第{n + 1}段从素材{start}处开始，显示{length}{total}。",
        )
