"""The one place where a media library is let near a file; every guard of the house is set here.

The format is pinned by our own sniff, the object has no name, nothing else can be opened, protocols are none,
sizes and streams are capped for probing and for decoding, and decoders are checked against the allow-list by
us. Invariant: no other module of the product opens a file with PyAV or Pillow for reading.
"""

from __future__ import annotations

from typing import Any, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from ...errors import TooLarge, Unsupported
from .. import walk
from ..sniff import Format
from ..warm import Source

MOST_STREAMS = 16
TIMEOUT = 15.0


def refuse(url: str, _flags: int, _options: dict[str, Any]) -> NoReturn:
    """`io_open` of every container: a file may not name another file."""
    raise PermissionError(f"media may not open {url[:80]!r}")


def arguments(found: Format) -> dict[str, Any]:
    """The keyword arguments of `av.open` for a format: every guard that FFmpeg itself can hold."""
    pixels = str(walk.MOST_PIXELS)
    return {
        "format": found.demuxer.partition(",")[0],
        "io_open": refuse,
        "timeout": TIMEOUT,
        "container_options": {
            "protocol_whitelist": "",
            "format_whitelist": found.demuxer,
            "codec_whitelist": ",".join(sorted(found.codecs)),
            "max_streams": str(MOST_STREAMS),
        },
        # Whatever the container options say must hold for the decoders that probing opens, too.
        "options": {"max_pixels": pixels, "threads": "1"},
    }


def open_container(source: Source, found: Format) -> InputContainer:
    """Open a clip or a sound with PyAV. Raises what FFmpeg raises on damage."""
    source.seek(0)
    container: InputContainer = av.open(source, "r", **arguments(found))
    return container


def prepare(stream: VideoStream | AudioStream, found: Format) -> None:
    """Check a stream's decoder against the allow-list and cap its work. Raises Unsupported, TooLarge."""
    context = stream.codec_context
    names = {context.name, context.codec.name, context.codec.canonical_name}
    if not names & found.codecs:
        raise Unsupported(f"the {found.name} holds {str(context.name)[:20]}, which is not an accepted codec")
    context.options = {"max_pixels": str(walk.MOST_PIXELS)}
    context.thread_count = 1
    if isinstance(stream, VideoStream):
        walk.check(stream.codec_context.width, stream.codec_context.height)
    elif not 0 < stream.codec_context.channels <= 8 or not 4000 <= (stream.rate or 0) <= 384_000:
        raise Unsupported("the sound has an absurd number of channels or sample rate")


def video_stream(container: InputContainer, found: Format) -> VideoStream | None:
    """The first moving picture (cover art is none), ready to decode."""
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            prepare(stream, found)
            return stream
    return None


def audio_stream(container: InputContainer, found: Format) -> AudioStream | None:
    """The first sound, ready to decode."""
    for stream in container.streams.audio:
        prepare(stream, found)
        return stream
    return None


def open_picture(source: Source, found: Format) -> tuple[Image.Image, walk.Shape]:
    """Open a still or an animation with Pillow, its budget checked before anything is allocated.

    Raises TooLarge, Unsupported, and what Pillow raises on damage."""
    source.seek(0)
    shape = walk.shape(found.name, source.read())
    source.seek(0)
    Image.MAX_IMAGE_PIXELS = walk.MOST_PIXELS
    image = Image.open(source, formats=[found.pil])  # type: ignore[arg-type]
    walk.check(image.width, image.height)
    if shape is None:
        shape = walk.Shape(image.width, image.height)
    if (shape.width, shape.height) != image.size and shape.width * shape.height < image.width * image.height:
        raise TooLarge("the picture is larger than it says")
    return image, shape
