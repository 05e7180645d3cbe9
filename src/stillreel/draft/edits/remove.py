"""Some shots go."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import recut, shots, stretch
from ..model import Draft
from ..pick import row_of, some
from ..speech import say, shots_said, total_said
from .edit import Edit, Refs, Says


class Remove(Edit):
    """Take `shots` out. The total shrinks, unless `keep_total`: then the others fill the time.

    before  | A | B | C |
            0   2   4   6
    after   | A | C |
            0   2   4
    """

    op: ClassVar[str] = "remove"
    says: ClassVar[Says] = {
        "en": (
            "remove {shots}",
            "delete {shots}",
            "drop {shots}",
            "take out {shots}",
            "get rid of {shots}",
            "without {shots}",
            "cut {shots}",
        ),
        "zh": (
            "删除{shots}",
            "删掉{shots}",
            "去掉{shots}",
            "把{shots}删了",
            "不要{shots}",
            "移除{shots}",
        ),
    }

    shots: Refs
    keep_total: bool = False

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        chosen = some(row, self.shots)
        fresh = [s for n, s in enumerate(row) if (n in chosen) is False]
        if len(fresh) == len(row):
            return draft
        if not fresh:
            raise Refused("that would leave no photo", remedy='Keep at least one, or say "start over".')
        if self.keep_total:
            return recut(draft, stretch(draft, fresh, draft.length))
        return recut(draft, fresh)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row, left = row_of(before), len(shots(after))
        who = shots_said(before, {row[n].id for n in some(row, self.shots)}, lang)
        total = total_said(before, after, lang)
        return say(lang, f"Removed {who}, {left} left{total}.", f"已删除{who}，还剩{left}张{total}。")
