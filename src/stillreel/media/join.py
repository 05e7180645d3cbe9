"""Pieces + sound -> one file: packets are copied, never encoded again, and the file appears whole or not at all.

    | piece 0 | piece 1 | ... |  + sound  ->  mp4 mov webm mkv       gif, webp: made from lossless pieces

Time stamps are counted, not measured: frame n is shown at exactly n / fps, packet i is decoded `delay`
frames before its turn. Invariant: what stands at `out` is always a complete file (written beside it,
synced, renamed, folder synced).
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

import av
from av.codec.context import Flags
from av.filter.context import FilterContext

from ..errors import BadRequest, DiskFull, RenderFailed
from .coded import Coded
from .encode import RATE, context, decoded, sound_context
from .quality import Recipe

CONTAINERS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".webm": "webm", ".mkv": "matroska"}
PICTURES = {".gif": "gif", ".webp": "webp"}
CODECS = {
    "mp4": ("h264", "hevc", "av1", "vp9"),
    "mov": ("h264", "hevc"),
    "webm": ("vp9", "av1"),
    "matroska": ("h264", "hevc", "av1", "vp9"),
}
_SOUND = {"webm": "opus"}


def container_of(out: Path) -> str:
    """The container a file name asks for. Raises BadRequest on one we do not write."""
    kind = CONTAINERS.get(out.suffix.lower()) or PICTURES.get(out.suffix.lower())
    if kind is None:
        known = ", ".join(sorted(CONTAINERS | PICTURES))
        raise BadRequest(
            f"{out.suffix or 'a file without suffix'} is no video file", remedy=f"Use one of {known}."
        )
    return kind


def codec_for(out: Path, codec: str | None = None) -> str:
    """The picture codec of a file: the asked one if the container takes it, else the container's first."""
    kind = container_of(out)
    if kind in PICTURES.values():
        return "lossless"
    if codec is not None and codec not in CODECS[kind]:
        raise BadRequest(
            f"{out.suffix} does not hold {codec}", remedy=f"Use one of {', '.join(CODECS[kind])}."
        )
    return codec or CODECS[kind][0]


def sound_codec_for(out: Path) -> str | None:
    """`aac` or `opus`; None for files that carry no sound."""
    kind = container_of(out)
    return None if kind in PICTURES.values() else _SOUND.get(kind, "aac")


def join(
    pieces: Callable[[], Iterable[Coded]],
    recipe: Recipe,
    sound: Coded | None,
    out: Path,
    *,
    title: str | None = None,
    sound_codec: str = "aac",
    sound_bits: int = 0,
) -> None:
    """Writes `out`. `pieces` gives the pieces in order, afresh at each call (they are read one at a time).

    Raises RenderFailed if pieces do not fit together, DiskFull, BadRequest on an unknown suffix."""
    kind = container_of(out)
    with published(out) as draft:
        if kind in PICTURES.values():
            _animate(pieces, recipe, draft, kind)
        else:
            _copy(pieces, recipe, sound, draft, kind, title, sound_codec, sound_bits)


@contextlib.contextmanager
def published(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to; on success it becomes `out` in one step, else it is removed."""
    draft = out.with_name(f".{out.stem[:80]}.{secrets.token_hex(6)}.part{out.suffix}")
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(out)
        sync_folder(out.parent)
    except OSError as error:  # av.error.FFmpegError is one too
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("the disk is full") from error
        if isinstance(error, av.error.FFmpegError):
            raise RenderFailed(f"the file could not be written: {error}") from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` durable."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _options(kind: str, fps: Fraction) -> dict[str, str]:
    if kind not in ("mp4", "mov"):
        return {"fflags": "+bitexact", "cues_to_front": "1"} if kind == "webm" else {"fflags": "+bitexact"}
    scale = fps.numerator
    while scale < 10_000:
        scale *= 2
    whole = lcm(RATE, fps.numerator)
    return {
        "movflags": "+faststart",
        "video_track_timescale": str(scale),
        "movie_timescale": str(whole if whole < 2**31 else RATE),
        "fflags": "+bitexact",
    }


def _copy(
    pieces: Callable[[], Iterable[Coded]],
    recipe: Recipe,
    sound: Coded | None,
    draft: Path,
    kind: str,
    title: str | None,
    sound_codec: str,
    sound_bits: int,
) -> None:
    delay = max((c.delay for c in pieces()), default=0)
    with av.open(str(draft), "w", format=kind, options=_options(kind, recipe.fps)) as box:
        if title:
            box.metadata["title"] = title
        stream = box.add_stream(recipe.encoder, rate=recipe.fps)
        assert isinstance(stream, av.VideoStream)
        context(recipe, stream.codec_context)
        stream.time_base = 1 / recipe.fps
        if recipe.codec == "hevc" and kind in ("mp4", "mov"):
            stream.codec_context.codec_tag = "hvc1"
        heard = None
        if sound is not None:
            heard = box.add_stream({"aac": "aac", "opus": "libopus"}[sound_codec], rate=RATE)
            assert isinstance(heard, av.AudioStream)
            sound_context(sound_codec, sound_bits, heard.codec_context)
            heard.codec_context.flags |= Flags.global_header
            heard.time_base = Fraction(1, RATE)
        box.start_encoding()
        head = bytes(stream.codec_context.extradata or b"")
        seen = _pictures(pieces(), recipe, delay, head)
        for packet, is_sound in _interleaved(seen, _sounds(sound)):
            packet.stream = heard if is_sound else stream
            box.mux_one(packet)


def _pictures(pieces: Iterable[Coded], recipe: Recipe, delay: int, head: bytes) -> Iterator[av.Packet[Any]]:
    start = count = 0
    for piece in pieces:
        if piece.head != head:
            raise RenderFailed("a piece was encoded with other settings than the file")
        for row in piece.packets:
            packet = av.Packet(row.data)
            packet.time_base = 1 / recipe.fps
            packet.pts, packet.dts, packet.duration = start + row.pts, count - delay, row.length
            packet.is_keyframe = row.key
            count += 1
            yield packet
        start += piece.ticks


def _sounds(sound: Coded | None) -> Iterator[av.Packet[Any]]:
    for row in sound.packets if sound is not None else ():
        packet = av.Packet(row.data)
        packet.time_base = Fraction(1, RATE)
        packet.pts = packet.dts = row.pts
        packet.duration = row.length
        packet.is_keyframe = True
        yield packet


def _interleaved(
    seen: Iterator[av.Packet[Any]], heard: Iterator[av.Packet[Any]]
) -> Iterator[tuple[av.Packet[Any], bool]]:
    """Both in order of decoding time."""
    a, b = next(seen, None), next(heard, None)
    while a is not None or b is not None:
        if b is None or (a is not None and _when(a) <= _when(b)):
            assert a is not None
            yield a, False
            a = next(seen, None)
        else:
            yield b, True
            b = next(heard, None)


def _when(packet: av.Packet[Any]) -> Fraction:
    assert packet.dts is not None
    return packet.dts * packet.time_base


def _animate(pieces: Callable[[], Iterable[Coded]], recipe: Recipe, draft: Path, kind: str) -> None:
    """GIF: one palette for the whole film, error diffusion; WebP: lossy, quality 80. Both loop for ever."""
    if kind == "webp":
        name, pixels, source = "libwebp_anim", "yuv420p", decoded(pieces(), recipe)
        options = {"quality": "80", "compression_level": "4"}
    else:
        name, pixels, options = "gif", "pal8", {}
        source = _paletted(pieces, recipe)
    with av.open(str(draft), "w", format=kind, options={"loop": "0"}) as box:
        stream = box.add_stream(name, rate=recipe.fps, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, pixels
        stream.codec_context.time_base = 1 / recipe.fps
        for n, picture in enumerate(source):
            picture.pts, picture.time_base = n, 1 / recipe.fps
            box.mux(stream.encode(picture))
        box.mux(stream.encode(None))


_TO_RGB = (("scale", "in_color_matrix=bt709:in_range=limited:out_range=full"), ("format", "rgb24"))


def _paletted(pieces: Callable[[], Iterable[Coded]], recipe: Recipe) -> Iterator[av.VideoFrame]:
    """Two passes, so that memory does not grow with length: find the 256 colours, then use them."""
    graph, source, last = _rgb_graph(recipe)
    generate, sink = graph.add("palettegen", "stats_mode=full"), graph.add("buffersink")
    last.link_to(generate)
    generate.link_to(sink)
    graph.configure()
    for picture in _counted(pieces(), recipe):
        source.push(picture)
    source.push(None)
    palette = sink.pull()
    graph, source, last = _rgb_graph(recipe)
    assert isinstance(palette, av.VideoFrame)
    colours = graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format, time_base=Fraction(1, 1)
    )
    use, sink = graph.add("paletteuse", "dither=sierra2_4a"), graph.add("buffersink")
    last.link_to(use, 0, 0)
    colours.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, Fraction(1, 1)
    colours.push(palette)
    colours.push(None)
    for picture in _counted(pieces(), recipe):
        source.push(picture)
        yield from _pulled(sink)
    source.push(None)
    yield from _pulled(sink)


def _rgb_graph(recipe: Recipe) -> tuple[av.filter.Graph, FilterContext, FilterContext]:
    graph = av.filter.Graph()
    graph.threads = 1
    source = last = graph.add_buffer(
        width=recipe.width, height=recipe.height, format=av.VideoFormat("yuv420p"), time_base=1 / recipe.fps
    )
    for name, args in _TO_RGB:
        node = graph.add(name, args)
        last.link_to(node)
        last = node
    return graph, source, last


def _counted(pieces: Iterable[Coded], recipe: Recipe) -> Iterator[av.VideoFrame]:
    for n, picture in enumerate(decoded(pieces, recipe)):
        picture.pts, picture.time_base = n, 1 / recipe.fps
        yield picture


def _pulled(sink: FilterContext) -> Iterator[av.VideoFrame]:
    with contextlib.suppress(av.error.EOFError, av.error.BlockingIOError):
        while True:
            picture = sink.pull()
            assert isinstance(picture, av.VideoFrame)
            yield picture
