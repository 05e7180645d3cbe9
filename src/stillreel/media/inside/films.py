"""A clip file -> frames at any time, upright, in sRGB order and of exactly the size asked for.

The decoder stays where it is between questions: going on costs one decode, jumping costs a seek to the key
frame before. Matrix and range are taken from the stream (BT.601 below 720 lines, BT.709 above, where it is
silent). Invariant: past the end, and past damage, the last good frame stands still.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream

from ...errors import Unsupported
from .. import walk
from ..sniff import Format, sniff
from ..warm import Order, Source
from .opening import open_container, video_stream
from .stills import Reel, finish, orientation

U8 = npt.NDArray[np.uint8]
JUMP = 2.0
_SCALING = int(Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT)
_SPACES = {1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601}
_SPACES |= {7: Colorspace.SMPTE240M, 9: Colorspace.BT2020, 10: Colorspace.BT2020}
_FLIP_TURN = {(0, False): 1, (0, True): 2, (180, False): 3, (180, True): 4}
_FLIP_TURN |= {(90, True): 7, (90, False): 6, (270, True): 5, (270, False): 8}


def turn_of(frame: VideoFrame) -> int:
    """The display matrix as an EXIF orientation 1-8 (quarter turns; others count as none)."""
    parts: Any = frame.side_data  # iterates its parts, whatever its stub says
    for data in parts:
        if data.type.name == "DISPLAYMATRIX":
            a, b, _, c, d = np.frombuffer(bytes(data), "<i4")[:5].astype(float)
            mirrored = a * d - b * c < 0
            angle = round(np.degrees(np.arctan2(b, a)) / 90) % 4 * 90
            if mirrored:  # as EXIF says it: mirrored left to right, then turned
                angle = round(np.degrees(np.arctan2(-b, -a)) / 90) % 4 * 90
            return _FLIP_TURN.get((angle, mirrored), 1)
    return 1


def upright(pixels: U8, turn: int) -> U8:
    """Turn pixels (h, w, c) as EXIF 1-8 says."""
    if turn in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if turn in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if turn in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def shown_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Upright size in square pixels; an absurd pixel aspect is ignored."""
    sar = stream.sample_aspect_ratio or Fraction(1)
    width = frame.width * sar if Fraction(1, 4) <= sar <= 4 else frame.width
    size = max(1, round(width)), frame.height
    walk.check(*size)
    return size[::-1] if turn_of(frame) >= 5 else size


def pixels_of(frame: VideoFrame, width: int, height: int) -> U8:
    """A decoded frame as upright RGB (height, width, 3)."""
    walk.check(frame.width, frame.height)
    turn = turn_of(frame)
    size = (height, width) if turn >= 5 else (width, height)
    space = _SPACES.get(frame.colorspace, Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601)
    full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
    made = frame.reformat(
        *size,
        format="rgb24",
        interpolation=_SCALING,
        src_colorspace=space,
        dst_colorspace=space,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        threads=1,  # the warm parent forks, so nothing here may leave a thread behind
    )
    return upright(np.asarray(made.to_ndarray(), np.uint8), turn)


class Film:
    """A clip's frames by time through PyAV."""

    def __init__(self, source: Source, found: Format) -> None:
        self.container = open_container(source, found)
        stream = video_stream(self.container, found)
        if stream is None:
            raise Unsupported(f"the {found.name} has no picture")
        self.stream = stream
        self._base = stream.time_base or Fraction(1, 1000)
        self._zero = Fraction(self.container.start_time or 0, av.time_base)
        self._frames: Iterator[VideoFrame] = iter(())
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self._restart(None)

    @property
    def first(self) -> VideoFrame:
        """The frame at hand. Raises Unsupported where none decodes."""
        if self._now is None:
            raise Unsupported("the clip has no frame that can be decoded")
        return self._now

    def at(self, ms: int) -> VideoFrame:
        """The frame shown at `ms`; the first before the start, the last past the end."""
        time = Fraction(ms, 1000)
        here = None if self._now is None else self._time(self._now)
        far = here is not None and self._next is not None and time > here + Fraction(JUMP)
        if here is None or time < here or far:
            self._restart(time)
        while self._next is not None and self._time(self._next) <= time:
            self._now, self._next = self._next, next(self._frames, None)
        return self.first

    def _time(self, frame: VideoFrame) -> Fraction:
        return (frame.pts or 0) * self._base - self._zero

    def _restart(self, time: Fraction | None) -> None:
        kept = self._now
        if time is not None:
            for goal in (time, Fraction(0)):
                offset = int((max(goal, Fraction(0)) + self._zero) / self._base)
                with contextlib.suppress(av.FFmpegError):
                    self.container.seek(offset, stream=self.stream, backward=True)
                self._frames = self._decode()
                self._now = next(self._frames, None)
                if self._now is not None and (goal == 0 or self._time(self._now) <= time):
                    break
        else:
            self._frames = self._decode()
            self._now = next(self._frames, None)
        if self._now is None:
            self._now = kept
        self._next = next(self._frames, None)

    def _decode(self) -> Iterator[VideoFrame]:
        bad = 0
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                yield from (f for f in packet.decode() if isinstance(f, VideoFrame))
            except av.FFmpegError:
                bad += 1  # a damaged packet is skipped; a damaged file ends
                if bad > 50:
                    return


class _Flipbook:
    """An animation's frames by time through Pillow."""

    def __init__(self, source: Source, found: Format) -> None:
        self._reel = Reel(source, found)
        self._ends = list(accumulate(self._reel.shape.times))
        self._turn = 1

    def pixels(self, ms: int, width: int, height: int) -> U8:
        number = min(bisect_right(self._ends, ms), len(self._ends) - 1)
        image = self._reel.frame(number)
        turn = orientation(image)
        pixels = finish(image, (height, width) if turn >= 5 else (width, height), turn)
        return np.ascontiguousarray(pixels[:, :, :3]) if pixels.shape[2] == 3 else _over_black(pixels)


def _over_black(pixels: U8) -> U8:
    alpha = pixels[:, :, 3:].astype(np.uint16)
    return ((pixels[:, :, :3] * alpha + 127) // 255).astype(np.uint8)


def clip(order: Order) -> dict[str, int]:
    """Task: answers questions {ms, width, height} with RGB in the output until the asker hangs up."""
    found = sniff(order.source)
    film = Film(order.source, found) if found.demuxer else _Flipbook(order.source, found)
    order.wire.send({"answer": {}})
    while True:
        question = order.wire.receive()
        ms, width, height = (question[k] for k in ("ms", "width", "height"))
        made = film.pixels(ms, width, height) if isinstance(film, _Flipbook) else None
        pixels = pixels_of(film.at(ms), width, height) if isinstance(film, Film) else made
        assert pixels is not None
        order.write(pixels)
        order.wire.send({"answer": {"bytes": pixels.nbytes}})
