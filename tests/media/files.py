"""Real files of every accepted kind, made here: small, deterministic, with known content."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

CORNERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))
"""Top left, top right, bottom left, bottom right."""


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """A picture of four plain quarters in `CORNERS`."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for k, colour in enumerate(CORNERS):
        y, x = divmod(k, 2)
        rows = slice(0, height // 2) if y == 0 else slice(height // 2, None)
        pixels[rows, slice(0, width // 2) if x == 0 else slice(width // 2, None)] = colour
    return Image.fromarray(pixels)


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), np.uint8)
    return Image.fromarray(values).resize((width, height), Image.Resampling.BICUBIC)


def still(name: str, image: Image.Image | None = None, **options: Any) -> bytes:
    file = io.BytesIO()
    (image or quarters()).save(file, {"jpg": "JPEG"}.get(name, name.upper()), **options)
    return file.getvalue()


def moving(name: str, frames: int = 5, ms: int = 100, **options: Any) -> bytes:
    """An animation whose frame k is grey 40*k."""
    images = [Image.new("RGB", (64, 48), (40 * k, 40 * k, 40 * k)) for k in range(frames)]
    file = io.BytesIO()
    extra = {"lossless": True} if name == "webp" else {}
    images[0].save(
        file, name.upper(), save_all=True, append_images=images[1:], duration=ms, loop=0, **extra, **options
    )
    return file.getvalue()


FILMS = {
    "mp4": ("mp4", "libx264", "aac"),
    "mov": ("mov", "libx264", "aac"),
    "avi": ("avi", "mjpeg", "libmp3lame"),
    "webm": ("webm", "libvpx-vp9", "libopus"),
    "mkv": ("matroska", "libx264", "aac"),
}
SOUNDS = {
    "mp3": ("mp3", "libmp3lame"),
    "wav": ("wav", "pcm_s16le"),
    "m4a": ("ipod", "aac"),
    "aac": ("adts", "aac"),
}


def film(
    name: str = "mp4", frames: int = 20, size: tuple[int, int] = (96, 64), sound: bool = True, **opts: Any
) -> bytes:
    """10 frames a second; frame k is the quarters, its brightness rising with k; a 440 Hz tone."""
    container, codec, voice = FILMS[name]
    codec = opts.pop("codec", codec)
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        video = out.add_stream(codec, rate=10, options={"g": "5", "threads": "1", **opts})
        video.width, video.height, video.pix_fmt = *size, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        audio = out.add_stream(voice, rate=48000) if sound else None
        base = np.asarray(quarters(*size)).astype(np.uint16)
        for k in range(frames):
            pixels = (base * (60 + 8 * k) // 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, 10)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            tone(out, audio, frames / 10)
    return file.getvalue()


def tone(out: Any, audio: Any, seconds: float) -> None:
    wave = np.sin(np.arange(int(48000 * seconds)) * 2 * np.pi * 440 / 48000) * 0.5
    data = (np.repeat(wave, 2) * 32767).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(data, format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
    context = audio.codec_context
    resampler = av.AudioResampler(context.format, context.layout, 48000, context.frame_size or None)
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        out.mux(audio.encode(part))
    out.mux(audio.encode(None))


def sound(name: str, seconds: float = 1.0) -> bytes:
    container, codec = SOUNDS[name]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        tone(out, out.add_stream(codec, rate=48000), seconds)
    return file.getvalue()


def every() -> dict[str, bytes]:
    """One file of each of the thirteen accepted formats."""
    stills = {name: still(name) for name in ("jpg", "png", "webp", "gif")}
    return stills | {name: film(name) for name in FILMS} | {name: sound(name) for name in SOUNDS}


def put(folder: Path, data: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
