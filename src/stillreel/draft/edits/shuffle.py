"""A random order that can be repeated."""

from __future__ import annotations

from typing import ClassVar

from ...rng import rng
from ..amounts import order_said
from ..assets import Shelf
from ..cutting import recut, same_cuts, shots
from ..model import Draft, Seed
from ..pick import row_of
from ..speech import nothing, say
from .edit import Edit, Says


class Shuffle(Edit):
    """Put the shots in a random order; the same `seed` gives the same order, none takes the draft's next one.

    before  | A | B | C |
            0   2   4   6
    after   | B | A | C |
            0   2   4   6
    """

    op: ClassVar[str] = "shuffle"
    says: ClassVar[Says] = {
        "en": (
            "shuffle [them]",
            "mix up the order",
            "random order",
            "shuffle the photos",
        ),
        "zh": (
            "打乱顺序",
            "随机排列",
            "随机顺序",
            "把顺序打乱",
        ),
    }

    seed: Seed | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        if len(row) == 1:
            return draft
        seed = self.seed if self.seed is not None else draft.meta.seed
        now = [s.id for s in row]
        order = rng(seed, "shuffle", *(now if self.seed is None else sorted(now))).permutation(len(row))
        base = row if self.seed is None else tuple(sorted(row, key=lambda s: s.id))
        fresh = [base[int(n)] for n in order]
        if [s.id for s in fresh] == now and self.seed is None:
            fresh = [*fresh[1:], fresh[0]]  # Asked for another order, one must not get the same.
        return draft if [s.id for s in fresh] == now else recut(draft, same_cuts(fresh, row))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        order = order_said([s.id for s in shots(before)], [s.id for s in shots(after)])
        return say(lang, f"Shuffled; the order is now: {order}.", f"已打乱，现在的顺序：{order}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "this seed gives the order that is there", "这个随机种子得到的就是现在的顺序")
