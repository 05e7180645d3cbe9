"""Some shots once more."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..cutting import fresh, recut, shots, stretch
from ..model import Draft, change
from ..pick import place_of, row_of, some
from ..speech import say, shots_said, total_said
from .edit import Edit, Place, Refs, Says


class Duplicate(Edit):
    """Copy `shots`, right behind the last of them or `to` a place. The total grows, unless `keep_total`.

    before  | A | B |
            0   2   4
    after   | A | B | A |
            0   2   4   6
    """

    op: ClassVar[str] = "duplicate"
    says: ClassVar[Says] = {
        "en": (
            "duplicate {shots}",
            "duplicate {shots} at the end",
            "repeat {shots}",
            "copy {shots} to the end",
            "show {shots} again at the end",
        ),
        "zh": (
            "复制{shots}",
            "把{shots}复制到最后",
            "重复{shots}",
            "{shots}再放一遍",
        ),
    }

    shots: Refs
    to: Place | None = None
    keep_total: bool = False

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        chosen = some(row, self.shots)
        place = chosen[-1] + 1 if self.to is None else place_of(len(row), self.to)
        names = fresh(draft, "s", len(chosen))
        copies = [change(row[n], id=name) for n, name in zip(chosen, names, strict=True)]
        grown = (*row[:place], *copies, *row[place:])
        return recut(draft, stretch(draft, grown, draft.length) if self.keep_total else grown)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(before)
        known = {s.id for s in row}
        place = next(n for n, s in enumerate(shots(after), 1) if s.id not in known)
        who = shots_said(before, {row[n].id for n in some(row, self.shots)}, lang)
        total = total_said(before, after, lang)
        return say(lang, f"Copied {who} to place {place}{total}.", f"已把{who}复制到第{place}位{total}。")
