"""How words look, where and when they stand."""

from __future__ import annotations

from typing import Any, ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import each, texts
from ..model import ABSENT, Colour, Draft, Length, Ms, Name, Segment, change
from ..names import canonical, spoken
from ..pick import shots_of, texts_of
from ..speech import listed, say, span, texts_said
from .edit import Edit, Factor, Refs, Says, Size


class StyleText(Edit):
    """Change what is given of `texts`: style, position, colour, animation, size (1 is normal) or `factor` times the
    size, start and length in ms, or `shots`: on screen during
    these (wins over `start`).

        before  | "Sale"   |
                0          3
        after   | "SALE"        |
                0               4
    """

    op: ClassVar[str] = "style_text"
    says: ClassVar[Says] = {
        "en": (
            "make {texts} {colour}",
            "move {texts} to the {position}",
            "make {texts} bigger",
            "make {texts} smaller",
            "{texts} in {style} style",
            "animate {texts} with {animation}",
            "show {texts} for {time}",
            "show {texts} at {time}",
            "{texts} on {shots}",
        ),
        "zh": (
            "{texts}改成{colour}",
            "{texts}放到{position}",
            "{texts}大一点",
            "{texts}小一点",
            "{texts}用{style}",
            "{texts}显示{time}",
            "{texts}在{time}出现",
        ),
    }

    texts: Refs = "all"
    style: Name | None = None
    position: Name | None = None
    colour: Colour | None = None
    size: Size | None = None
    factor: Factor | None = None
    animation: Name | None = None
    start: Ms | None = None
    length: Length | None = None
    shots: Refs | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        fields: dict[str, Any] = {}
        for kind in ("style", "position", "animation"):
            name = getattr(self, kind)
            if name is not None:
                fields[kind] = canonical(kind, name)
        if self.colour is not None:
            fields["colour"] = self.colour
        if self.size is not None:
            fields["size"] = self.size
        timed = self.start is not None or self.length is not None or self.shots is not None
        if not fields and self.factor is None and not timed:
            raise Refused("that does not say what to change", remedy='For instance: "make the title red".')
        ids = {t.id for t in texts_of(draft, self.texts)}

        def styled(segment: Segment) -> Segment:
            more = dict(fields)
            if self.factor is not None and self.size is None:
                more["size"] = round(min(10.0, max(0.1, segment.size * self.factor)), 3)
            if timed:
                more.update(self._when(draft, segment))
            more = {k: v for k, v in more.items() if v is ABSENT or getattr(segment, k) != v}
            return change(segment, **more) if more else segment

        return each(draft, ids, styled)

    def _when(self, draft: Draft, segment: Segment) -> dict[str, Any]:
        total = draft.length
        if self.shots is not None:
            chosen = shots_of(draft, self.shots)
            start, end = chosen[0].start, chosen[-1].end
            of = ABSENT if len(chosen) == len(shots_of(draft, "all")) else chosen[0].id
            return {
                "start": start,
                "length": min(self.length or end - start, total - start),
                "meta": change(segment.meta, of=of),
            }
        start = segment.start if self.start is None else self.start
        if start >= max(1, total):
            raise Refused(
                f"the video ends at {total / 1000:g} s",
                remedy="Choose an earlier moment.",
                nearest=max(0, total - 2000),
            )
        length = min(self.length or segment.length, total - start)
        meta = change(segment.meta, of=ABSENT) if self.start is not None else segment.meta
        return {"start": start, "length": length, "meta": meta}

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        was = {t.id: t for t in texts(before)}
        new = [t for t in texts(after) if was.get(t.id) != t]
        now, old = new[0], was[new[0].id]
        parts = []
        if now.style != old.style:
            parts.append(
                say(
                    lang,
                    f"style {spoken('style', now.style, lang)}",
                    f"样式{spoken('style', now.style, lang)}",
                )
            )
        if now.position != old.position and now.position:
            parts.append(spoken("position", now.position, lang))
        if now.animation != old.animation:
            parts.append(spoken("animation", now.animation, lang))
        if now.colour != old.colour:
            parts.append(say(lang, f"colour {now.colour}", f"颜色{now.colour}"))
        if now.size != old.size:
            parts.append(say(lang, f"size {now.size * 100:.0f}%", f"大小{now.size * 100:.0f}%"))
        if (now.start, now.length) != (old.start, old.length):
            parts.append(f"{span(now.start, lang)}–{span(now.end, lang)}")
        what = listed(parts or [say(lang, "its shot", "所属图片")], lang)
        return f"{texts_said(new, lang)}{say(lang, ': ', '：')}{what}{say(lang, '.', '。')}"
