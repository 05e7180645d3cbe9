"""A caption for every picture."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ...errors import Refused
from ..assets import Shelf
from ..cutting import each, texts
from ..direct.lettering import caption, names_of
from ..model import Draft, Name, Text
from ..names import canonical
from ..pick import shots_of
from ..roles import role_of
from ..speech import listed, quoted, say
from .edit import Edit, Refs, Says


class Captions(Edit):
    """Write under each of `shots` its file's name ("names") or the given words in turn; replaces their captions.

    before  | A | B |
            0   2   4
    after   | A | B |
            |"a"|"b"|
    """

    op: ClassVar[str] = "captions"
    says: ClassVar[Says] = {
        "en": (
            "put the file names as captions",
            "caption each photo with its name",
            "add captions {quoted}",
            "label every photo",
        ),
        "zh": (
            "用文件名做字幕",
            "给每张图加上文件名",
            "每张图加说明{quoted}",
        ),
    }

    source: Literal["names"] | Annotated[tuple[Text, ...], Field(min_length=1, max_length=2000)] = "names"
    shots: Refs = "all"
    style: Name | None = None
    position: Name | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = shots_of(draft, self.shots)
        words = names_of(row, shelf) if self.source == "names" else self.source
        if not any(w.strip() for w in words):
            raise Refused("the files have no names to show", remedy="Give the captions in quotes.")
        ids = {s.id for s in row}
        old = {t.id for t in texts(draft) if role_of(t) == "caption" and t.meta.of in ids}
        more = {
            "st": canonical("style", self.style) if self.style else None,
            "po": canonical("position", self.position) if self.position else None,
        }
        return caption(each(draft, old, lambda _: None), row, words, **more)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = [t for t in texts(after) if role_of(t) == "caption"]
        more = say(lang, " and more", "等") if len(row) > 3 else ""
        some = listed([quoted(t.text or "", lang) for t in row[:3]], lang) + more
        count = f"{len(row)} caption{'s' if len(row) > 1 else ''}"
        return say(lang, f"{count}: {some}.", f"已加{len(row)}条字幕：{some}。")
