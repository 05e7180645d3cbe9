"""Uploads join the row of shots."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ...errors import Refused
from ..assets import Asset, Shelf
from ..cutting import fresh, recut, shots, stretch
from ..direct.brief import Brief
from ..direct.framing import frame
from ..direct.moods import NEUTRAL
from ..direct.storyboard import storyboard
from ..model import VIDEO, Draft, Id, Label, Length, Segment, change
from ..pick import picture, place_of
from ..speech import say, total_said
from .edit import Edit, Place, Says


class Insert(Edit):
    """Add uploads ("new": those not used yet) at the end or `to` a place, `length` ms each (as long as their
    neighbours when not given). The total grows, unless `keep_total`.

        before  | A | B |
                0   2   4
        after   | A | C | B |
                0   2   4   6
    """

    op: ClassVar[str] = "insert"
    says: ClassVar[Says] = {
        "en": (
            "add the new photo[s]",
            "add {asset}",
            "insert {asset} at position {number}",
            "add {asset} at the end",
            "put {asset} at the start",
            "use the ones I just uploaded",
        ),
        "zh": (
            "加上新照片",
            "把{asset}加进去",
            "把{asset}加到最后",
            "在第{number}个位置插入{asset}",
            "加入刚上传的",
        ),
    }

    assets: Literal["new"] | Annotated[tuple[Id, ...], Field(min_length=1, max_length=2000)] = "new"
    to: Place | None = None
    length: Length | None = None
    keep_total: bool = False

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row, assets = shots(draft), self._assets(draft, shelf)
        if not row:
            ids = tuple(a.id for a in assets)
            return change(
                draft, tracks=storyboard(Brief(use=ids, each=self.length, music=False), shelf).tracks
            )
        place = len(row) if self.to is None else place_of(len(row), self.to)
        length = self.length or sorted(s.length for s in row)[len(row) // 2]
        names, added = fresh(draft, "s", len(assets)), list[Segment]()
        before = row[place - 1].move if place else None
        kind = before.kind if before is not None else None
        for n, (name, asset) in enumerate(zip(names, assets, strict=True)):
            look = frame(asset, draft.canvas, NEUTRAL, place + n, kind, length)
            kind = look.move.kind
            label = {"m": Label(name=asset.name[:200])} if asset.name else {}
            shown = min(length, asset.duration) if asset.kind == "video" and asset.duration > 500 else length
            added.append(
                Segment.model_validate(
                    {"id": name, "a": asset.id, "s": 0, "d": shown, "fit": look.fit, "mo": look.move, **label}
                )
            )
        grown = (*row[:place], *added, *row[place:])
        return recut(draft, stretch(draft, grown, draft.length) if self.keep_total else grown)

    def _assets(self, draft: Draft, shelf: Shelf) -> tuple[Asset, ...]:
        if self.assets != "new":
            return tuple(picture(shelf, name) for name in self.assets)
        used = {s.asset for s in draft.segments(VIDEO)}
        new = tuple(a for a in shelf.pictures if a.id not in used)
        if not new:
            raise Refused(
                "every upload is in the video already", remedy="Upload another photo, or duplicate one."
            )
        return new

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        known = {s.id for s in shots(before)}
        places = [n for n, s in enumerate(shots(after), 1) if s.id not in known]
        total, many = total_said(before, after, lang), len(places) > 1
        return say(
            lang,
            f"Added {len(places)} photo{'s' if many else ''} at place {places[0]}{total}.",
            f"已在第{places[0]}位加入{len(places)}张{total}。",
        )
