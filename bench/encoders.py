"""Which encoder settings are worth it: CPU seconds, bytes, SSIM and VMAF on still-photo motion.

    python bench/encoders.py [h264 hevc av1 vp9] [photo ...]       the shipped table (and rivals of it, --rivals)

The film is the product's own kind of picture: photos under a slow eased camera, crossfades between them.
One row is one encoder setting; ratios are against plain x264 veryfast crf 20 measured in the same run.
SSIM and VMAF come from imageio-ffmpeg's binary (a test dependency).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from stillreel.media.coded import Coded
from stillreel.media.encode import encode
from stillreel.media.join import join
from stillreel.media.quality import LEVELS, Recipe, recipe
from stillreel.pixels.blend import blend
from stillreel.pixels.frame import Frame, blank, copy_into
from stillreel.pixels.photo import Photo, photo_of
from stillreel.pixels.sample import View, sample

Picture = npt.NDArray[np.uint8]
SIZE = (1080, 1920)
FPS = Fraction(30)
HOLD, FADE = 40, 12

FAST = "mbtree=1:rc-lookahead=10:scenecut=0"
RIVALS = {
    "superfast": {"preset": "superfast", "crf": "20"},
    "superfast mbtree": {"preset": "superfast", "crf": "20", "x264-params": FAST},
    "superfast mbtree b-adapt=0": {"preset": "superfast", "crf": "20", "x264-params": f"{FAST}:b-adapt=0"},
    "  the same, 5 b-frames": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"{FAST}:b-adapt=0:bframes=5",
    },
    "  the same, 2 b-frames": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"{FAST}:b-adapt=0:bframes=2",
    },
    "  the same, lookahead 6": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": "mbtree=1:rc-lookahead=6:scenecut=0:b-adapt=0",
    },
    "  the same, subme 2": {"preset": "superfast", "crf": "20", "x264-params": f"{FAST}:b-adapt=0:subme=2"},
    "  the same, direct=temporal": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"{FAST}:b-adapt=0:direct=temporal",
    },
    "  the same, aq-mode 2": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"{FAST}:b-adapt=0:aq-mode=2",
    },
    "  the same, weightp 0": {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"{FAST}:b-adapt=0:weightp=0",
    },
    "veryfast subme=1 me=dia": {
        "preset": "veryfast",
        "crf": "20",
        "x264-params": "subme=1:me=dia:scenecut=0",
    },
    "veryfast crf 18, b-adapt=0": {"preset": "veryfast", "crf": "18", "x264-params": "scenecut=0:b-adapt=0"},
    "veryfast crf 17, la10": {
        "preset": "veryfast",
        "crf": "17",
        "x264-params": "scenecut=0:b-adapt=0:rc-lookahead=10",
    },
    "faster crf 14": {"preset": "faster", "crf": "14"},
    "ultrafast crf 24, me lookahead": {"preset": "ultrafast", "crf": "24"},
    "superfast crf 27 (draft rival)": {
        "preset": "superfast",
        "crf": "27",
        "x264-params": f"{FAST}:b-adapt=0",
    },
    "ultrafast crf 27, cabac": {"preset": "ultrafast", "crf": "27", "x264-params": "cabac=1"},
    "ultrafast crf 27, p8x8 deblock": {
        "preset": "ultrafast",
        "crf": "27",
        "x264-params": "deblock=0,0:bframes=2:b-adapt=0",
    },
}


def synthetic(n: int) -> Picture:
    """A textured 2400x3000 picture: natural 1/f detail, edges, flats."""
    draw = np.random.default_rng(n)
    h, w = 3000, 2400
    fy, fx = np.fft.fftfreq(h)[:, None], np.fft.rfftfreq(w)[None]
    slope = 1 / np.maximum(np.hypot(fx, fy), 1 / w) ** 1.1
    planes = []
    for _ in range(3):
        noise = np.fft.irfft2(np.fft.rfft2(draw.standard_normal((h, w))) * slope, (h, w))
        planes.append(noise / noise.std())
    rgb = np.stack([planes[0] + 0.35 * p for p in planes], 2) * 40 + 120
    y, x = np.mgrid[:h, :w]
    for _ in range(12):
        cx, cy, r = draw.integers(0, w), draw.integers(0, h), draw.integers(100, 500)
        rgb[np.hypot(x - cx, y - cy) < r] += draw.normal(0, 45, 3)
    made: Picture = np.clip(rgb, 0, 255).astype(np.uint8)
    return made


def photos(paths: list[Path]) -> list[Photo]:
    """The pictures of the film, at a little more than the frame's size."""
    import cv2

    row = []
    for n in range(4):
        rgb = np.asarray(cv2.imread(str(paths[n % len(paths)])))[:, :, ::-1] if paths else synthetic(n)
        h, w = rgb.shape[:2]
        width = min(w, h * 9 // 16)
        left = (w - width) // 2
        crop = np.ascontiguousarray(rgb[: width * 16 // 9, left : left + width])
        row.append(photo_of(cv2.resize(crop, (1232, 2190), interpolation=cv2.INTER_AREA)))
    return row


def film(row: list[Photo]) -> list[Frame]:
    """Every frame: a push in or a pull out of 12 % in 90 frames' pace, crossfades of 12 frames."""

    def shot(k: int, n: int) -> Frame:
        p = n / 90
        eased = p * p * (3 - 2 * p)
        w = 1 - 0.12 * (eased if k % 2 == 0 else 1 - eased)
        out = blank(*SIZE)
        sample(row[k], View((1 - w) * 0.5, (1 - w) * 0.4, w, w), out)
        return out

    frames = []
    for k in range(len(row)):
        frames += [shot(k, n) for n in range(FADE if k else 0, HOLD)]
        if k + 1 < len(row):
            for n in range(FADE):
                out = blank(*SIZE)
                blend(shot(k, HOLD + n), shot(k + 1, n), (n + 0.5) / FADE, out)
                frames.append(out)
    return frames


def measure(how: Recipe, frames: list[Frame]) -> tuple[float, Coded]:
    """CPU seconds, and what came out."""
    before = time.process_time()
    made = encode(how, len(frames), lambda n, out: copy_into(frames[n], out))
    return time.process_time() - before, made


def likeness(made: Coded, how: Recipe, reference: Path, folder: Path) -> tuple[float, float]:
    """(SSIM, VMAF) against the lossless film."""
    seen = folder / "seen.mkv"
    join(lambda: [made], how, None, seen)
    log = folder / "vmaf.json"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        str(seen),
        "-i",
        str(reference),
        "-lavfi",
        f"libvmaf=feature=name=float_ssim:log_fmt=json:log_path={log}:n_threads=2:n_subsample=2",
        "-f",
        "null",
        "-",
    ]
    subprocess.run(command, check=True)
    pooled = json.loads(log.read_text())["pooled_metrics"]
    return pooled["float_ssim"]["mean"], pooled["vmaf"]["mean"]


def main(arguments: list[str]) -> None:
    paths = [Path(a) for a in arguments if a.startswith("/")]
    codecs = [a for a in arguments if a in ("h264", "hevc", "av1", "vp9")] or ["h264"]
    frames = film(photos(paths))
    base = recipe(*SIZE, FPS)
    cells: list[tuple[str, Recipe]] = [
        ("veryfast 20", replace(base, options=(("crf", "20"), ("preset", "veryfast"))))
    ]
    if "--rivals" in arguments:
        cells += [(name, replace(base, options=tuple(sorted(o.items())))) for name, o in RIVALS.items()]
    cells += [(f"{c} {level}", recipe(*SIZE, FPS, codec=c, level=level)) for c in codecs for level in LEVELS]
    print(f"{len(frames)} frames of {SIZE[0]}x{SIZE[1]}, {'given photos' if paths else 'synthetic photos'}")
    print(f"{'settings':42} {'CPU s':>7} {'x':>5} {'MB':>7} {'x':>5} {'SSIM':>7} {'VMAF':>6}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exact = recipe(*SIZE, FPS, codec="lossless")
        join(lambda: [measure(exact, frames)[1]], exact, None, folder / "exact.mkv")
        first: tuple[float, int] | None = None
        for name, how in cells:
            cpu, made = measure(how, frames)
            first = first or (cpu, made.size)
            ssim, vmaf = likeness(made, how, folder / "exact.mkv", folder)
            print(
                f"{name:42} {cpu:7.2f} {cpu / first[0]:5.2f} {made.size / 1e6:7.2f} {made.size / first[1]:5.2f} "
                f"{ssim:7.4f} {vmaf:6.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
