"""What words are for, and what follows from it: style, place, entrance, and when they are on screen.

A role is a default, never a cage: every field of it can be given. `when`: `open` from the start, `close` up to
the end, `shot` as long as its shot. Invariant: reading time is never cut below what the video allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..catalog.titles import reading_ms
from .model import Segment

USUAL_MS = 3000


@dataclass(frozen=True, slots=True)
class Role:
    """One use of words. `track`: the name of the track they stand on; `en`, `zh`: what people call them."""

    name: str
    track: str
    style: str
    position: str
    animation: str
    when: Literal["open", "close", "shot"]
    en: tuple[str, ...]
    zh: tuple[str, ...]


ROLES: Mapping[str, Role] = MappingProxyType(
    {
        role.name: role
        for role in (
            Role("title", "Title", "headline", "center", "rise", "open", ("title", "headline"), ("标题",)),
            Role("subtitle", "Subtitle", "subtitle", "bottom", "fade", "open", ("subtitle",), ("副标题",)),
            Role("kicker", "Kicker", "kicker", "top", "fade", "open", ("kicker", "eyebrow"), ("眉题",)),
            Role("quote", "Quote", "quote", "center", "fade", "open", ("quote",), ("引言", "金句")),
            Role(
                "lower_third", "Lower third", "lower_third", "lower_third", "slide_right", "open",
                ("lower third", "name tag"), ("人名条",),
            ),
            Role("caption", "Captions", "caption", "bottom", "fade", "shot", ("caption", "label"), ("字幕", "说明")),
            Role(
                "cta", "Call to action", "cta", "bottom", "pop", "close",
                ("call to action", "CTA", "end card"), ("行动号召", "结尾文案"),
            ),
            Role("price", "Price", "price", "top", "pop", "close", ("price", "price tag"), ("价格", "价签")),
        )
    }
)  # fmt: skip
_BY_STYLE = {role.style: role.name for role in ROLES.values()}


def role_of(segment: Segment) -> str:
    """The role of a text: what it says of itself, else what its style is for, else title."""
    return segment.meta.role or _BY_STYLE.get(segment.style, "title")


def window(role: str, text: str, total: int) -> tuple[int, int]:
    """(start, length) of words of a role that belong to no shot, inside a video of `total` ms."""
    length = min(total, max(USUAL_MS, reading_ms(text)))
    if ROLES[role].when == "close":
        return total - length, length
    return 0, length
