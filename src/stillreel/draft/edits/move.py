"""Some shots go somewhere else."""

from __future__ import annotations

from typing import ClassVar

from ..amounts import only, order_said
from ..assets import Shelf
from ..cutting import recut, same_cuts, shots
from ..model import Draft
from ..pick import one, place_of, row_of, some
from ..speech import nothing, say, shots_said
from .edit import Edit, Place, Ref, Refs, Says


class Move(Edit):
    """Take `shots` out and put them back `to` a place, or right `before` or `after` another shot (exactly one).

    before  | A | B | C |
            0   2   4   6
    after   | B | C | A |
            0   2   4   6
    """

    op: ClassVar[str] = "move"
    says: ClassVar[Says] = {
        "en": (
            "move {shots} to the end",
            "move {shots} to the start",
            "put {shots} first",
            "put {shots} last",
            "move {shots} to position {number}",
            "put {shots} before {shot}",
            "put {shots} after {shot}",
        ),
        "zh": (
            "把{shots}移到最后",
            "把{shots}放到最前面",
            "把{shots}移到第{number}个[位置]",
            "把{shots}放在{shot}前面",
            "把{shots}放在{shot}后面",
        ),
    }

    shots: Refs
    to: Place | None = None
    before: Ref | None = None
    after: Ref | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        only("to, before, after", self.to, self.before, self.after)
        row = row_of(draft)
        chosen = some(row, self.shots)
        taken = [row[n] for n in chosen]
        rest = [s for n, s in enumerate(row) if n not in chosen]
        if self.to is not None:
            place = place_of(len(rest), self.to)
        else:
            anchor = row[one(row, self.before if self.before is not None else self.after or 0)]
            if anchor in taken:
                return draft
            place = rest.index(anchor) + (self.before is None)
        fresh = [*rest[:place], *taken, *rest[place:]]
        if [s.id for s in fresh] == [s.id for s in row]:
            return draft
        return recut(draft, same_cuts(fresh, row))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(before)
        chosen = {row[n].id for n in some(row, self.shots)}
        place = next(n for n, s in enumerate(shots(after), 1) if s.id in chosen)
        who, order = (
            shots_said(before, chosen, lang),
            order_said([s.id for s in row], [s.id for s in shots(after)]),
        )
        return say(
            lang,
            f"Moved {who} to place {place}; the order is now {order}.",
            f"{who}已移到第{place}位，现在的顺序：{order}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "it stands there already", "已经在那个位置了")
