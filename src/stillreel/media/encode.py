"""Pictures and sound -> packets. One call makes one piece: frames in, closed groups of pictures out.

Frames are painted straight into the encoder's own buffer (no copy, no colour conversion). One thread a
piece: side by side, pieces use every core for less work than frame threads do. Invariant: same recipe and
same frames give the same bytes, in any process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from av.video.frame import PictureType

from ..errors import RenderFailed, Unavailable
from ..pixels.frame import Frame, Plane
from .coded import Coded, Packet
from .quality import ENCODERS, Recipe

RATE = 48_000
AAC_FRAME = 1024
AAC_BITS = 160_000
OPUS_BITS = 128_000
_SAMPLES = {"aac": "fltp", "opus": "flt"}
_SOUND_ENCODERS = {"aac": "aac", "opus": "libopus"}


def versions() -> str:
    """What a change of could change our bytes: PyAV and the libraries inside it."""
    parts = (f"{name} {'.'.join(map(str, v))}" for name, v in sorted(av.library_versions.items()))
    return f"av {av.__version__}; {'; '.join(parts)}"


@cache
def can(codec: str) -> bool:
    """Whether this installation can encode that codec (h264, hevc, av1, vp9): tried, not guessed."""
    from .quality import recipe

    try:
        context(recipe(64, 64, Fraction(30), codec=codec)).open()
    except (RenderFailed, Unavailable, av.error.FFmpegError, ValueError):
        return False
    return True


def context(recipe: Recipe, target: av.VideoCodecContext | None = None) -> av.VideoCodecContext:
    """An encoder set up, not yet opened: a new one, or the one of a stream to be written."""
    os.environ.setdefault("SVT_LOG", "1")  # errors only; the library writes a page to stderr otherwise
    if target is None:
        try:
            made = av.CodecContext.create(ENCODERS[recipe.codec], "w")
        except (av.codec.codec.UnknownCodecError, KeyError):
            raise Unavailable(f"this installation cannot encode {recipe.codec}") from None
        assert isinstance(made, av.VideoCodecContext)
        target = made
    target.width, target.height, target.pix_fmt = recipe.width, recipe.height, "yuv420p"
    target.framerate, target.time_base = recipe.fps, 1 / recipe.fps
    target.sample_aspect_ratio = Fraction(1)
    target.gop_size = recipe.gop
    target.thread_count = 1
    target.color_primaries = target.color_trc = target.colorspace = 1
    target.color_range = 1
    target.flags |= Flags.global_header
    target.options = {**dict(recipe.options), "chroma_sample_location": "left"}
    if recipe.encoder == "libx264" and _has_avx512():
        given = dict(recipe.options).get("x264-params", "")
        target.options = {
            **target.options,
            "x264-params": ":".join(filter(None, (given, f"asm={_SAFE_ASM}"))),
        }
    return target


_SAFE_ASM = "avx2,fma3,lzcnt,bmi1,bmi2"
"""x264's AVX-512 macroblock tree reads past its rows: about one encoding in fifty comes out different from the
same frames (core 165, any width that is no multiple of 128). Without it, same frames, same bytes; costs 5 %."""


@cache
def _has_avx512() -> bool:
    try:
        return "avx512" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def encode(recipe: Recipe, frames: int, paint: Callable[[int, Frame], object]) -> Coded:
    """One piece of `frames` frames: `paint(n, out)` must write every sample of `out`, n = 0, 1, ...

    Raises RenderFailed when the encoder refuses, and whatever `paint` raises."""
    coder = context(recipe)
    try:
        coder.open()
        packets = [p for n in range(frames) for p in coder.encode(_painted(recipe, n, paint))]
        packets += coder.encode(None)
        head = bytes(coder.extradata or b"")
    except av.error.FFmpegError as error:
        raise RenderFailed(f"the {recipe.codec} encoder failed: {error}") from error
    rows = tuple(Packet(_at(p), 1, bool(p.is_keyframe), bytes(p)) for p in packets)
    if sorted(p.pts for p in rows) != list(range(frames)) or not rows[0].key:
        raise RenderFailed(f"the {recipe.codec} encoder gave {len(rows)} packets for {frames} frames")
    return Coded(head, frames, rows)


def _painted(recipe: Recipe, n: int, paint: Callable[[int, Frame], object]) -> av.VideoFrame:
    picture = av.VideoFrame(recipe.width, recipe.height, "yuv420p")
    paint(n, planes(picture))
    picture.pts, picture.time_base = n, 1 / recipe.fps
    picture.pict_type = PictureType.NONE
    return picture


def _at(packet: av.Packet[Any]) -> int:
    assert packet.pts is not None
    return packet.pts


def planes(picture: av.VideoFrame) -> Frame:
    """A yuv420p picture's own memory as a Frame: what is written there is in the picture."""
    rows: list[Plane] = []
    for k, plane in enumerate(picture.planes):
        width = picture.width if k == 0 else picture.width // 2
        memory: Any = plane  # it has the buffer protocol, which not every version of its types says
        flat: Plane = np.frombuffer(memory, np.uint8)
        rows.append(flat.reshape(-1, plane.line_size)[: plane.height, :width])
    return Frame(*rows)


def picture_of(frame: Frame) -> av.VideoFrame:
    """A Frame copied into a picture of PyAV, tagged BT.709 limited."""
    picture = av.VideoFrame(frame.width, frame.height, "yuv420p")
    for source, out in zip(frame.planes, planes(picture).planes, strict=True):
        np.copyto(out, source)
    picture.colorspace, picture.color_range = 1, 1
    return picture


def encode_sound(samples: npt.NDArray[np.float32], codec: str = "aac", bits: int = 0) -> Coded:
    """f32 (n, 2) at 48 kHz, |x| <= 1 -> AAC-LC or Opus packets; the first pts is minus the encoder's priming,
    the last packet ends exactly at n, so that sound and picture start and stop together."""
    coder = sound_context(codec, bits)
    coder.open()
    padded = np.ascontiguousarray(samples, np.float32)
    packets = [
        p for block in _blocks(padded, codec, coder.frame_size or AAC_FRAME) for p in coder.encode(block)
    ]
    packets += coder.encode(None)
    priming = -min((_at(p) for p in packets), default=0)
    rows, at, end = [], -priming, len(samples)
    for packet in packets:
        length = min(int(packet.duration or coder.frame_size or AAC_FRAME), end - at)
        if length > 0:
            rows.append(Packet(at, length, True, bytes(packet)))
            at += length
    if at != end:
        raise RenderFailed(f"the {codec} encoder gave {at} samples of {end}")
    return Coded(bytes(coder.extradata or b""), end, tuple(rows))


def heard(coded: Coded, codec: str = "aac") -> npt.NDArray[np.float32]:
    """Our own packets as a player hears them: f32 (n, 2), priming left out."""
    coder = av.CodecContext.create({"aac": "aac", "opus": "libopus"}[codec], "r")
    assert isinstance(coder, av.AudioCodecContext)
    coder.extradata = coded.head
    blocks = [b for p in coded.packets for b in coder.decode(av.Packet(p.data))] + coder.decode(None)
    rows = [b.to_ndarray() if b.format.is_planar else b.to_ndarray().reshape(-1, 2).T for b in blocks]
    whole = np.concatenate(rows, axis=1).T.astype(np.float32)
    first = -coded.packets[0].pts
    return whole[first : first + coded.ticks]


def sound_context(
    codec: str, bits: int = 0, target: av.AudioCodecContext | None = None
) -> av.AudioCodecContext:
    """A sound encoder set up, not yet opened."""
    if target is None:
        made = av.CodecContext.create(_SOUND_ENCODERS[codec], "w")
        assert isinstance(made, av.AudioCodecContext)
        target = made
    target.sample_rate, target.layout, target.format = RATE, "stereo", _SAMPLES[codec]
    target.time_base = Fraction(1, RATE)
    target.bit_rate = bits or (AAC_BITS if codec == "aac" else OPUS_BITS)
    target.flags |= Flags.global_header | Flags.bitexact
    return target


def _blocks(samples: npt.NDArray[np.float32], codec: str, size: int) -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        planar = codec == "aac"
        rows = part.T if planar else part.reshape(1, -1)
        block = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(rows), format=_SAMPLES[codec], layout="stereo"
        )
        block.sample_rate, block.pts, block.time_base = RATE, start, Fraction(1, RATE)
        yield block


def jpeg(frame: Frame, width: int | None = None, quality: int = 3) -> bytes:
    """A frame as JPEG (full-range BT.601 as JFIF wants), scaled to `width`; `quality` 1 best .. 31."""
    out_w = max(2, (width or frame.width) // 2 * 2)
    out_h = max(2, round(frame.height * out_w / frame.width / 2) * 2)
    picture = picture_of(frame).reformat(
        out_w,
        out_h,
        "yuvj420p",
        src_colorspace=1,
        dst_colorspace=5,
        src_color_range=1,
        dst_color_range=2,
        threads=1,
    )
    coder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(coder, av.VideoCodecContext)
    coder.width, coder.height, coder.pix_fmt = out_w, out_h, "yuvj420p"
    coder.time_base, coder.framerate = Fraction(1, 25), Fraction(25)
    coder.color_range, coder.thread_count = 2, 1
    coder.flags |= Flags.qscale | Flags.bitexact
    coder.global_quality = 118 * quality
    picture.pts = 0
    return b"".join(bytes(p) for p in [*coder.encode(picture), *coder.encode(None)])


def decoded(coded: Iterable[Coded], recipe: Recipe) -> Iterator[av.VideoFrame]:
    """Pieces back to pictures, in order (for GIF and WebP, which are made from lossless pieces)."""
    for piece in coded:
        coder = av.CodecContext.create("h264", "r")
        coder.extradata = piece.head
        for row in (*piece.packets, None):
            packet = None if row is None else av.Packet(row.data)
            if packet is not None and row is not None:
                packet.pts, packet.time_base = row.pts, 1 / recipe.fps
            yield from coder.decode(packet)
