"""Milliseconds of each picture kernel on one thread, beside OpenCV doing the same in the same call.

`python bench/kernels.py [--size 1080x1920] [--rounds 20]`. CPU time of this thread, the best of the rounds, so
that other load on the machine counts little. Prints machine and versions, so that figures can be compared.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numba
import numpy as np

from stillreel.catalog.looks import LOOKS
from stillreel.pixels import engine
from stillreel.pixels.blend import blend, blend_mask, over, ramp, warp
from stillreel.pixels.blur import backdrop, blur
from stillreel.pixels.frame import Frame, blank
from stillreel.pixels.layer import ink
from stillreel.pixels.photo import Photo, photo_of
from stillreel.pixels.sample import View, sample, sample_into


def best(call: Callable[[], object], rounds: int) -> float:
    """CPU milliseconds of the fastest of `rounds` calls, after one to warm up."""
    call()
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return min(times) * 1000


def picture(width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Something with slopes, edges and grain."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(1).integers(-12, 13, (height, width, 3))
    plain = np.stack([x * 255 // width, y * 255 // height, ((x // 40 + y // 40) % 2) * 160 + 40], axis=-1)
    return np.clip(plain + noise, 0, 255).astype(np.uint8)


def cases(width: int, height: int) -> dict[str, Callable[[], object]]:
    """Name -> call. The camera is mid-way in a push of 12 %; its picture is prepared for the tightest window."""
    rgb = picture(int(width / 0.88) & ~1, int(height / 0.88) & ~1)
    photo, out, back = photo_of(rgb), blank(width, height), blank(width, height)
    a, b = blank(width, height), blank(width, height)
    view = View(0.031, 0.027, 0.94, 0.94)
    sample(photo, view, a)
    sample(photo, View(0.1, 0.08, 0.88, 0.88), b)
    g = np.random.default_rng(2)
    mask = g.integers(0, 256, (height, width), dtype=np.uint8)
    field = g.integers(0, 65536, (height, width), dtype=np.uint16)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    title = ink(np.full((height // 10 & ~1, width // 5 * 4 & ~1), 200, np.uint8), "#ffffff")
    vivid = LOOKS.get("vivid")
    return {
        "sample, moving (ours)": lambda: sample(photo, view, out),
        "sample, moving (cv2 linear f32)": lambda: opencv(photo, view, out),
        "sample, 1.4 x smaller": lambda: sample(photo, View(-0.2, -0.2, 1.4, 1.4), out),
        "sample into a box": lambda: sample_into(photo, view, out, (0, height * 0.2, width, height * 0.6)),
        "crossfade (ours)": lambda: blend(a, b, 0.37, out),
        "crossfade (cv2 addWeighted)": lambda: opencv_blend(a, b, 0.37, out),
        "mask": lambda: blend_mask(a, b, mask, out),
        "ramp": lambda: ramp(field, 0.4),
        "blur 3 px": lambda: blur(a, 3.0, out),
        "blur 30 px": lambda: blur(a, 30.0, out),
        "warp": lambda: warp(a, x * 1.01, y + 3.3, out),
        "title, whole pixels": lambda: over(back, title, 50, 60, 0.7),
        "title, sub-pixel": lambda: over(back, title, 50.3, 60.7, 0.7),
        "photo_of (once a picture)": lambda: photo_of(rgb),
        "look (once a picture)": lambda: vivid.apply(rgb),
        "backdrop (once a shot)": lambda: backdrop(photo, width, height),
    }


def opencv(photo: Photo, view: View, out: Frame) -> None:
    """The same window by cv2.warpAffine, bilinear, as float32 as sub-pixel moves need it."""
    for src, dst in zip(photo.planes, out.planes, strict=True):
        rows, cols = dst.shape
        sx, sy = view.w * src.shape[1] / cols, view.h * src.shape[0] / rows
        tx, ty = view.x * src.shape[1] + sx / 2 - 0.5, view.y * src.shape[0] + sy / 2 - 0.5
        matrix = np.array([[sx, 0, tx], [0, sy, ty]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(
            src.astype(np.float32), matrix, (cols, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        cv2.convertScaleAbs(moved, dst)


def opencv_blend(a: Frame, b: Frame, p: float, out: Frame) -> None:
    """The same crossfade by cv2.addWeighted."""
    for x, y, z in zip(a.planes, b.planes, out.planes, strict=True):
        cv2.addWeighted(x, 1 - p, y, p, 0, dst=z)


def processor() -> str:
    """The processor's name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    width, height = (int(n) for n in given.size.split("x"))
    cv2.setNumThreads(1)
    loops = "compiled" if engine.warm() else "plain NumPy"
    print(
        f"{processor()}; Python {platform.python_version()}, NumPy {np.__version__}, numba {numba.__version__},"
    )
    print(f"OpenCV {cv2.__version__}; {width}x{height}, one thread, {loops} loops, best of {given.rounds}")
    for name, call in cases(width, height).items():
        print(f"{name:34s} {best(call, given.rounds):8.2f} ms")


if __name__ == "__main__":
    main()
