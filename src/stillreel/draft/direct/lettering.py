"""Words from the user -> text segments, each where and when its role has it.

Only words that were given: nothing is invented, no claim is added. Invariant: every text lies inside the video
and stands as long as it takes to read, where the video is long enough for that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...catalog.titles import reading_ms
from ..assets import Asset, Shelf
from ..cutting import fresh, put, shots
from ..model import TEXT, Canvas, Draft, Label, Segment
from ..roles import ROLES, role_of, window

PLACES = ("bottom", "top", "center")


def caption_of(asset: Asset) -> str:
    """What a file's name says: no ending, no number that only orders (`2-coffee`), and `_` as a space unless it is a
    camera's number (IMG_2044)."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", asset.name).strip()
    if re.search(r"\d{3,}", stem):
        return stem
    stem = re.sub(r"^\d{1,2}[ _.\-]+(?=[^\W\d])", "", stem)
    return re.sub(r"[_\-]+", " ", stem).strip() or stem


def moment(role: str, text: str, row: Sequence[Segment]) -> tuple[int, int]:
    """(start, length) of words that belong to no shot; closing words take the last shot when that is enough."""
    total, last = row[-1].end, row[-1]
    needs = reading_ms(text)
    if ROLES[role].when == "close" and last.length >= needs:
        return last.start, last.length
    if ROLES[role].when == "open" and needs <= row[0].length <= 4000:
        return 0, row[0].length
    return window(role, text, total)


def lettered(name: str, text: str, role: str, start: int, length: int, **more: Any) -> Segment:
    """One text segment in the style of its role; `more` fields (by wire key) win where they are not None."""
    row = ROLES[role]
    fields: dict[str, Any] = {"st": row.style, "po": row.position, "an": row.animation}
    fields.update({k: v for k, v in more.items() if v is not None and k != "of"})
    label = {k: v for k, v in (("role", role), ("of", more.get("of"))) if v is not None}
    return Segment(id=name, tx=text, s=start, d=length, m=Label(**label), **fields)


def free_place(draft: Draft, role: str, start: int, length: int) -> str:
    """The role's position, or where that is taken during this time the first of bottom, top, center that is not."""
    others = (t for t in draft.segments(TEXT) if t.start < start + length and start < t.end)
    taken = {t.position or ROLES[role_of(t)].position for t in others}
    usual = ROLES[role].position
    return next((place for place in (usual, *PLACES) if place not in taken), usual)


def off_the_face(asset: Asset, canvas: Canvas) -> str:
    """center, or where a face stands there on a frame that the picture covers: bottom, else top."""
    ratio = canvas.width * asset.height / (canvas.height * asset.width)
    h = min(1.0, 1.0 / ratio)
    top = max(0.0, min(asset.focus[1] - h / 2, 1.0 - h))
    rows = [((y - top) / h, (y + tall - top) / h) for _, y, _, tall in asset.faces]
    for place, low, high in (("center", 0.38, 0.62), ("bottom", 0.72, 0.95), ("top", 0.04, 0.27)):
        if all(end <= low or begin >= high for begin, end in rows):
            return place
    return "bottom"


def write(draft: Draft, role: str, text: str, **more: Any) -> Draft:
    """The draft with words of this role at their usual moment."""
    (name,) = fresh(draft, "s")
    start, length = moment(role, text, shots(draft))
    more.setdefault("po", free_place(draft, role, start, length))
    return put(draft, TEXT, ROLES[role].track, lettered(name, text, role, start, length, **more))


def caption(draft: Draft, row: Sequence[Segment], words: Sequence[str], **more: Any) -> Draft:
    """One caption under each of these shots (empty words: none there), bound to it."""
    pairs = [(s, w) for s, w in zip(row, words, strict=False) if w.strip()]
    if not pairs:
        return draft
    names = fresh(draft, "s", len(pairs))
    made = [
        lettered(name, words_, "caption", shot.start, shot.length, of=shot.id, **more)
        for name, (shot, words_) in zip(names, pairs, strict=True)
    ]
    return put(draft, TEXT, ROLES["caption"].track, *made)


def names_of(row: Sequence[Segment], shelf: Shelf) -> tuple[str, ...]:
    """The captions that the files' names give; a picture that comes twice says it once."""
    seen: set[str] = set()
    found = []
    for segment in row:
        asset = shelf.get(segment.asset or "")
        again = (segment.asset or "") in seen
        seen.add(segment.asset or "")
        found.append("" if asset is None or again else caption_of(asset))
    return tuple(found)
