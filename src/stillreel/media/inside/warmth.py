"""What the warm parent loads before it forks, and the trial that tells which walls stand."""

from __future__ import annotations

import contextlib
import io
import os
import socket
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image, ImageCms, ImageFile

from ...score.beats import beats
from ..warm import Order
from . import asking, films, hearing, insight, stills  # noqa: F401  (loaded for the children)


class _Bytes:
    """A nameless reader of our own bytes."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)
        self.read, self.seek, self.tell = self._file.read, self._file.seek, self._file.tell


def touch() -> None:
    """Decode and encode one small thing of our own of each kind: libraries load parts at first use."""
    av.logging.set_level(None)
    cv2.setNumThreads(1)
    Image.preinit()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    tiny = Image.fromarray(np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name in ("JPEG", "PNG", "WEBP", "GIF"):
        file = io.BytesIO()
        tiny.save(
            file, name, icc_profile=profile, save_all=name == "GIF", append_images=[tiny] * (name == "GIF")
        )
        with Image.open(file, formats=[name]) as image:
            image.getexif()
            stills.finish(image, (32, 32), 6)
    stills._managed(tiny, profile.replace(b"s\x00R\x00G\x00B", b"x\x00R\x00G\x00B"))
    insight.facts(np.asarray(tiny))
    clicks = np.zeros((3 * hearing.RATE, 2), np.float32)
    clicks[:: hearing.RATE // 2] = 0.5
    beats(clicks)
    _film()


def _film() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        video = out.add_stream("mpeg4", rate=25, options={"threads": "1"})
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        sound = out.add_stream("pcm_s16le", rate=48000)
        for k in range(2):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = k
            out.mux(video.encode(frame))
        heard = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), format="s16", layout="mono")
        heard.sample_rate = 48000
        out.mux(sound.encode(heard))
        out.mux([*video.encode(None), *sound.encode(None)])
    data = file.getvalue()
    from ..sniff import FORMATS

    source: Any = _Bytes(data)
    film = films.Film(source, FORMATS["mkv"])
    films.pixels_of(film.at(0), 32, 32)
    film.container.close()
    parts = hearing.chunks(av.open(_Bytes(data), "r", format="matroska"), FORMATS["mkv"])
    list(hearing._faster((part for _, part in parts), 1.5))
    with contextlib.suppress(av.FFmpegError):  # errors load their classes, too
        av.open(_Bytes(b"nothing"), "r", format="matroska")


def walls(order: Order) -> dict[str, Any]:
    """Task: the walls as raised, each tried by doing what it forbids."""
    found = dict(order.walls)
    with contextlib.suppress(OSError):
        os.close(os.open("/proc/self/status", os.O_RDONLY))
        found["landlock"] = found["seccomp"] = False
    with contextlib.suppress(OSError, AttributeError):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        found["seccomp"] = False
    return {"walls": found}
