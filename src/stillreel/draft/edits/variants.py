"""The same video in further shapes."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import Field

from ...catalog.platforms import PLATFORMS
from ..assets import Shelf
from ..direct.screen import LANDSCAPE, PORTRAIT, SQUARE, WORDS, size_of
from ..model import ABSENT, Draft, change
from ..speech import listed, nothing, say
from .edit import Edit, Says


class Variants(Edit):
    """Also export for these platforms or aspects (names of the catalogue, or "1:1"); an empty row: none any more.

    before  +----+
            |9:16|
    after   +----+ +------+
            |9:16| | 16:9 |
    """

    op: ClassVar[str] = "variants"
    says: ClassVar[Says] = {
        "en": (
            "and also {platform}",
            "also in {aspect}",
            "vertical for {platform} and {aspect} for {platform}",
            "a second version for {platform}",
            "no other versions",
        ),
        "zh": (
            "再出一个{aspect}的",
            "同时要{platform}版",
            "还要{aspect}",
            "再来一个{platform}版",
        ),
    }

    names: Annotated[
        tuple[Annotated[str, Field(strict=True, min_length=1, max_length=32)], ...], Field(max_length=16)
    ]
    add: bool = True

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        names = tuple(_variant(name) for name in self.names)
        old = draft.meta.variants
        fresh = tuple(dict.fromkeys((*old, *names) if self.add and names else names))[:16]
        if fresh == old:
            return draft
        return change(draft, meta=change(draft.meta, variants=fresh or ABSENT))

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row = after.meta.variants
        if not row:
            return say(lang, "Only one version will be exported now.", "现在只导出一个版本。")
        names = listed([_said(name, lang) for name in row], lang)
        return say(lang, f"Also exported as: {names}.", f"还会导出：{names}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "those versions are planned already", "这些版本已经在计划里了")


def _variant(name: str) -> str:
    if name in WORDS:
        return {SQUARE: "1:1", PORTRAIT: "9:16", LANDSCAPE: "16:9"}[WORDS[name]]
    if re.fullmatch(r"\d.*[:x/].*", name):
        size_of(name)  # Refuses what is no shape.
        return re.sub("[x/]", ":", name)
    return PLATFORMS.get(name).name


def _said(name: str, lang: str) -> str:
    size = size_of(name) if ":" in name else (PLATFORMS.get(name).width, PLATFORMS.get(name).height)
    title = name if ":" in name else say(lang, PLATFORMS.get(name).en[0], PLATFORMS.get(name).zh[0])
    return f"{title} ({size[0]}x{size[1]})"
