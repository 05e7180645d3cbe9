"""How good the finished file is: camera, sharpness, colour, sound and container of a reel made through the studio.

    python bench/quality.py [camera sharpness colour sound file] [/photo.jpg ...]

References are independent of what is measured: float64 Lanczos-3 of the full photo, the move's own analytic curve,
ffmpeg's decoder, pyloudnorm. Without photos, textured 12-MP JPEGs are made.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import pyloudnorm
from scipy.signal import resample_poly
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

import stillreel
from stillreel.catalog.easings import EASINGS
from stillreel.catalog.motions import MOTIONS, framing
from stillreel.pixels.sample import View
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.timeline.model import Hold, Shot, Timeline

Real = npt.NDArray[np.float64]
Luma = npt.NDArray[np.uint8]
SAY = "a 15-second vertical video with music, no text"


@dataclass(frozen=True)
class Reel:
    """A finished file, its plan, and where its photos are."""

    path: Path
    plan: Timeline
    read: Callable[[str], Path]


def make(photos: list[Path], folder: Path, say: str = SAY) -> Reel:
    """Photos and a sentence through the studio, exported."""
    studio = stillreel.open_studio(folder / "data")
    with studio:
        session = studio.create("bench")
        studio.add(session.id, photos)
        studio.say(session.id, say)
        screen = studio.screen(session.id)
        for _ in screen.export(folder / "reel.mp4"):
            pass
        return Reel(folder / "reel.mp4", screen.timeline(), screen.read)


def window(shot: Shot, n: int, width: int, height: int) -> View:
    """The camera's window at frame n, from the analytic curve."""
    p = EASINGS.get(shot.ease).f((n - shot.start + 0.5) / shot.frames)
    return MOTIONS.get(shot.move).view(p, framing(shot, width, height))


def holds(plan: Timeline) -> list[Hold]:
    """Spans where one covering still is alone on screen."""
    row = [s for s in plan.spans if isinstance(s, Hold) and s.shot.kind == "image" and s.shot.fit == "cover"]
    return [
        s
        for s in row
        if not any(t.start < s.start + s.frames and s.start < t.start + t.frames for t in plan.titles)
    ]


def matrix(count: int, size: int, start: float, span: float) -> Real:
    """Float64 Lanczos-3 along one axis, stretched when shrinking; edges repeat."""
    step = span * size / count
    at = (start + span * (np.arange(count) + 0.5) / count) * size - 0.5
    away = (np.arange(-16, size + 16)[None] - at[:, None]) / max(1.0, step)
    weight = np.where(np.abs(away) < 3, np.sinc(away) * np.sinc(away / 3), 0.0)
    weight /= weight.sum(axis=1, keepdims=True)
    inside: Real = weight[:, 16:-16].copy()
    inside[:, 0] += weight[:, :16].sum(axis=1)
    inside[:, -1] += weight[:, -16:].sum(axis=1)
    return inside


def reference(picture: Real, view: View, width: int, height: int) -> Real:
    """The window of a full-size picture (h, w[, c]) as float64."""
    rows, cols = picture.shape[:2]
    down, across = matrix(height, rows, view.y, view.h), matrix(width, cols, view.x, view.w)
    if picture.ndim == 2:
        return np.asarray(down @ (picture @ across.T))
    return np.stack([reference(picture[:, :, c], view, width, height) for c in range(3)], axis=2)


def photo(path: Path) -> Real:
    """A file as upright sRGB 0..255."""
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert found is not None
    return np.asarray(found[:, :, ::-1], np.float64)


def luma(rgb: Real) -> Real:
    """BT.709 limited-range luma of sRGB 0..255."""
    return np.asarray(16 + 219 / 255 * (rgb @ np.array([0.2126, 0.7152, 0.0722])))


def detail(plane: Real) -> float:
    """Energy above half of the Nyquist frequency."""
    spectrum = np.abs(np.fft.rfft2(plane - plane.mean())) ** 2
    fy, fx = np.fft.fftfreq(plane.shape[0])[:, None], np.fft.rfftfreq(plane.shape[1])
    return float(spectrum[np.hypot(fy, fx) > 0.25].sum())


def flow_error(frames: list[Luma], views: list[View]) -> float:
    """RMS of the camera's error from frame to frame, in px: tracked features (Lucas-Kanade) against the windows."""
    errors = []
    height, width = frames[0].shape
    scale = np.array([width, height])
    for (a, b), (u, v) in zip(pairwise(frames), pairwise(views), strict=True):
        points = cv2.goodFeaturesToTrack(a, 400, 0.01, 12)
        if points is None or len(points) < 20:
            continue
        criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 0.001)
        moved, good, _ = cv2.calcOpticalFlowPyrLK(
            a, b, points, points.copy(), winSize=(31, 31), criteria=criteria
        )
        keep = good.reshape(-1) == 1
        before, after = points.reshape(-1, 2)[keep].astype(float), moved.reshape(-1, 2)[keep].astype(float)
        place = np.array([u.x, u.y]) + (before + 0.5) / scale * np.array([u.w, u.h])
        wanted = (place - np.array([v.x, v.y])) / np.array([v.w, v.h]) * scale - 0.5
        errors.append(np.median(after - wanted, axis=0))
    return float(np.sqrt(np.mean(np.square(errors)))) if errors else float("nan")


def decoded(path: Path) -> list[Any]:
    """Every picture of a file."""
    with av.open(str(path)) as box:
        return list(box.decode(video=0))


def heard(path: Path) -> Real:
    """The delivered sound by ffmpeg's own decoder, (n, 2) at 48 kHz."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    raw = subprocess.run(
        [*command, "-f", "f32le", "-ac", "2", "-ar", "48000", "-"], check=True, capture_output=True
    ).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, 2).astype(np.float64)


def lufs(samples: Real) -> float:
    """Integrated loudness by pyloudnorm."""
    return float(pyloudnorm.Meter(48_000).integrated_loudness(samples))


def true_peak(samples: Real) -> float:
    """dBTP by four-fold oversampling."""
    return float(20 * np.log10(np.abs(resample_poly(samples, 4, 1, axis=0)).max() + 1e-12))


def camera(reel: Reel) -> None:
    """Jitter of the decoded film, and of a float64 reference under the same meter."""
    plan, pictures = reel.plan, decoded(reel.path)
    ours, ideal = [], []
    for hold in holds(plan)[:6]:
        row = range(hold.start, hold.start + min(hold.frames, 16))
        views = [window(hold.shot, n, plan.width, plan.height) for n in row]
        seen = [np.ascontiguousarray(pictures[n].to_ndarray(format="gray")) for n in row]
        source = luma(photo(reel.read(hold.shot.asset)))
        exact = [
            np.clip(np.rint(reference(source, v, plan.width, plan.height)), 0, 255).astype(np.uint8)
            for v in views[:6]
        ]
        ours.append(flow_error(seen, views))
        ideal.append(flow_error(exact, views[:6]))
        print(
            f"  {hold.shot.move:14} decoded {ours[-1]:.4f} px   float reference, not encoded {ideal[-1]:.4f} px"
        )
    print(f"camera error from frame to frame, RMS: {np.sqrt(np.mean(np.square(ours))):.4f} px decoded")


def sharpness(reel: Reel) -> None:
    """Painted frames against the float reference of the same windows."""
    plan, gallery, scores, kept = reel.plan, Gallery(reel.read), [], []
    for hold in holds(plan):
        source = luma(photo(reel.read(hold.shot.asset)))
        for n in (hold.start, hold.start + hold.frames // 2):
            got = paint(plan, n, gallery).y.astype(np.float64)
            wanted = np.clip(
                reference(source, window(hold.shot, n, plan.width, plan.height), plan.width, plan.height),
                16,
                235,
            )
            scores.append(structural_similarity(wanted, got, data_range=219))
            kept.append(detail(got) / detail(wanted))
    print(
        f"SSIM mean {np.mean(scores):.4f} worst {min(scores):.4f}; "
        f"detail mean {np.mean(kept):.3f} worst {min(kept):.3f}"
    )


def colour(reel: Reel) -> None:
    """dE2000 of decoded frames against the photos' own windows."""
    plan, pictures, found = reel.plan, decoded(reel.path), []
    for hold in holds(plan):
        n = hold.start + hold.frames // 2
        view = window(hold.shot, n, plan.width, plan.height)
        wanted = (
            np.clip(reference(photo(reel.read(hold.shot.asset)), view, plan.width, plan.height), 0, 255) / 255
        )
        got = rgb_of(pictures[n])
        found.append(float(deltaE_ciede2000(rgb2lab(wanted), rgb2lab(got)).mean()))
    print(f"dE2000 after H.264: mean {np.mean(found):.2f}, worst photo {max(found):.2f}")


def rgb_of(picture: Any) -> Real:
    """A decoded BT.709 limited picture as sRGB 0..1, chroma put where it sits (left)."""
    planes = picture.to_ndarray(format="yuv420p")
    h, w = picture.height, picture.width
    y = (planes[:h].astype(np.float64) - 16) / 219
    halves = planes[h:].reshape(2, h // 2, w // 2).astype(np.float32)
    sited = np.array([[2, 0, 0], [0, 2, 0.5]], np.float32)
    cb, cr = (
        (cv2.warpAffine(p, sited, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) - 128)
        / 224
        for p in halves
    )
    r, b = y + 1.5748 * cr, y + 1.8556 * cb
    return np.asarray(np.clip(np.stack([r, (y - 0.2126 * r - 0.0722 * b) / 0.7152, b], axis=2), 0, 1))


def sound(reel: Reel) -> None:
    """Loudness, peak, the end, and the length beside the picture's."""
    samples = heard(reel.path)
    tail = samples[-480:]
    print(
        f"{lufs(samples):.2f} LUFS, {true_peak(samples):.2f} dBTP, last 10 ms peak {np.abs(tail).max():.5f}"
    )
    seconds = float(reel.plan.frames / reel.plan.fps)
    print(f"sound {len(samples) / 48_000:.4f} s, picture {seconds:.4f} s")


def file(reel: Reel) -> None:
    """Tags, key frames, place of the index, black frames."""
    raw, pictures = reel.path.read_bytes(), decoded(reel.path)
    keys = [n for n, p in enumerate(pictures) if p.key_frame] + [len(pictures)]
    darkest = min(float(p.to_ndarray(format="gray").mean()) for p in pictures)
    with av.open(str(reel.path)) as box:
        profile = box.streams.video[0].codec_context.profile
    print(
        f"{len(pictures)} of {reel.plan.frames} frames, {profile}, "
        f"longest GOP {max(np.diff(keys))} frames, darkest mean {darkest:.0f}"
    )
    print(f"index first: {raw.find(b'moov') < raw.find(b'mdat')}; {len(raw) / 1e6:.2f} MB")


SECTIONS = {"camera": camera, "sharpness": sharpness, "colour": colour, "sound": sound, "file": file}


def main(arguments: list[str]) -> None:
    """Makes one reel and prints the sections."""
    given = [Path(a) for a in arguments if a.startswith("/")]
    wanted = [a for a in arguments if a in SECTIONS] or list(SECTIONS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not given:
            from export import Album

            album = Album(folder, [])
            given = [album.read(f"p{k}") for k in range(6)]
        reel = make(given, folder)
        for section in wanted:
            SECTIONS[section](reel)


if __name__ == "__main__":
    main(sys.argv[1:])
