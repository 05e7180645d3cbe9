"""The cutting table: a new row of shots goes in, and everything else of the draft follows it.

    before  |  A  |  B  |  C  |          after   |  A  |  C  |
            |Hi|                                 |Hi|                 opens: stays at the start
                  |b|                                                 belongs to B: goes with it
                        |Buy! |                        |Buy! |        closes: stays at the end
            |~~~~~~~~~~~~~~~~~|                  |~~~~~~~~~~~|        lies under all: as long as all

What a text belongs to is derived (`m.of`, else the shot with which it starts), never stored twice. Invariant:
after `recut` every video track tiles [0, length) exactly and no text or sound starts after the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from ..clock import rate
from ..errors import Refused
from .model import (
    ABSENT,
    AUDIO,
    MAX_MS,
    MAX_SEGMENTS,
    TEXT,
    VIDEO,
    Draft,
    Label,
    Segment,
    Track,
    Transition,
    change,
)

CLOSING = ("cta", "price")
BRIEFEST_MS = 300
"""A text that would be shown for less than this is not worth showing; it is moved or dropped."""


def shots(draft: Draft) -> tuple[Segment, ...]:
    """The shots of the main video track (the first that has any), in order."""
    return next((t.segments for t in draft.tracks if t.type == VIDEO and t.segments), ())


def texts(draft: Draft) -> tuple[Segment, ...]:
    """All words, in painting order."""
    return tuple(draft.segments(TEXT))


def sounds(draft: Draft) -> tuple[Segment, ...]:
    """All music and uploaded sounds."""
    return tuple(draft.segments(AUDIO))


def track_of(track_id: str, kind: int, name: str, row: tuple[Segment, ...]) -> Track:
    """A new track of this type, with its name for people."""
    return Track.model_validate({"id": track_id, "tt": kind, "m": Label(name=name), "sg": row})


def shortest(draft: Draft) -> int:
    """One frame in whole ms (rounded down, so that as many shots as frames fit): no shot can be briefer."""
    fps = rate(draft.canvas.fps)
    return max(1, 1000 * fps.denominator // fps.numerator)


def fresh(draft: Draft, prefix: str, count: int = 1) -> tuple[str, ...]:
    """`count` ids that the draft does not have: prefix and the next free numbers. Equal drafts, equal ids."""
    taken = {s.id for t in draft.tracks for s in t.segments} | {t.id for t in draft.tracks}
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if f"{prefix}{number}" not in taken:
            found.append(f"{prefix}{number}")
    return tuple(found)


def split(total: int, weights: Sequence[float], least: int = 1) -> tuple[int, ...]:
    """Whole ms that add up to `total` exactly, in proportion to `weights`, none below `least`.

    Raises ValueError when `total < least * len(weights)`."""
    count = len(weights)
    if total < least * count:
        raise ValueError("not enough to share")
    edges = _edges(total, weights)
    lengths = tuple(b - a for a, b in pairwise(edges))
    if min(lengths) >= least:
        return lengths
    edges = _edges(total - least * count, weights)
    return tuple(least + b - a for a, b in pairwise(edges))


def _edges(total: int, weights: Sequence[float]) -> list[int]:
    whole, run, edges = sum(weights), 0.0, [0]
    for weight in weights:
        run += weight
        edges.append(round(total * run / whole))
    edges[-1] = total
    return edges


def tile(row: Iterable[Segment]) -> tuple[Segment, ...]:
    """The row with every start where the one before ends, from 0."""
    placed: list[Segment] = []
    at = 0
    for segment in row:
        placed.append(segment if segment.start == at else change(segment, start=at))
        at += segment.length
    return tuple(placed)


def stretch(draft: Draft, row: Sequence[Segment], total: int) -> tuple[Segment, ...]:
    """The row made `total` ms long in proportion. Raises Refused when a shot would fall under one frame."""
    least = shortest(draft)
    if total < least * len(row):
        raise Refused(
            f"{len(row)} shots do not fit into {total} ms",
            remedy=f"The shortest possible is {least * len(row)} ms, or use fewer pictures.",
            nearest=least * len(row),
        )
    lengths = split(total, [s.length for s in row], least)
    return tuple(change(s, length=n) if s.length != n else s for s, n in zip(row, lengths, strict=True))


def recut(draft: Draft, row: Sequence[Segment]) -> Draft:
    """The draft with this row of shots (starts do not matter), tiled; texts, sounds and other tracks follow.

    Raises Refused for an empty row, more than 2,000 segments, or more than 60 minutes."""
    if not row:
        raise Refused("a video needs at least one picture", remedy='Keep one, or say "start over".')
    others = sum(len(t.segments) for t in draft.tracks) - len(shots(draft))
    if len(row) + others > MAX_SEGMENTS:
        raise Refused(f"that would be more than {MAX_SEGMENTS} segments", remedy="Use fewer pictures.")
    if sum(s.length for s in row) > MAX_MS:
        raise Refused(
            "a video is 60 minutes long at most", remedy="Ask for 60 minutes or less.", nearest=MAX_MS
        )
    placed = _join(tile(row), shots(draft))
    before, total = draft, placed[-1].end
    draft = _put_main(draft, placed)
    tracks = []
    for track in draft.tracks:
        if track.type == VIDEO and track.segments and track.segments is not shots(draft):
            track = change(track, segments=_refit(track.segments, total))
        elif track.type == AUDIO:
            track = _keep(track, lambda s: _sound(s, before.length, total))
        elif track.type == TEXT:
            track = _keep(track, lambda s: _text(s, before, placed))
        tracks.append(track)
    return prune(change(draft, tracks=tuple(tracks)))


def _keep(track: Track, step: Callable[[Segment], Segment | None]) -> Track:
    row = tuple(s for s in (step(segment) for segment in track.segments) if s is not None)
    return track if row == track.segments else change(track, segments=row)


def _put_main(draft: Draft, row: tuple[Segment, ...]) -> Draft:
    for n, track in enumerate(draft.tracks):
        if track.type == VIDEO and (track.segments or not shots(draft)):
            return change(
                draft, tracks=(*draft.tracks[:n], change(track, segments=row), *draft.tracks[n + 1 :])
            )
    (name,) = fresh(draft, "v")
    return change(draft, tracks=(track_of(name, VIDEO, "Video", row), *draft.tracks))


def _join(row: tuple[Segment, ...], old: Sequence[Segment]) -> tuple[Segment, ...]:
    """A shot that was the last, or is new, takes its neighbour's transition; the last one has none to make."""
    known = {s.id for s in old[:-1]}
    joined: list[Segment] = []
    for n, segment in enumerate(row[:-1]):
        if segment.transition is None and segment.id not in known:
            model = next((s.transition for s in (*reversed(row[:n]), *row[n + 1 :]) if s.transition), None)
            if model is not None:
                segment = change(segment, transition=model)
        joined.append(segment)
    last = row[-1]
    return (*joined, last if last.transition is None else change(last, transition=ABSENT))


def same_cuts(row: Sequence[Segment], old: Sequence[Segment]) -> tuple[Segment, ...]:
    """The row in a new order with the transitions left where they were: a cut keeps its transition."""
    kept: list[Transition | None] = [s.transition for s in old[:-1]]
    kept += [None] * (len(row) - len(kept))
    return tuple(
        s if s.transition is t else change(s, transition=ABSENT if t is None else t)
        for s, t in zip(row, kept, strict=True)
    )


def _refit(row: Sequence[Segment], total: int) -> tuple[Segment, ...]:
    kept = [s for s in row if s.start < total]
    last = kept[-1]
    return (*kept[:-1], last if last.end == total else change(last, length=total - last.start))


def _sound(segment: Segment, old: int, total: int) -> Segment | None:
    if segment.start >= total:
        return None
    if segment.end >= old or segment.end > total:
        segment = change(segment, length=total - segment.start)
    fades: dict[str, Any] = {}
    if segment.fade_in + segment.fade_out > segment.length:
        share = segment.length / (segment.fade_in + segment.fade_out)
        fades = {"fade_in": int(segment.fade_in * share), "fade_out": int(segment.fade_out * share)}
        fades = {k: v for k, v in fades.items() if k in segment.model_fields_set}
    return change(segment, **fades) if fades else segment


def owner(segment: Segment, row: Sequence[Segment]) -> Segment | None:
    """The shot that a text belongs to: the one it names, else the one (not the first) with which it starts."""
    if segment.meta.of is not None:
        return next((s for s in row if s.id == segment.meta.of), None)
    if segment.meta.role in CLOSING or not segment.start:
        return None
    return next((s for s in row if s.start == segment.start), None)


def _text(segment: Segment, before: Draft, row: tuple[Segment, ...]) -> Segment | None:
    old, total, was = before.length, row[-1].end, shots(before)
    home = owner(segment, was)
    if home is None and segment.meta.of is not None:
        return None
    if home is not None:
        now = next((s for s in row if s.id == home.id), None)
        return None if now is None else _with_owner(segment, was, home, now, row)
    if segment.start == 0 and segment.end >= old:
        return change(segment, length=total)
    if segment.meta.role in CLOSING or (segment.end >= old and segment.start):
        length = min(segment.length, total)
        return change(segment, start=total - length, length=length)
    if segment.end <= total:
        return segment
    length = min(segment.length, total)
    return change(segment, start=min(segment.start, total - length), length=length)


def _with_owner(
    segment: Segment, was: Sequence[Segment], home: Segment, now: Segment, row: Sequence[Segment]
) -> Segment:
    offset = segment.start - home.start
    last = next((s for s in was if s.end == segment.end), None)
    end = next((s for s in row if last is not None and s.id == last.id and s.start >= now.start), None)
    if offset >= now.length:
        offset = max(0, now.length - segment.length)
    start = now.start + offset
    if last is not None and end is not None:
        length = end.end - start
    else:
        length = min(
            segment.length, max(now.end, start + BRIEFEST_MS) - start if last else row[-1].end - start
        )
    length = max(1, min(length, row[-1].end - start))
    return change(segment, start=start, length=length)


def prune(draft: Draft) -> Draft:
    """Without sound and text tracks that hold nothing any more."""
    kept = tuple(t for t in draft.tracks if t.segments or t.type == VIDEO)
    return draft if len(kept) == len(draft.tracks) else change(draft, tracks=kept)


def put(draft: Draft, kind: int, name: str, *segments: Segment) -> Draft:
    """Segments added to the track of this type and name, which is made on top when there is none."""
    for n, track in enumerate(draft.tracks):
        if track.type == kind and (track.meta.name == name):
            grown = change(track, segments=tuple(sorted((*track.segments, *segments), key=lambda s: s.start)))
            return change(draft, tracks=(*draft.tracks[:n], grown, *draft.tracks[n + 1 :]))
    (track_id,) = fresh(draft, {AUDIO: "a", TEXT: "x"}.get(kind, "v"))
    made = track_of(track_id, kind, name, segments)
    place = len(draft.tracks)
    if (
        kind == AUDIO
    ):  # Sounds lie right above the pictures, words on top: the order in which people list them.
        place = next((n for n, t in enumerate(draft.tracks) if t.type == TEXT), place)
    return change(draft, tracks=(*draft.tracks[:place], made, *draft.tracks[place:]))


def each(draft: Draft, ids: Iterable[str], step: Callable[[Segment], Segment | None]) -> Draft:
    """The draft with `step` applied to the segments of these ids; None takes one away. Keeps all times."""
    wanted = set(ids)
    tracks = tuple(
        _keep(track, lambda s: step(s) if s.id in wanted else s)
        if any(s.id in wanted for s in track.segments)
        else track
        for track in draft.tracks
    )
    if all(a is b for a, b in zip(tracks, draft.tracks, strict=True)):
        return draft
    return prune(change(draft, tracks=tracks))
