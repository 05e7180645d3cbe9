"""Only some shots stay."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import recut, shots, stretch
from ..model import Draft
from ..pick import row_of, some
from ..speech import nothing, say, shots_said, total_said
from .edit import Edit, Refs, Says


class Keep(Edit):
    """Keep `shots` alone. The total shrinks, unless `keep_total`: then they fill the time.

    before  | A | B | C |
            0   2   4   6
    after   | A | B |
            0   2   4
    """

    op: ClassVar[str] = "keep"
    says: ClassVar[Says] = {
        "en": (
            "use only {shots}",
            "keep only {shots}",
            "only {shots}",
            "just {shots}",
            "remove everything except {shots}",
        ),
        "zh": (
            "只用{shots}",
            "只保留{shots}",
            "只留{shots}",
            "除了{shots}都删掉",
        ),
    }

    shots: Refs
    keep_total: bool = False

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        chosen = some(row, self.shots)
        fresh = [s for n, s in enumerate(row) if (n in chosen) is True]
        if len(fresh) == len(row):
            return draft
        if not fresh:
            raise Refused("that would leave no photo", remedy='Keep at least one, or say "start over".')
        if self.keep_total:
            return recut(draft, stretch(draft, fresh, draft.length))
        return recut(draft, fresh)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row, gone = row_of(before), len(shots(before)) - len(shots(after))
        who = shots_said(before, {row[n].id for n in some(row, self.shots)}, lang)
        total = total_said(before, after, lang)
        return say(lang, f"Kept only {who}, removed {gone}{total}.", f"只保留{who}，去掉了{gone}张{total}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "those are all the photos there are", "本来就只有这些")
