"""Another picture in the same place."""

from __future__ import annotations

from typing import Any, ClassVar

from ..assets import Shelf
from ..cutting import each, texts
from ..direct.framing import fit_of
from ..direct.lettering import caption_of
from ..model import ABSENT, Draft, Id, Label, Segment, change
from ..pick import one, picture, row_of
from ..speech import nothing, quoted, say
from .edit import Edit, Ref, Says


class Replace(Edit):
    """Show another upload in `shot`; its place, length, transition and texts stay.

    before  | A | B | C |
            0   2   4   6
    after   | A | D | C |
            0   2   4   6
    """

    op: ClassVar[str] = "replace"
    says: ClassVar[Says] = {
        "en": (
            "replace {shot} with {asset}",
            "swap {shot} for {asset}",
            "use {asset} instead of {shot}",
            "change {shot} to {asset}",
        ),
        "zh": (
            "把{shot}换成{asset}",
            "用{asset}替换{shot}",
            "{shot}改用{asset}",
        ),
    }

    shot: Ref
    asset: Id

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        shot, asset = row[one(row, self.shot)], picture(shelf, self.asset)
        if shot.asset == asset.id:
            return draft
        old = shelf.get(shot.asset or "")
        fields: dict[str, Any] = {"asset": asset.id, "at": ABSENT, "in_point": ABSENT, "speed": ABSENT}
        if old is None or shot.fit == fit_of(old, draft.canvas):
            fields["fit"] = fit_of(asset, draft.canvas)
        fields["meta"] = change(shot.meta, name=asset.name[:200]) if asset.name else Label()
        draft = each(draft, {shot.id}, lambda s: change(s, **fields))
        if old is None or not caption_of(asset):
            return draft
        named = {t.id for t in texts(draft) if t.meta.of == shot.id and t.text == caption_of(old)}

        def retold(text: Segment) -> Segment:
            return change(text, text=caption_of(asset))

        return each(draft, named, retold)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        place = one(row_of(before), self.shot)
        name = row_of(after)[place].meta.name or self.asset[:8]
        return say(
            lang,
            f"Photo {place + 1} is now {quoted(name, lang)}.",
            f"第{place + 1}张换成了{quoted(name, lang)}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "that picture is there already", "那里本来就是这张图")
