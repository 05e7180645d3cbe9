"""Seconds of work for 60 seconds of music, per style: composed, performed from cold instruments, mixed and mastered.

`python bench/score.py [style ...]`; CPU seconds of this process on one core, with versions and machine. Instruments
are opened anew for every style, so decoding is included; the aim is 3 s or less for composing and performing.
"""

from __future__ import annotations

import io
import os
import platform
import sys
import time
from importlib.metadata import version

# One core means one core: numerical libraries must not start threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import av
import numpy as np

from stillreel.catalog.music import MUSIC
from stillreel.score import MUSIC_VOLUME, Bank, Track, compose, loudness, perform, programme, true_peak
from stillreel.score.bank import Wave

LENGTH_MS = 60_000


def decode(data: bytes) -> tuple[Wave, int]:
    """Ogg Vorbis to mono samples."""
    with av.open(io.BytesIO(data), "r") as box:
        frames = [frame.to_ndarray() for frame in box.decode(audio=0)]
        rate = box.streams.audio[0].rate
    return np.concatenate(frames, axis=1).mean(axis=0).astype(np.float32), rate


def measure(name: str) -> tuple[float, float]:
    """One style; prints its row; (CPU seconds until performed, of the mix)."""
    start = time.process_time()
    bank = Bank.packaged(decode)
    score = compose(MUSIC.get(name), LENGTH_MS, seed=3)
    composed = time.process_time()
    music = perform(score, bank)
    performed = time.process_time()
    track = Track(
        samples=music, volume=MUSIC_VOLUME, reference=MUSIC_VOLUME, fade_in_ms=300, fade_out_ms=1500
    )
    done = programme([track], LENGTH_MS)
    mixed = time.process_time()
    print(
        f"{name:11s} {len(score.notes):6d} {bank.decoded:8d} {composed - start:8.2f} {performed - composed:8.2f}"
        f" {mixed - performed:8.2f} {loudness(done):7.2f} {true_peak(done):7.2f}"
    )
    return performed - start, mixed - performed


def main() -> None:
    """Print the machine, a row per style and the worst."""
    versions = ", ".join(f"{p} {version(p)}" for p in ("numpy", "av"))
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {versions}")
    print(
        f"style        notes  decoded  compose  perform  master    LUFS    dBTP   (CPU s for {LENGTH_MS // 1000} s)"
    )
    rows = [measure(name) for name in (sys.argv[1:] or sorted(MUSIC.by_name))]
    print(
        f"composed and performed: worst {max(r[0] for r in rows):.2f} s, mean {np.mean([r[0] for r in rows]):.2f} s;"
        f" with mix and master: worst {max(sum(r) for r in rows):.2f} s"
    )


if __name__ == "__main__":
    main()
