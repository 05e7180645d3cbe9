"""A brief: what somebody wants a video to be, as far as they said it.

`Make` (draft/edits) is a brief that can be applied; the storyboard fills every gap with a designer's choice.
Absent means "you choose"; what is given is kept to the millisecond.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..model import Colour, Id, Length, Name, Seed, Side, Text, Volume

Aspect = Annotated[
    str, Field(strict=True, max_length=16, pattern=r"^(\d{1,4}(\.\d{1,3})?[:x/]\d{1,4}|[a-z]{4,9})$")
]
"""`9:16`, `2.39:1`, or a word: square, portrait (vertical), landscape (horizontal, wide)."""
Fps = (
    Annotated[int, Field(strict=True, ge=1, le=120)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False, ge=1, le=120)]
    | Annotated[str, Field(strict=True, max_length=16, pattern=r"^\d{1,6}/\d{1,6}$")]
)
Words = Annotated[Text, Field(min_length=1)]


class Brief(BaseModel):
    """A wish list. Times ms, shares 0..1.

    `length` is the total, `each` one shot's length, `lengths` every shot's (the total wins over both). `music`,
    `transitions`, `motion`: True (you choose), False (none) or a name. `mood` is a name of MOODS or of a music
    style. `captions`: "names" or one text per photo. `order`, `use`: asset ids; None is upload order, all."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    length: Length | None = None
    each: Length | None = None
    lengths: Annotated[tuple[Length, ...], Field(max_length=2000)] | None = None
    platform: Name | None = None
    aspect: Aspect | None = None
    width: Side | None = None
    height: Side | None = None
    fps: Fps | None = None
    background: Colour | None = None
    mood: Name | None = None
    music: bool | Name | None = None
    bpm: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=40, le=240)] | None = None
    volume: Volume | None = None
    song: Id | None = None
    transitions: bool | Name | None = None
    transition_length: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    motion: bool | Name | None = None
    fit: Literal["cover", "contain", "blur"] | None = None
    look: Name | None = None
    title: Words | None = None
    subtitle: Words | None = None
    cta: Words | None = None
    price: Words | None = None
    captions: Literal["names"] | Annotated[tuple[Text, ...], Field(max_length=2000)] | None = None
    template: Name | None = None
    order: Literal["given"] | Annotated[tuple[Id, ...], Field(max_length=2000)] = "given"
    use: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2000)] | None = None
    seed: Seed | None = None
    lang: Annotated[str, Field(strict=True, max_length=16)] | None = None
