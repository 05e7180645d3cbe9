"""The frame: shape, size, frame rate, background."""

from __future__ import annotations

from typing import Any, ClassVar

from ...errors import Refused
from ..amounts import only
from ..assets import Shelf
from ..direct.reframe import reframed
from ..direct.screen import even, size_of
from ..model import Colour, Draft, Side, change
from ..speech import nothing, say
from .edit import Aspect, Edit, Fps, Says


class Canvas(Edit):
    """Change what is given: `aspect` ("9:16", "square" ...), `width` and `height` in pixels (even), `fps`,
    `background`. Every picture is framed anew by its focus; no time changes.

        before  +------+
                | 16:9 |
        after   +---+
                |1:1|
    """

    op: ClassVar[str] = "canvas"
    says: ClassVar[Says] = {
        "en": (
            "make it square",
            "make it vertical",
            "{aspect}",
            "landscape",
            "make it {size}",
            "in 4K",
            "{fps} fps",
            "{colour} background",
            "change the resolution to {size}",
        ),
        "zh": (
            "改成方形",
            "竖屏",
            "横屏",
            "改成{aspect}",
            "分辨率{size}",
            "{fps}帧",
            "背景{colour}",
        ),
    }

    aspect: Aspect | None = None
    width: Side | None = None
    height: Side | None = None
    background: Colour | None = None
    fps: Fps | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        fields: dict[str, Any] = {}
        if self.aspect is not None and (self.width is None) == (self.height is None):
            only("aspect, width and height", self.aspect, self.width)
        old = draft.canvas
        width, height = self._size(old.width, old.height)
        if (width, height) != (old.width, old.height):
            fields.update(width=width, height=height)
        if self.background is not None and (
            self.background != old.background or "background" not in old.model_fields_set
        ):
            fields["background"] = self.background
        if self.fps is not None and self.fps != old.fps:
            fields["fps"] = self.fps
        if not self.model_fields_set:
            raise Refused(
                "that does not say how the frame should be", remedy='For instance: "make it square".'
            )
        return reframed(draft, change(old, **fields), shelf) if fields else draft

    def _size(self, width: int, height: int) -> tuple[int, int]:
        if self.aspect is not None:
            wide, high = size_of(self.aspect, min(width, height))
            if self.width is not None:
                return self.width, even(self.width * high / wide)
            return (even(self.height * wide / high), self.height) if self.height is not None else (wide, high)
        if self.width is not None and self.height is not None:
            return self.width, self.height
        if self.width is not None:
            return self.width, even(self.width * height / width)
        return (
            (even(self.height * width / height), self.height) if self.height is not None else (width, height)
        )

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        old, now = before.canvas, after.canvas
        parts = []
        if (now.width, now.height) != (old.width, old.height):
            parts.append(f"{now.width}x{now.height}")
        if now.fps != old.fps:
            parts.append(say(lang, f"{now.fps} fps", f"每秒{now.fps}帧"))
        if now.background != old.background or not parts:
            parts.append(say(lang, f"background {now.background}", f"背景{now.background}"))
        return say(lang, f"The frame is now {', '.join(parts)}.", f"画面改为{'，'.join(parts)}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        size = f"{before.canvas.width}x{before.canvas.height}"
        return nothing(
            lang, f"the frame is {size} with these settings already", f"画面本来就是{size}和这些设置"
        )
