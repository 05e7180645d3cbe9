"""Timeline -> pieces: the unit of parallel work, of caching, of resuming and of progress.

    spans   | Hold A            | Blend | Hold B      |
    title       |  text  |
    pieces  | 0 | 1      | 2    | 3     | 4           |   at span and title borders, and every few seconds

A piece is a slice of the plan. Its key hashes all its inputs: the slice as if it began at frame 0 (so the same
pictures moved elsewhere in the video are the same piece; pictures count by content), the recipe, and the
versions of what paints and encodes. Invariant: pieces tile [0, frames); equal keys, equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from ..media.encode import versions
from ..media.quality import Recipe
from ..timeline.model import Hold, Shot, Sound, Span, Timeline

GROUPS = 2
"""A piece holds at most this many groups of pictures (4 s): more would only cost parallelism."""

SHORTEST = 12
"""Frames: a title's border closer than this to another cut is not worth a key frame of its own."""

_ROOMS = ("pixels", "score", "catalog", "media", "render")
_PAINTERS = (
    "numpy",
    "opencv-python-headless",
    "uharfbuzz",
    "pillow",
    "uniseg",
    "manimgx-fonts",
    "noto-cjk-sans-otc",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames [start, start + frames) of the video; `plan` is the part of the timeline that they need."""

    start: int
    frames: int
    plan: Timeline
    key: str


def pieces(timeline: Timeline, recipe: Recipe) -> tuple[Piece, ...]:
    """The pieces of a timeline, in order."""
    borders = cuts(timeline, recipe.gop)
    row = []
    for start, end in pairwise(borders):
        plan = part(timeline, start, end)
        row.append(Piece(start, end - start, plan, key_of(plan, start, end - start, recipe)))
    return tuple(row)


def cuts(timeline: Timeline, gop: int) -> tuple[int, ...]:
    """Where pieces begin, and the end: span borders, title borders where they pay, and every few seconds."""
    borders = {0, timeline.frames} | {span.start for span in timeline.spans}
    for title in timeline.titles:
        for edge in (title.start, title.start + title.frames):
            if all(abs(edge - b) >= SHORTEST for b in borders):
                borders.add(edge)
    row = sorted(b for b in borders if 0 <= b <= timeline.frames)
    cuts: list[int] = []
    for start, end in pairwise(row):
        # Whole groups of pictures, so that a long hold costs no key frame more than it would in one piece;
        # a short rest stays with the last.
        step = GROUPS * gop
        cuts += [at for at in range(start, end, step) if at == start or end - at >= gop // 2]
    return (*cuts, timeline.frames)


def part(timeline: Timeline, start: int, end: int) -> Timeline:
    """What frames [start, end) need of a timeline, where it stands: painting them of it gives the same bytes.

    Spans and titles keep their whole extent, because a move's progress runs over all of it."""
    titles = tuple(t for t in timeline.titles if t.start < end and start < t.start + t.frames)
    # What lies under a title during its whole stay decides how it is drawn: those spans belong to the slice.
    low, high = min((start, *(t.start for t in titles))), max((end, *(t.start + t.frames for t in titles)))
    spans = tuple(s for s in timeline.spans if s.start < high and low < s.start + s.frames)
    return replace(timeline, spans=spans, titles=titles, sound=Sound(0), notes=())


def key_of(plan: Timeline, start: int, frames: int, recipe: Recipe) -> str:
    """The hash of everything that decides a piece's bytes. Names of segments and places are not among it."""
    spans = tuple(_anonymous(s, start) for s in plan.spans)
    titles = tuple(replace(t, id="", start=t.start - start) for t in plan.titles)
    return digest("pictures", engine(), recipe, frames, replace(plan, frames=0, spans=spans, titles=titles))


def _anonymous(span: Span, start: int) -> Span:
    if isinstance(span, Hold):
        return replace(span, start=span.start - start, shot=_unnamed(span.shot, start))
    a, b = _unnamed(span.a, start), _unnamed(span.b, start)
    return replace(span, start=span.start - start, a=a, b=b)


def _unnamed(shot: Shot, start: int) -> Shot:
    return replace(shot, id="", start=shot.start - start)


def digest(*parts: object) -> str:
    """SHA-256 of frozen plain values; `repr` of them is exact (floats too)."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


@cache
def engine() -> str:
    """The versions of everything that makes pixels, samples and packets, our own code by its text."""
    return f"stillreel {sources()}; {versions()}; {'; '.join(_installed(_PAINTERS))}"


@cache
def sources() -> str:
    """A hash of the code that paints, composes and encodes: whoever changes it need not think of old pieces."""
    here = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=16)
    for place in sorted(p for room in _ROOMS for p in (here / room).rglob("*.py")):
        digest.update(place.relative_to(here).as_posix().encode() + b"\0" + place.read_bytes())
    return digest.hexdigest()


def _installed(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} -"


def assets(plan: Timeline) -> tuple[str, ...]:
    """The assets a plan shows, each once, in order."""
    shots = [s for span in plan.spans for s in ((span.shot,) if isinstance(span, Hold) else (span.a, span.b))]
    return tuple(dict.fromkeys(shot.asset for shot in shots))
