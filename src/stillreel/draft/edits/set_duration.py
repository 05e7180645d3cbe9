"""How long some shots stay on screen."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..amounts import length_from
from ..assets import Shelf
from ..cutting import recut, shortest, stretch
from ..model import Draft, Length, change
from ..pick import row_of, some
from ..speech import nothing, say, shots_said, span, total_said
from .edit import Delta, Edit, Factor, Refs, Says


class SetDuration(Edit):
    """Show each of `shots` for `length` ms, or `factor` times as long, or `delta` ms longer (exactly one). The total
    follows, unless `keep_total`: then the other shots give or take the difference.

        before  | A | B | C |
                0   2   4   6
        after   | A |  B  | C |
                0   2     5   7
    """

    op: ClassVar[str] = "set_duration"
    says: ClassVar[Says] = {
        "en": (
            "show {shots} for {time}",
            "{time} each",
            "{time} per photo",
            "hold {shots} longer",
            "make {shots} {time} long",
            "make {shots} {time} longer",
            "make {shots} {factor} as long",
            "extend {shots} to {time}",
            "make {shots} shorter",
        ),
        "zh": (
            "{shots}显示{time}",
            "每张{time}",
            "{shots}延长到{time}",
            "{shots}延长{time}",
            "{shots}缩短到{time}",
            "{shots}长一点",
            "{shots}短一点",
            "让{shots}停留{time}",
        ),
    }

    shots: Refs = "all"
    length: Length | None = None
    factor: Factor | None = None
    delta: Delta | None = None
    keep_total: bool = False

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row, chosen = row_of(draft), set(some(row_of(draft), self.shots))
        least = shortest(draft)
        fresh = [
            change(s, length=max(least, length_from(s.length, self.length, self.factor, self.delta)))
            if n in chosen
            else s
            for n, s in enumerate(row)
        ]
        if self.keep_total:
            rest = [n for n in range(len(row)) if n not in chosen]
            left = draft.length - sum(fresh[n].length for n in chosen)
            if not rest or left < least * len(rest):
                raise Refused(
                    f"the total of {draft.length / 1000:g} s has no room for that",
                    remedy="Ask for shorter photos, or let the total grow.",
                    nearest=(draft.length - least * len(rest)) // max(1, len(chosen)),
                )
            for n, s in zip(rest, stretch(draft, [row[n] for n in rest], left), strict=True):
                fresh[n] = s
        if all(a.length == b.length for a, b in zip(row, fresh, strict=True)):
            return draft
        return recut(draft, fresh)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = row_of(after)
        chosen = [row[n] for n in some(row, self.shots)]
        lengths = sorted({s.length for s in chosen})
        each = (
            span(lengths[0], lang)
            if len(lengths) == 1
            else f"{span(lengths[0], lang)}–{span(lengths[-1], lang)}"
        )
        who = shots_said(after, {s.id for s in chosen}, lang)
        total = total_said(before, after, lang)
        many = len(chosen) > 1
        return say(
            lang,
            f"{who[0].upper()}{who[1:]} now last{'' if many else 's'} {each}{' each' if many else ''}{total}.",
            f"{who}现在{'每张' if many else ''}显示{each}{total}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "that is how long it is shown already", "已经是这个时长了")
