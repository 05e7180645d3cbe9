"""Other words in the same place."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ...catalog.titles import reading_ms
from ..assets import Shelf
from ..cutting import each, texts
from ..model import Draft, Segment, Text, change
from ..pick import texts_of
from ..roles import role_of
from ..speech import quoted, say, span
from .edit import Edit, Refs, Says


class ChangeText(Edit):
    """Replace the words of `texts`; style, place and time stay (longer words stay long enough to be read).

    before  | A     | B |
            | "Sale" |
    after   | A     | B |
            | "Now"  |
    """

    op: ClassVar[str] = "change_text"
    says: ClassVar[Says] = {
        "en": (
            "change the title to {quoted}",
            "change {texts} to {quoted}",
            "rename the title {quoted}",
            "it should say {quoted}",
            "replace {quoted} with {quoted}",
        ),
        "zh": (
            "标题改成{quoted}",
            "把{texts}改成{quoted}",
            "文字换成{quoted}",
            "把{quoted}改为{quoted}",
        ),
    }

    texts: Refs = (1,)
    text: Annotated[Text, Field(min_length=1)]

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        total = draft.length

        def reworded(segment: Segment) -> Segment:
            if segment.text == self.text:
                return segment
            length = segment.length
            if segment.meta.of is None and role_of(segment) != "caption":
                room = max(length, total - segment.start)
                length = min(max(length, reading_ms(self.text)), room)
            return change(segment, text=self.text, length=length)

        return each(draft, {t.id for t in texts_of(draft, self.texts)}, reworded)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        was = {t.id: t for t in texts(before)}
        new = [t for t in texts(after) if was.get(t.id) != t]
        old = quoted(was[new[0].id].text or "", lang)
        when = f"{span(new[0].start, lang)}–{span(new[0].end, lang)}"
        return say(
            lang,
            f"Changed {old} to {quoted(self.text, lang)}, {when}.",
            f"已把{old}改成{quoted(self.text, lang)}，{when}。",
        )
