"""The document the whole product turns on: one frozen JSON value describes one video.

Short wire keys (`t tt sg d m` ...) are aliases; Python reads `segment.start`. Times are whole
milliseconds, positions fractions. An absent key is its default and is not written back; unknown keys are
kept. The model holds shapes and ranges; `rules.check` holds what spans several fields.
Invariant: `load(dump(x)) == x`, and dumping what was loaded gives the same JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ..errors import BadDraft

VERSION = 1
MAX_MS = 60 * 60 * 1000
MAX_SEGMENTS = 2000
MAX_SIDE = 4096
MAX_TEXT = 2000
MAX_BYTES = 4 * 1024 * 1024
MAX_VALUES = 200_000
VIDEO, AUDIO, TEXT = 0, 1, 7


def _clean(text: str) -> str:
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("a lone surrogate is not text")
    if "\x00" in text:
        raise ValueError("NUL is not text")
    return text


Ms = Annotated[int, Field(strict=True, ge=0, le=MAX_MS)]
Length = Annotated[int, Field(strict=True, ge=1, le=MAX_MS)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Unit = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Volume = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=4)]
Id = Annotated[str, Field(strict=True, min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=64, pattern=r"^[a-z0-9_]+$")]
Text = Annotated[str, Field(strict=True, max_length=MAX_TEXT), AfterValidator(_clean)]
Colour = Annotated[str, Field(strict=True, pattern=r"^#[0-9A-Fa-f]{6}$")]
Seed = Annotated[int, Field(strict=True, ge=0, lt=2**63)]
Side = Annotated[int, Field(strict=True, ge=16, le=MAX_SIDE, multiple_of=2)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class Canvas(_Part):
    """Size in pixels, frames per second (a number, or "30000/1001"), background colour."""

    width: Side = Field(1080, alias="w")
    height: Side = Field(1920, alias="h")
    fps: (
        Annotated[int, Field(strict=True, ge=1, le=120)]
        | Real
        | Annotated[str, Field(strict=True, max_length=16, pattern=r"^\d{1,6}(/\d{1,6})?$")]
    ) = 30
    background: Colour = Field("#000000", alias="bg")


class Meta(_Part):
    """What the video is called and for whom. `seed` decides every random choice in it."""

    title: Text | None = None
    lang: Annotated[str, Field(strict=True, max_length=16)] = "en"
    platform: Name | None = None
    seed: Seed = 0
    variants: Annotated[
        tuple[
            Annotated[str, Field(strict=True, pattern=r"^[a-z0-9_]{1,32}$|^\d{1,4}(\.\d{1,3})?:\d{1,4}$")],
            ...,
        ],
        Field(max_length=16),
    ] = ()
    """Further shapes to export: platforms or aspects."""


class Label(_Part):
    """A name for people: an uploaded file's, a track's. Of words: `role` says what they are for (title, caption,
    cta ...), `of` the shot that they belong to and move along with."""

    name: Text | None = None
    role: Name | None = None
    of: Id | None = None


class Move(_Part):
    """Camera move: kind, amount (fraction of the picture's width travelled or zoomed), easing."""

    kind: Name = Field("still", alias="k")
    amount: Unit = Field(0.12, alias="amt")
    ease: Name = Field("ease_in_out", alias="e")


class Transition(_Part):
    """Transition into the next segment, centred on the cut; `length` in ms."""

    kind: Name = Field("cut", alias="k")
    length: Annotated[int, Field(strict=True, ge=0, le=10_000)] = Field(500, alias="d")


class Look(_Part):
    """Colour look; amount 0 leaves the picture as it is, 1 is the look in full."""

    kind: Name = Field("none", alias="k")
    amount: Unit = Field(1.0, alias="amt")


class Music(_Part):
    """Composed music: style, tempo in beats a minute, key, seed."""

    kind: Name = Field(alias="k")
    bpm: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=40, le=240)] | None = None
    key: Annotated[str, Field(strict=True, pattern=r"^[A-G][#b]?m?$")] | None = None
    seed: Seed = 0


class Segment(_Part):
    """One stretch of one track. Which keys matter depends on the track's type (0 video, 1 audio, 7 text)."""

    id: Id
    start: Ms = Field(alias="s")
    length: Length = Field(alias="d")
    asset: Id | None = Field(None, alias="a")
    fit: Name = "cover"
    at: tuple[Unit, Unit] | None = None
    move: Move | None = Field(None, alias="mo")
    transition: Transition | None = Field(None, alias="tr")
    look: Look | None = Field(None, alias="lk")
    in_point: Ms = Field(0, alias="in")
    speed: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=10)] = Field(1.0, alias="sp")
    volume: Volume | None = Field(None, alias="vol")
    fade_in: Ms = Field(0, alias="fi")
    fade_out: Ms = Field(0, alias="fo")
    duck: Annotated[bool, Field(strict=True)] = True
    music: Music | None = Field(None, alias="mu")
    text: Text | None = Field(None, alias="tx")
    style: Name = Field("headline", alias="st")
    position: Name | None = Field(None, alias="po")
    animation: Name = Field("none", alias="an")
    colour: Colour = Field("#FFFFFF", alias="c")
    size: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=10)] = Field(1.0, alias="sz")
    meta: Label = Field(default_factory=Label, alias="m")

    @property
    def end(self) -> int:
        return self.start + self.length


class Track(_Part):
    """A row of segments of one type, painted bottom to top in the draft's order."""

    id: Id
    type: Annotated[int, Field(strict=True, ge=0, le=99)] = Field(alias="tt")
    meta: Label = Field(default_factory=Label, alias="m")
    segments: Annotated[tuple[Segment, ...], Field(max_length=MAX_SEGMENTS)] = Field((), alias="sg")


class Draft(_Part):
    """A whole video. Build one with `load` (from JSON) or `Draft()` and edits; never by hand-made dicts."""

    version: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(VERSION, alias="v")
    declared: Ms | None = Field(None, alias="d")
    canvas: Canvas = Field(default_factory=Canvas, alias="cv")
    meta: Meta = Field(default_factory=Meta, alias="m")
    tracks: Annotated[tuple[Track, ...], Field(max_length=64)] = Field((), alias="t")

    @property
    def length(self) -> int:
        """Total length in ms: the end of the last video segment (0 for an empty draft)."""
        return max((s.end for t in self.tracks if t.type == VIDEO for s in t.segments), default=0)

    @property
    def ready(self) -> bool:
        """Ready to export: at least one track has a segment."""
        return any(track.segments for track in self.tracks)

    def segments(self, kind: int) -> Iterator[Segment]:
        """All segments of the tracks of one type, in painting order."""
        return (s for t in self.tracks if t.type == kind for s in t.segments)


P = TypeVar("P", bound=_Part)


def change(part: P, **fields: Any) -> P:
    """A copy with some fields changed, by their Python names. A field set to ABSENT is dropped to its default."""
    kept = part.model_fields_set - {k for k, v in fields.items() if v is ABSENT}
    values = {name: getattr(part, name) for name in kept if name in type(part).model_fields}
    values.update({k: v for k, v in fields.items() if v is not ABSENT})
    fresh = cast(P, type(part).model_construct(_fields_set=set(values), **values))
    if part.model_extra:
        assert fresh.__pydantic_extra__ is not None
        fresh.__pydantic_extra__.update(part.model_extra)
        fresh.__pydantic_fields_set__.update(part.model_extra)
    return fresh


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


def dump(draft: Draft) -> dict[str, Any]:
    """The JSON value: only keys that were given, `d` filled in for readers, unknown keys kept."""
    value = draft.model_dump(mode="json", by_alias=True, exclude_unset=True)
    value.pop("d", None)
    head: dict[str, Any] = {"v": value.pop("v", VERSION), "d": draft.length}
    head.update(value)
    head.setdefault("t", [])
    return head


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadDraft("the JSON names one key twice")
    return value


def _no_constant(name: str) -> float:
    raise BadDraft(f"{name} is not a JSON number")


def parse(text: str | bytes) -> Any:
    """JSON -> Python, refusing what JSON libraries let through: NaN, twin keys, depth, 5,000-digit numbers.

    Raises BadDraft; takes time linear in the text, which may hold 4 MiB at most."""
    if len(text) > MAX_BYTES:
        raise BadDraft(f"the JSON is larger than {MAX_BYTES} bytes")
    marks = text.count if isinstance(text, str) else lambda mark: text.count(mark.encode())
    if sum(marks(mark) for mark in "{[,") > MAX_VALUES:
        raise BadDraft(f"the JSON holds more than {MAX_VALUES} values")
    try:
        return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except RecursionError:
        raise BadDraft("the JSON is nested too deeply") from None
    except ValueError as error:
        raise BadDraft(f"this is not JSON: {str(error)[:200]}") from None


def validate(value: object) -> Draft:
    """A parsed JSON value -> Draft, shapes and ranges only (`rules.check` does the rest). Raises BadDraft.

    `d` is for readers: it is compared with the length that the segments give, then dropped."""
    try:
        draft = Draft.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(p) for p in first["loc"])[:200] or "draft"
        raise BadDraft(f"{where}: {first['msg']}", field=where) from None
    except RecursionError:
        raise BadDraft("the draft is nested too deeply") from None
    if draft.declared is not None and draft.declared != draft.length:
        raise BadDraft(f"d is {draft.declared}, but the video segments end at {draft.length} ms", field="d")
    return change(draft, declared=ABSENT)
