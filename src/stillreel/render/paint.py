"""`paint(timeline, n, gallery)` is the only way a frame comes to be: preview, thumbnail, export, cluster.

Any n, in any order, on any machine, gives the same bytes: a frame depends on the timeline, its number and
the files, never on the frame before. Steps of a frame: find the span; sample its shot, or both and blend
them; lay the titles over it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from ..catalog.easings import EASINGS
from ..catalog.motions import MOTIONS, Framing, Motion, framing, prepared_size
from ..catalog.transitions import TRANSITIONS
from ..pixels.blend import fill
from ..pixels.frame import Frame, blank, copy_into, yuv_of
from ..pixels.photo import Photo
from ..pixels.sample import View, sample, sample_into
from ..timeline.model import Blend, Hold, Shot, Span, Timeline, Title
from .gallery import Gallery
from .seen import Box, Size, holds, seen, within
from .titles import Plate, draw, moments, prepare


def paint(timeline: Timeline, n: int, gallery: Gallery, out: Frame | None = None) -> Frame:
    """Frame n of the timeline, into `out` if given. Raises IndexError outside [0, frames)."""
    if not 0 <= n < timeline.frames:
        raise IndexError(f"frame {n} is outside 0..{timeline.frames - 1}")
    out = out or blank(timeline.width, timeline.height)
    paint_span(timeline, span_at(timeline.spans, n), n, gallery, out)
    for title in timeline.titles:
        if title.start <= n < title.start + title.frames:
            draw(plate(timeline, title, gallery), n, out)
    return out


def span_at(spans: tuple[Span, ...], n: int) -> Span:
    """The span that shows frame n."""
    return spans[bisect_right(spans, n, key=lambda s: s.start) - 1]


def paint_span(timeline: Timeline, span: Span, n: int, gallery: Gallery, out: Frame) -> None:
    """The picture of frame n without its titles."""
    if isinstance(span, Hold):
        paint_shot(timeline, span.shot, n, gallery, out)
        return
    a = gallery.scratch("a", out.width, out.height)
    b = gallery.scratch("b", out.width, out.height)
    paint_shot(timeline, span.a, n, gallery, a)
    paint_shot(timeline, span.b, n, gallery, b)
    progress = (n - span.start + 0.5) / span.frames
    TRANSITIONS.get(span.transition).paint(a, b, progress, out, span.seed)


def paint_shot(timeline: Timeline, shot: Shot, n: int, gallery: Gallery, out: Frame) -> None:
    """One shot alone, at its moment of frame n. The camera's progress runs over all the shot's frames."""
    motion = MOTIONS.get(shot.move)
    if shot.fit == "cover":
        frame = framing(shot, out.width, out.height)
        size = prepared_size(motion, frame, out.width, out.height)
        view, box = motion.view(progress_of(shot, n), frame), (0, 0, *size)
        if shot.kind == "image":
            box = gallery.keep(
                ("seen", shot, out.width, out.height), lambda: seen(shot, frame, size, out.width)
            )
        if not holds(box, view, size, out.width):
            box = (0, 0, *size)
        photo = source(timeline, shot, n, gallery, size, box)
        sample(photo, within(view, size, box), out)
        return
    paint_whole(timeline, shot, n, motion, progress_of(shot, n), gallery, out)


def progress_of(shot: Shot, n: int) -> float:
    """How far the camera's move is at frame n, eased."""
    return EASINGS.get(shot.ease).f((n - shot.start + 0.5) / shot.frames)


def paint_whole(
    timeline: Timeline, shot: Shot, n: int, motion: Motion, progress: float, gallery: Gallery, out: Frame
) -> None:
    """The whole picture, none of it cut off, over a plain or a blurred ground. The camera moves on a canvas
    that is wider by the move's amount, so that no move cuts the picture either."""
    whole = replace(shot, width=out.width, height=out.height, at=(0.5, 0.5), faces=())
    room: Framing = framing(whole, out.width, out.height)
    view = _widened(motion.view(progress, room), _tightest(motion, room))
    scale = min(out.width / shot.width, out.height / shot.height)
    width, height = shot.width * scale, shot.height * scale
    size = (max(2, round(width / 2) * 2), max(2, round(height / 2) * 2))
    photo = source(timeline, shot, n, gallery, size, (0, 0, *size))
    if shot.fit == "blur":
        copy_into(gallery.backdrop(shot, photo, out.width, out.height), out)
    else:
        fill(out, yuv_of(shot.matte))
    left = ((out.width - width) / 2 / out.width - view.x) / view.w * out.width
    top = ((out.height - height) / 2 / out.height - view.y) / view.h * out.height
    sample_into(photo, View(0, 0, 1, 1), out, (left, top, width / view.w, height / view.h))


def _tightest(motion: Motion, frame: Framing) -> float:
    return min(motion.view(p, frame).w for p in (0.0, 0.5, 1.0))


def _widened(view: View, tightest: float) -> View:
    """A window grown about its centre so that the tightest one of its move is the whole canvas."""
    w, h = view.w / tightest, view.h / tightest
    return View(view.x + (view.w - w) / 2, view.y + (view.h - h) / 2, w, h)


def source(timeline: Timeline, shot: Shot, n: int, gallery: Gallery, size: Size, box: Box) -> Photo:
    """The shot's picture for frame n: the part `box` of a still, or a clip's moment (its edge ones freeze)."""
    if shot.kind == "image":
        return gallery.photo(shot, size, box)
    played = (n - shot.start - shot.lead) * 1000 / float(timeline.fps) * shot.speed
    ms = min(max(0, round(shot.in_ms + played)), max(0, shot.clip_ms - 1))
    return gallery.moment(shot, ms, *size)


def plate(timeline: Timeline, title: Title, gallery: Gallery) -> Plate:
    """A title laid out and shaded for what is behind it, once."""
    key = ("plate", title, timeline.width, timeline.height, timeline.fps)
    return gallery.keep(
        key,
        lambda: prepare(
            title, timeline.width, timeline.height, timeline.fps, under(timeline, title, gallery)
        ),
    )


def under(timeline: Timeline, title: Title, gallery: Gallery) -> tuple[Frame, ...]:
    """What is behind a title at the moments of its life that matter, at a small size, without any titles."""
    height = 160
    width = max(2, round(height * timeline.width / timeline.height / 2) * 2)
    small = replace(timeline, width=width, height=height)
    seen = []
    for n in moments(title, timeline.spans):
        frame = blank(width, height)
        paint_span(small, span_at(timeline.spans, n), n, gallery, frame)
        seen.append(frame)
    return tuple(seen)


__all__ = ["Blend", "paint", "paint_shot", "plate", "span_at"]
