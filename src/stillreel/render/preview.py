"""Quick looks at a timeline: a small fast film, single frames as JPEG, a contact sheet.

They paint the same plan with the same `paint`, only smaller: what the preview shows is what the export gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..media.encode import jpeg
from ..pixels.frame import Frame, blank
from ..pixels.rgb import rgb_of
from ..timeline.model import Timeline
from .chunks import Chunks
from .export import export
from .gallery import Gallery
from .paint import paint
from .progress import Progress, Result
from .work import Engine

SIDE = 360
"""The shorter side of a preview, in pixels."""


def small(timeline: Timeline, side: int = SIDE) -> Timeline:
    """The same plan on a canvas whose shorter side is `side` pixels at most; sides stay even."""
    shrink = side / min(timeline.width, timeline.height)
    if shrink >= 1:
        return timeline
    width, height = (max(2, round(n * shrink / 2) * 2) for n in (timeline.width, timeline.height))
    return replace(timeline, width=width, height=height)


def preview(
    timeline: Timeline,
    read: Callable[[str], Path],
    out: Path,
    *,
    engine: Engine | None = None,
    cache: Chunks | None = None,
    side: int = SIDE,
) -> Iterator[Progress | Result]:
    """Renders the film small and fast; events as of `export`."""
    return export(small(timeline, side), read, out, quality="draft", engine=engine, cache=cache)


def frame_jpeg(timeline: Timeline, n: int, width: int, gallery: Gallery) -> bytes:
    """Frame n as a JPEG `width` pixels wide (even; never more than the canvas). Raises IndexError outside the film."""
    return jpeg(paint(_wide(timeline, width), n, gallery))


def frame_rgb(timeline: Timeline, n: int, width: int, gallery: Gallery) -> npt.NDArray[np.uint8]:
    """Frame n as u8 (height, width, 3), RGB, of the size that `frame_jpeg` has. Raises IndexError outside the film."""
    return rgb_of(paint(_wide(timeline, width), n, gallery))


def _wide(timeline: Timeline, width: int) -> Timeline:
    scale = min(1.0, width / timeline.width)
    out_w, out_h = (max(2, round(x * scale / 2) * 2) for x in (timeline.width, timeline.height))
    return replace(timeline, width=out_w, height=out_h)


def contact_sheet(
    timeline: Timeline, gallery: Gallery, *, count: int = 12, columns: int = 4, width: int = 240
) -> bytes:
    """`count` frames, evenly spread, as one JPEG: rows of `columns` pictures, each `width` pixels wide."""
    width = width // 2 * 2
    height = max(2, round(width * timeline.height / timeline.width / 2) * 2)
    count = max(1, min(count, timeline.frames))
    columns = min(columns, count)
    sheet = blank(width * columns, height * -(-count // columns))
    small_plan = replace(timeline, width=width, height=height)
    for k in range(count):
        n = (2 * k + 1) * timeline.frames // (2 * count)
        x, y = k % columns * width, k // columns * height
        picture = paint(small_plan, n, gallery)
        _lay(picture, sheet, x, y)
    return jpeg(sheet)


def _lay(picture: Frame, sheet: Frame, x: int, y: int) -> None:
    for k, (source, target) in enumerate(zip(picture.planes, sheet.planes, strict=True)):
        left, top = (x, y) if k == 0 else (x // 2, y // 2)
        np.copyto(target[top : top + source.shape[0], left : left + source.shape[1]], source)
