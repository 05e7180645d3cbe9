"""Words on the picture."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from ...errors import Refused
from ..assets import Shelf
from ..cutting import each, fresh, put, texts
from ..direct.lettering import free_place, lettered, moment
from ..model import TEXT, Colour, Draft, Length, Ms, Name, Segment, Text
from ..names import canonical
from ..pick import row_of, shots_of
from ..roles import ROLES, role_of
from ..speech import quoted, say, span
from .edit import Edit, Refs, Role, Says, Size


class AddText(Edit):
    """Add words. `role` decides style, place and time when they are not given: a title opens, a call to action ends,
    a caption stays with its `shots`. `start`/`length` in ms; `shots`: on screen during these, moving along with them
    (wins over `start`).

        before  | A | B | C |
                0   2   4   6
        after   | A | B | C |
                | "Sale" |
    """

    op: ClassVar[str] = "add_text"
    says: ClassVar[Says] = {
        "en": (
            "add {quoted}",
            "add the title {quoted}",
            "title: {quoted}",
            "write {quoted} on {shots}",
            "add a call to action {quoted}",
            "add {quoted} at the end",
            "put {quoted} at the {position}",
            "subtitle {quoted}",
            "price {quoted}",
            "caption {shot} {quoted}",
        ),
        "zh": (
            "加标题{quoted}",
            "标题{quoted}",
            "添加文字{quoted}",
            "在{shots}写上{quoted}",
            "结尾加上{quoted}",
            "副标题{quoted}",
            "加一句{quoted}",
            "价格{quoted}",
        ),
    }

    text: Annotated[Text, Field(min_length=1)]
    role: Role = "title"
    start: Ms | None = None
    length: Length | None = None
    shots: Refs | None = None
    style: Name | None = None
    position: Name | None = None
    animation: Name | None = None
    colour: Colour | None = None
    size: Size | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row_of(draft)
        if not self.text.strip():
            raise Refused(
                "there are no words to show", remedy='Put them in quotes, for instance title "Summer sale".'
            )
        start, length, of = self._when(draft)
        more: dict[str, Any] = {"c": self.colour, "sz": self.size, "of": of}
        for kind, key in (("style", "st"), ("position", "po"), ("animation", "an")):
            name = getattr(self, kind)
            more[key] = canonical(kind, name) if name is not None else None
        old = self._instead_of(draft, start, length)
        if more["po"] is None:
            more["po"] = old.position if old is not None else free_place(draft, self.role, start, length)
        name = old.id if old is not None else fresh(draft, "s")[0]
        segment = lettered(name, self.text, self.role, start, length, **more)
        if old is not None:
            return each(draft, {old.id}, lambda s: s if s == segment else segment)
        return put(draft, TEXT, ROLES[self.role].track, segment)

    def _instead_of(self, draft: Draft, start: int, length: int) -> Segment | None:
        """A second title at the same moment would lie on the first: the new words take its place."""
        if self.start is not None or self.shots is not None or self.role not in ONCE:
            return None
        end = start + length
        return next(
            (t for t in texts(draft) if role_of(t) == self.role and t.start < end and start < t.end), None
        )

    def _when(self, draft: Draft) -> tuple[int, int, str | None]:
        row, total = row_of(draft), draft.length
        if self.shots is not None:
            chosen = shots_of(draft, self.shots)
            start, end = chosen[0].start, chosen[-1].end
            of = None if len(chosen) == len(row) > 1 else chosen[0].id
            return start, min(self.length or end - start, total - start), of
        start, length = moment(self.role, self.text, row)
        if self.length is not None:
            length = min(self.length, total)
            start = total - length if ROLES[self.role].when == "close" else start
        if self.start is not None:
            if self.start >= total:
                raise Refused(
                    f"the video ends at {total / 1000:g} s",
                    remedy="Choose an earlier moment.",
                    nearest=max(0, total - 2000),
                )
            start, length = self.start, min(length, total - self.start)
        if ROLES[self.role].when == "shot" and self.start is None:
            return row[0].start, min(self.length or row[0].length, total), row[0].id
        return start, length, None

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        known = {t.id: t for t in texts(before)}
        new = next(t for t in texts(after) if known.get(t.id) != t)
        role, what = ROLES[self.role], quoted(self.text, lang)
        when = f"{span(new.start, lang)}–{span(new.end, lang)}"
        return say(lang, f"Added the {role.en[0]} {what}, {when}.", f"已添加{role.zh[0]}{what}，{when}。")


ONCE = ("title", "subtitle", "cta", "price")
