"""Sound from files: stereo samples at 48 kHz, decoded in the jail.

The samples of the packaged sound font are ours, so `ogg` decodes them in this process.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..errors import TooLarge
from . import jail
from .sandbox import Limits

F32 = npt.NDArray[np.float32]
RATE = 48_000
MOST_MS = 60 * 60 * 1000


def sound(path: Path, start_ms: int = 0, length_ms: int | None = None, speed: float = 1.0) -> F32:
    """A sound file's, or a clip's own, sound as f32 (n, 2) at 48 kHz, -1..1.

    From `start_ms` of the file, at most `length_ms` (60 min) of what is heard, `speed` times as fast at the same
    pitch. Shorter where the file ends. Raises Unsupported, TooLarge, NotFound, Unavailable."""
    length = MOST_MS if length_ms is None else length_ms
    if not 0 <= length <= MOST_MS:
        raise TooLarge("at most 60 minutes of sound can be read at once")
    if not 0.05 <= speed <= 20:
        raise ValueError(f"a speed is 0.05..20, not {speed}")
    most = length * RATE // 1000
    if most == 0:
        return np.zeros((0, 2), np.float32)
    args = {"start": max(0, start_ms) * RATE // 1000, "most": most, "speed": float(speed)}
    limits = Limits(output=most * 8, cpu=120, wall=180.0)
    _, data = jail.run("stillreel.media.inside.hearing:sound", path, args, limits)
    samples: F32 = data[: len(data) // 8 * 8].view(np.float32).reshape(-1, 2)
    return samples


def ogg(data: bytes) -> tuple[F32, int]:
    """Ogg Vorbis bytes of our own package as f32 (n, channels) and their rate. Never for strangers' bytes."""
    import av

    with av.open(io.BytesIO(data), "r", format="ogg") as container:
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        parts = [frame.to_ndarray().T for frame in container.decode(stream)]
        rate = int(stream.rate)
    return np.ascontiguousarray(np.concatenate(parts), np.float32), rate
