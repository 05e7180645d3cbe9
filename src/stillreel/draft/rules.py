"""The rules of the document that span several fields, and the one door by which a draft comes in.

`load` is what stands between a stranger's JSON and everything else; `check` is what every edit must satisfy.
Both take time linear in the draft and refuse early. Invariant: a checked draft compiles; checking it again
changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from pydantic import BaseModel

from ..clock import rate
from ..errors import BadDraft, NotFound, UnknownName
from .assets import Asset, Shelf
from .model import AUDIO, MAX_MS, MAX_SEGMENTS, TEXT, VIDEO, Draft, Segment, Track, change, parse, validate
from .names import FITS, canonical
from .upgrades import upgrade

TYPES = (VIDEO, AUDIO, TEXT)
MAX_EXTRA = 2000
MAX_DEPTH = 32


def load(source: str | bytes | object, shelf: Shelf | None = None) -> Draft:
    """JSON text, or a parsed JSON value, of any version -> a checked draft.

    Raises BadDraft, UnknownName, NotFound (an asset that is not on the shelf). No hostile input takes longer
    than 100 ms."""
    value = parse(source) if isinstance(source, str | bytes) else source
    _few(value)
    return check(validate(upgrade(value)), shelf)


def _few(value: object) -> None:
    tracks = value.get("t") if isinstance(value, dict) else None
    rows = [t.get("sg") for t in tracks[:65] if isinstance(t, dict)] if isinstance(tracks, list) else []
    if sum(len(row) for row in rows if isinstance(row, list)) > MAX_SEGMENTS:
        raise BadDraft(f"the draft has more than {MAX_SEGMENTS} segments", field="t")


def check(draft: Draft, shelf: Shelf | None = None) -> Draft:
    """The draft with every name canonical. `shelf` None: assets are not looked up.

    Raises BadDraft (tiling, twins, times, what a track may hold), UnknownName, NotFound."""
    if sum(len(track.segments) for track in draft.tracks) > MAX_SEGMENTS:
        raise BadDraft(f"the draft has more than {MAX_SEGMENTS} segments", field="t")
    _plain(draft)
    _twins("track", (track.id for track in draft.tracks))
    _twins("segment", (s.id for track in draft.tracks for s in track.segments))
    try:
        rate(draft.canvas.fps)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise BadDraft(f"a frame rate of {draft.canvas.fps} is outside 1..120", field="cv.fps") from None
    for track in draft.tracks:
        _track(track, draft.length, shelf)
    return _canonical(draft)


def _twins(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise BadDraft(f"two {kind}s are called {name!r}", field="id")
        seen.add(name)


def _track(track: Track, length: int, shelf: Shelf | None) -> None:
    if track.type not in TYPES:
        raise BadDraft(
            f"track {track.id}: type {track.type} is not known; 0 video, 1 audio, 7 text", field="tt"
        )
    place = 0
    for segment in track.segments:
        if segment.end > MAX_MS:
            raise BadDraft(f"segment {segment.id} ends after 60 minutes", field="d")
        if track.type == VIDEO:
            if segment.start != place:
                raise BadDraft(
                    f"segment {segment.id} starts at {segment.start} ms, but the one before it ends at {place} ms: "
                    "video segments leave no gap and do not overlap",
                    field="s",
                )
            place = segment.end
        _content(track, segment, shelf)
    if track.type == VIDEO and track.segments and place != length:
        raise BadDraft(f"track {track.id} ends at {place} ms, but the video at {length} ms", field="d")


def _content(track: Track, segment: Segment, shelf: Shelf | None) -> None:
    name = f"segment {segment.id}"
    if track.type == TEXT:
        if segment.text is None or not segment.text.strip():
            raise BadDraft(f"{name} is on a text track, but has no text (tx)", field="tx")
        return
    if track.type == VIDEO and segment.asset is None:
        raise BadDraft(f"{name} is on a video track, but shows no asset (a)", field="a")
    if track.type == AUDIO and (segment.asset is None) == (segment.music is None):
        raise BadDraft(f"{name} is on an audio track: it has either music (mu) or an asset (a)", field="mu")
    if segment.asset is not None and shelf is not None:
        _asset(track, segment, shelf)


def _asset(track: Track, segment: Segment, shelf: Shelf) -> None:
    asset: Asset | None = shelf.get(segment.asset or "")
    if asset is None:
        raise NotFound(f"there is no upload {segment.asset!r} in this session", field="a")
    if track.type == VIDEO and asset.kind == "audio":
        raise BadDraft(f"segment {segment.id} is on a video track, but its asset is a sound", field="a")
    if track.type == AUDIO and not (asset.kind == "audio" or asset.has_sound):
        raise BadDraft(f"segment {segment.id} is on an audio track, but its asset has no sound", field="a")
    if asset.kind != "image" and asset.duration and segment.in_point >= asset.duration:
        raise BadDraft(f"segment {segment.id} starts after its file's end ({asset.duration} ms)", field="in")


def _canonical(draft: Draft) -> Draft:
    if draft.meta.platform is not None:
        name = canonical("platform", draft.meta.platform)
        if name != draft.meta.platform:
            draft = change(draft, meta=change(draft.meta, platform=name))
    tracks = tuple(_canonical_track(track) for track in draft.tracks)
    if all(new is old for new, old in zip(tracks, draft.tracks, strict=True)):
        return draft
    return change(draft, tracks=tracks)


def _canonical_track(track: Track) -> Track:
    rows = tuple(_canonical_segment(segment) for segment in track.segments)
    if all(new is old for new, old in zip(rows, track.segments, strict=True)):
        return track
    return change(track, segments=rows)


def _canonical_segment(segment: Segment) -> Segment:
    given = segment.model_fields_set
    fields: dict[str, Any] = {}
    if segment.fit not in FITS:
        raise UnknownName("fit", segment.fit, FITS)
    for kind, field in (("style", "style"), ("animation", "animation"), ("position", "position")):
        old = getattr(segment, field)
        if field in given and old is not None and (new := canonical(kind, old)) != old:
            fields[field] = new
    for kind, field in (
        ("motion", "move"),
        ("transition", "transition"),
        ("look", "look"),
        ("music", "music"),
    ):
        part = getattr(segment, field)
        if part is not None and (new := canonical(kind, part.kind)) != part.kind:
            fields[field] = change(part, kind=new)
    move = fields.get("move", segment.move)
    if move is not None and (new := canonical("easing", move.ease)) != move.ease:
        fields["move"] = change(move, ease=new)
    return change(segment, **fields) if fields else segment


def _plain(draft: Draft) -> None:
    """Unknown keys are kept, so they must be harmless: finite, clean, shallow, few."""
    left = MAX_EXTRA
    todo: list[tuple[Any, int]] = [(extra, 0) for extra in _extras(draft)]
    while todo:
        value, depth = todo.pop()
        left -= 1
        if left < 0 or depth > MAX_DEPTH:
            raise BadDraft("the draft's unknown keys are too many or nested too deeply")
        if isinstance(value, dict):
            todo.extend((item, depth + 1) for item in chain(value.keys(), value.values()))
        elif isinstance(value, list | tuple):
            todo.extend((item, depth + 1) for item in value[: MAX_EXTRA + 1])
        elif not _harmless(value):
            raise BadDraft("an unknown key of the draft holds what is not plain JSON, or too much of it")


def _harmless(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 10_000 and not any(0xD800 <= ord(c) <= 0xDFFF or c == "\x00" for c in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**63)


def _extras(part: BaseModel) -> Iterator[dict[str, Any]]:
    if part.model_extra:
        yield dict(part.model_extra)
    for name in part.model_fields_set & type(part).model_fields.keys():
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _extras(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for item in value:
                yield from _extras(item)
