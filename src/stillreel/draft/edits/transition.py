"""How one shot becomes the next."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ...errors import Refused
from ...rng import rng
from ..assets import Shelf
from ..cutting import each
from ..model import ABSENT, Draft, Name, Segment, change
from ..model import Transition as Blend
from ..names import canonical, spoken
from ..pick import row_of, some
from ..speech import listed, nothing, say, span
from .edit import Edit, Factor, Refs, Says


class Transition(Edit):
    """Set the transition of `cuts` ("all", or the shots on the left of the cut): a `kind`, or `kinds` that take turns
    ("mix" picks a family), and/or its `length` in ms or `factor` times the present one. Moves no cut.

        before  | A | B | C |
                0   2   4   6
        after   | A x B x C |
                0   2   4   6
    """

    op: ClassVar[str] = "transition"
    says: ClassVar[Says] = {
        "en": (
            "{transition} between {shot} and {shot}",
            "use {transition} everywhere",
            "add transitions",
            "no transitions",
            "remove the transitions",
            "mix up the transitions",
            "{transition} after {shot}",
            "make the transitions {time}",
            "slower transitions",
            "faster transitions",
            "crossfade all of them",
        ),
        "zh": (
            "{shot}和{shot}之间用{transition}",
            "全部用{transition}",
            "加转场",
            "不要转场",
            "去掉转场",
            "转场{time}",
            "转场慢一点",
            "转场快一点",
            "转场多样一点",
        ),
    }

    cuts: Refs = "all"
    kind: Name | None = None
    kinds: Annotated[tuple[Name, ...], Field(min_length=1, max_length=32)] | Literal["mix"] | None = None
    length: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    factor: Factor | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        chosen = self._cuts(row)
        if self.kind is None and self.kinds is None and self.length is None and self.factor is None:
            raise Refused(
                "that does not say which transition", remedy='For instance: "crossfade everywhere".'
            )
        kinds = self._kinds(draft)
        if not kinds and all(row[n].transition is None for n in chosen):
            kinds = ("fade",)  # A length alone asks for a transition: the plainest one.
        fresh = {
            row[n].id: self._blend(row[n], row[n + 1], kinds[k % len(kinds)] if kinds else None)
            for k, n in enumerate(chosen)
        }

        def blended(segment: Segment) -> Segment:
            blend = fresh[segment.id]
            if blend == segment.transition:
                return segment
            return change(segment, transition=ABSENT if blend is None else blend)

        return each(draft, fresh, blended)

    def _cuts(self, row: tuple[Segment, ...]) -> tuple[int, ...]:
        if len(row) < 2:
            raise Refused("one photo has no cut to blend", remedy="Add another photo first.")
        if self.cuts == "all":
            return tuple(range(len(row) - 1))
        chosen = tuple(n for n in some(row, self.cuts) if n < len(row) - 1)
        if not chosen:
            raise Refused(
                "nothing follows the last photo", remedy=f"Cuts lie after photos 1 to {len(row) - 1}."
            )
        return chosen

    def _kinds(self, draft: Draft) -> tuple[str, ...]:
        if self.kinds == "mix":
            order = rng(draft.meta.seed, "mix").permutation(len(MIX))
            return tuple(canonical("transition", MIX[int(n)]) for n in order)
        names = self.kinds or ((self.kind,) if self.kind is not None else ())
        return tuple(canonical("transition", name) for name in names)

    def _blend(self, segment: Segment, after: Segment, kind: str | None) -> Blend | None:
        old = segment.transition
        kind = kind or (old.kind if old is not None else None)
        if kind is None or kind == "cut":
            return None
        if self.length is not None:
            length = self.length
        else:
            usual = min(500, min(segment.length, after.length) // 3)
            length = old.length if old is not None else max(1, usual)
            length = min(10_000, max(1, round(length * (self.factor or 1.0))))
        if not length:
            return None
        return (
            change(old, kind=kind, length=length)
            if old is not None
            else Blend.model_validate({"k": kind, "d": length})
        )

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(after)
        chosen = self._cuts(row)
        count = len(chosen)
        where = say(lang, f"{count} cut{'s' if count > 1 else ''}", f"{count}处切换")
        if count == 1:
            n = chosen[0] + 1
            where = say(lang, f"the cut between photos {n} and {n + 1}", f"第{n}张和第{n + 1}张之间")
        blends = [row[n].transition for n in chosen]
        found = [b for b in blends if b is not None]
        if not found:
            return say(lang, f"Plain cuts, no transition: {where}.", f"不用转场，直接切换：{where}。")
        names = [spoken("transition", k, lang) for k in dict.fromkeys(b.kind for b in found)][:6]
        lengths = sorted({b.length for b in found})
        last = f"–{span(lengths[-1], lang)}" if len(lengths) > 1 else ""
        return say(
            lang,
            f"Transition: {listed(names, lang)}, {span(lengths[0], lang)}{last}, on {where}.",
            f"转场：{listed(names, lang)}，{span(lengths[0], lang)}{last}，{where}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "the transitions are so already", "转场本来就是这样")


MIX = ("fade", "slide_left", "wipe_right", "zoom_in", "push_up", "circle_open", "slide_up", "dissolve")
"""Kinds that go well side by side: what "mix them up" chooses from."""
