"""Where the video will be shown."""

from __future__ import annotations

from typing import ClassVar

from ...catalog.platforms import PLATFORMS
from ...errors import Refused
from ..assets import Shelf
from ..direct.reframe import reframed
from ..model import Draft, Name, change
from ..speech import nothing, say, span
from .edit import Edit, Says


class Platform(Edit):
    """Fit the video to a platform of the catalogue: its size, frame rate, loudness and safe area. Refused when the
    video is longer than the platform takes.

        before  +------+
                | 16:9 |
        after   +----+
                |9:16| tiktok
    """

    op: ClassVar[str] = "platform"
    says: ClassVar[Says] = {
        "en": (
            "for {platform}",
            "make it for {platform}",
            "I will post it on {platform}",
            "{platform} version",
            "optimise for {platform}",
        ),
        "zh": (
            "发{platform}",
            "适合{platform}",
            "{platform}版",
            "用于{platform}",
        ),
    }

    name: Name

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = PLATFORMS.get(self.name)
        if row.max_ms and draft.length > row.max_ms:
            raise Refused(
                f"{row.en[0]} takes {row.max_ms / 1000:g} s at most, the video is {draft.length / 1000:g} s long",
                remedy=f'Say "shorten it to {row.max_ms // 1000} seconds" first.',
                nearest=row.max_ms,
            )
        canvas = draft.canvas
        wanted = {"width": row.width, "height": row.height, "fps": row.fps}
        fields = {k: v for k, v in wanted.items() if getattr(canvas, k) != v}
        if not fields and draft.meta.platform == row.name:
            return draft
        draft = change(draft, meta=change(draft.meta, platform=row.name))
        return reframed(draft, change(canvas, **fields), shelf) if fields else draft

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row, canvas = PLATFORMS.get(self.name), after.canvas
        size = f"{canvas.width}x{canvas.height}"
        limit = (
            say(lang, f", {span(row.max_ms, lang)} at most", f"，最长{span(row.max_ms, lang)}")
            if 0 < row.max_ms <= 900_000
            else ""
        )
        return say(
            lang,
            f"Set up for {row.en[0]}: {size}, {canvas.fps} fps{limit}.",
            f"已适配{row.zh[0]}：{size}，每秒{canvas.fps}帧{limit}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        row = PLATFORMS.get(self.name)
        return nothing(lang, f"it is set up for {row.en[0]} already", f"已经适配{row.zh[0]}")
