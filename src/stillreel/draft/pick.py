"""References of an edit -> segments of this draft.

A reference is a segment id or a place counted from 1 (-1 is the last); "all" is every one. Nothing is guessed:
what is not there is refused with what there is. Invariant: the order of the answer is the draft's, without
repeats (`one` and `row_of` keep the order asked).
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal

from ..errors import Refused
from .assets import Asset, Shelf
from .cutting import shots, texts
from .model import Draft, Segment

Reference = int | str


def row_of(draft: Draft) -> tuple[Segment, ...]:
    """The shots. Raises Refused when there are none."""
    row = shots(draft)
    if not row:
        raise Refused(
            "there is no video yet", remedy='Upload photos and say, for instance, "make a 15-second video".'
        )
    return row


def one(row: Sequence[Segment], ref: Reference, noun: str = "shot") -> int:
    """The index of one reference in the row. Raises Refused and says what there is."""
    if isinstance(ref, str):
        for n, segment in enumerate(row):
            if segment.id == ref:
                return n
        if not ref.isdigit():
            near = get_close_matches(ref, [s.id for s in row], n=1)
            raise Refused(
                f"there is no {noun} called {ref!r}",
                remedy=f"Did you mean {near[0]}?" if near else _range(row, noun),
                near=tuple(near),
            )
        ref = int(ref)
    place = ref - 1 if ref > 0 else len(row) + ref
    if ref == 0 or not 0 <= place < len(row):
        raise Refused(f"there is no {noun} {ref}", remedy=_range(row, noun), nearest=len(row))
    return place


def _range(row: Sequence[Segment], noun: str) -> str:
    if not row:
        return f"There is no {noun} at all."
    return (
        f"There are {len(row)}: {noun} 1 to {noun} {len(row)}." if len(row) > 1 else f"There is one {noun}."
    )


def some(
    row: Sequence[Segment], refs: Literal["all"] | Sequence[Reference], noun: str = "shot"
) -> tuple[int, ...]:
    """The indices of the references, in the row's order, without repeats. Raises Refused."""
    if isinstance(refs, str):
        return tuple(range(len(row)))
    return tuple(sorted({one(row, ref, noun) for ref in refs}))


def shots_of(draft: Draft, refs: Literal["all"] | Sequence[Reference]) -> tuple[Segment, ...]:
    """The shots that are meant. Raises Refused."""
    row = row_of(draft)
    return tuple(row[n] for n in some(row, refs))


def texts_of(draft: Draft, refs: Literal["all"] | Sequence[Reference]) -> tuple[Segment, ...]:
    """The words that are meant, in painting order. Raises Refused, also when there are none."""
    row = texts(draft)
    if not row:
        raise Refused("there is no text yet", remedy='Add some, for instance: title "Summer sale".')
    return tuple(row[n] for n in some(row, refs, "text"))


def place_of(count: int, to: int | str) -> int:
    """Where to insert among `count` things: a place counted from 1, -1 for last, "start", "end". Out of range is
    refused."""
    if to == "start":
        return 0
    if to == "end" or to == -1:
        return count
    assert isinstance(to, int)
    place = to - 1 if to > 0 else count + to + 1
    if to == 0 or not 0 <= place <= count:
        raise Refused(f"there is no place {to}", remedy=f"Places are 1 to {count + 1}.", nearest=count + 1)
    return place


def picture(shelf: Shelf, asset_id: str) -> Asset:
    """An upload that can be shown. Raises Refused, naming what there is."""
    asset = shelf.get(asset_id) or next((a for a in shelf if a.name and a.name == asset_id), None)
    if asset is None:
        names = ", ".join(a.name or a.id[:8] for a in shelf.pictures[:5])
        raise Refused(
            f"there is no upload {asset_id[:40]!r} in this session",
            remedy=f"There are: {names}." if names else "Upload a photo first.",
        )
    if asset.kind == "audio":
        raise Refused(
            f"{asset.name or 'that file'} is a sound, not a picture", remedy="Use it as music instead."
        )
    return asset
