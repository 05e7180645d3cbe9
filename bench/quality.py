"""How true the picture and the sound are, measured on a real export: `python bench/quality.py [/photo.jpg ...]`.

camera     RMS error of the displacement against the analytic eased curve: before encoding by least squares on a
           band-limited texture, after encoding likewise, on the decoded frames
sharpness  SSIM and retained detail (energy above half of Nyquist) of painted frames against a float64 Lanczos-3
           reference of the same windows, from the same prepared picture
colour     mean dE2000 of a settled frame after H.264 against the picture that was painted
sound      integrated loudness (pyloudnorm, not our own meter), sample peak, and silence at the end
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image
from skimage import color
from skimage.metrics import structural_similarity

import stillreel
from encoders import synthetic
from stillreel.catalog.easings import EASINGS
from stillreel.catalog.motions import MOTIONS, framing, prepared_size
from stillreel.draft.edits import read
from stillreel.pixels.frame import Frame, blank
from stillreel.pixels.photo import Photo
from stillreel.pixels.sample import View
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.render.progress import Result
from stillreel.timeline.model import Hold, Shot, Sound, Timeline

Reals = npt.NDArray[np.float64]
SIZE = (1080, 1920)
FRAMES = 75


def still(name: str, source: tuple[int, int], move: str) -> Timeline:
    """One shot of 2.5 s over one picture."""
    shot = Shot("s", name, "image", *source, 0, FRAMES, at=(0.5, 0.5), move=move)
    return Timeline(*SIZE, Fraction(30), FRAMES, (Hold(0, FRAMES, shot),), sound=Sound(2500))


def views(plan: Timeline) -> list[View]:
    """The analytic windows, frame by frame."""
    span = plan.spans[0]
    assert isinstance(span, Hold)
    shot, motion = span.shot, MOTIONS.get(span.shot.move)
    frame, ease = framing(shot, *SIZE), EASINGS.get(shot.ease)
    return [motion.view(ease.f((n + 0.5) / FRAMES), frame) for n in range(FRAMES)]


def texture(width: int, height: int) -> tuple[Reals, Reals, Reals]:
    """A band-limited luma pattern over continuous pixel coordinates, and its slopes."""
    y, x = np.meshgrid(np.arange(height) + 0.5, np.arange(width) + 0.5, indexing="ij")
    return waves(x, y)


def waves(x: Reals, y: Reals) -> tuple[Reals, Reals, Reals]:
    value, dx, dy = 126.0 + 0 * x, 0 * x, 0 * x
    for a, b, phase, gain in (
        (0.11, 0.07, 0.3, 24),
        (-0.05, 0.13, 1.1, 20),
        (0.17, -0.04, 2.0, 16),
        (0.02, 0.19, 0.7, 14),
    ):
        angle = a * x + b * y + phase
        value = value + gain * np.sin(angle)
        dx, dy = dx + gain * a * np.cos(angle), dy + gain * b * np.cos(angle)
    return value, dx, dy


def camera(folder: Path) -> None:
    """Displacement of a band-limited texture against the curve."""
    width, height = 2400, 2800
    grey = np.clip(np.round((texture(width, height)[0] - 16) * 255 / 219), 0, 255).astype(np.uint8)
    Image.fromarray(np.repeat(grey[..., None], 3, 2), "RGB").save(folder / "t.png", compress_level=1)
    for move in ("push_in", "pan_left"):
        plan, errors, tracked = still("t", (width, height), move), [], []
        out, curve = blank(*SIZE), views(plan)
        with closing(Gallery(lambda _: folder / "t.png")) as gallery:
            for n in range(0, FRAMES, 3):
                paint(plan, n, gallery, out)
                errors.append(_shift(out, curve[n], (width, height)))
        place = folder / f"{move}.mp4"
        exported(plan, folder / "t.png", place)
        decoded = [f.to_ndarray(format="gray").astype(float) for f in frames_of(place)]
        for n, luma in enumerate(decoded[::3]):
            tracked.append(_shift_of(luma, curve[3 * n], (width, height)))
        before, after = (float(np.sqrt(np.mean(np.square(np.array(e))))) for e in (errors, tracked))
        print(
            f"  {move:9} RMS before encoding {before:.4f} px, after H.264 {after:.4f} px (bounds 0.02 / 0.05)"
        )


def _shift(out: Frame, view: View, source: tuple[int, int]) -> list[float]:
    return _shift_of(out.y.astype(float), view, source)


def _shift_of(luma: Reals, view: View, source: tuple[int, int]) -> list[float]:
    """The displacement (px) left between a frame and the exact one, by least squares."""
    width, height = SIZE
    x = (view.x + view.w * (np.arange(width) + 0.5) / width) * source[0]
    y = (view.y + view.h * (np.arange(height) + 0.5) / height) * source[1]
    value, dx, dy = waves(*np.meshgrid(x, y))
    inner = (slice(16, -16, 2), slice(16, -16, 2))
    slopes = np.stack(
        [dx[inner].ravel(), dy[inner].ravel(), value[inner].ravel(), np.ones(dx[inner].size)], axis=1
    )
    found, *_ = np.linalg.lstsq(slopes, (luma - value)[inner].ravel(), rcond=None)
    return [float(found[0]) * width / (view.w * source[0]), float(found[1]) * height / (view.h * source[1])]


def exported(plan: Timeline, picture: Path, place: Path) -> None:
    from stillreel.render.export import export

    *_, result = export(plan, lambda _: picture, place)
    assert isinstance(result, Result)


def frames_of(place: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(place)) as film:
        yield from film.decode(video=0)


def lanczos(plane: npt.NDArray[np.uint8], view: View, width: int, height: int) -> Reals:
    """Float64 Lanczos-3 of a window, stretched when shrinking, edges repeated."""

    def matrix(count: int, size: int, start: float, span: float) -> Reals:
        step = span * size / count
        at = (start + span * (np.arange(count) + 0.5) / count) * size - 0.5
        away = (np.arange(-12, size + 12)[None] - at[:, None]) / max(1.0, step)
        weight: Reals = np.where(np.abs(away) < 3, np.sinc(away) * np.sinc(away / 3), 0.0)
        weight /= weight.sum(axis=1, keepdims=True)
        inside = weight[:, 12:-12].copy()
        inside[:, 0] += weight[:, :12].sum(axis=1)
        inside[:, -1] += weight[:, -12:].sum(axis=1)
        return inside

    rows, cols = plane.shape
    made: Reals = (
        matrix(height, rows, view.y, view.h) @ plane.astype(float) @ matrix(width, cols, view.x, view.w).T
    )
    return made


def detail(plane: Reals) -> float:
    spectrum = np.abs(np.fft.rfft2(plane - plane.mean())) ** 2
    fy, fx = np.fft.fftfreq(plane.shape[0])[:, None], np.fft.rfftfreq(plane.shape[1])
    return float(spectrum[np.hypot(fy, fx) > 0.25].sum())


def sharpness(photos: list[Path]) -> None:
    """Painted frames against the reference, mean over photos and moments."""
    scores, kept = [], []
    for place in photos:
        with Image.open(place) as image:
            size = image.size
        plan = still("p", size, "push_in")
        span = plan.spans[0]
        assert isinstance(span, Hold)
        with closing(Gallery(lambda _, place=place: place)) as gallery:  # type: ignore[misc]
            shot = span.shot
            photo: Photo = gallery.photo(
                shot, *prepared_size(MOTIONS.get(shot.move), framing(shot, *SIZE), *SIZE)
            )
            for n in (2, 37, 72):
                out = paint(plan, n, gallery).y.astype(float)
                wanted = np.clip(lanczos(photo.y, views(plan)[n], *SIZE), 16, 235)
                scores.append(structural_similarity(wanted, out, data_range=219))
                kept.append(detail(out) / detail(wanted))
    print(f"  SSIM {np.mean(scores):.4f} (least {min(scores):.4f}; bound 0.992), detail kept {np.mean(kept):.3f} "
          f"(least {min(kept):.3f}; bound 0.85)")  # fmt: skip


def colour(photos: list[Path], folder: Path) -> None:
    """dE2000 of a decoded frame against the painted one."""
    means, shifts = [], []
    for k, place in enumerate(photos):
        with Image.open(place) as image:
            plan = replace(still("p", image.size, "still"))
        exported(plan, place, folder / f"c{k}.mp4")
        with closing(Gallery(lambda _, place=place: place)) as gallery:  # type: ignore[misc]
            frame = paint(plan, 40, gallery)
        wanted = _lab(np.frombuffer(frame.tobytes(), np.uint8).reshape(-1, SIZE[0]))
        last = next(f for n, f in enumerate(frames_of(folder / f"c{k}.mp4")) if n == 40)
        got = _lab(np.asarray(last.to_ndarray(format="yuv420p"), np.uint8))
        means.append(float(color.deltaE_ciede2000(wanted, got).mean()))
        shifts.append(float(color.deltaE_ciede2000(_blocks(wanted), _blocks(got)).mean()))
    print(
        f"  mean dE2000 of 8x8 blocks after H.264 {np.mean(shifts):.3f} (worst photo {max(shifts):.3f}; bound 1.0)"
    )
    print(f"  pixel by pixel, lost grain included {np.mean(means):.3f} (worst photo {max(means):.3f})")


def _blocks(lab: Reals) -> Reals:
    rows, cols = lab.shape[0] // 8 * 8, lab.shape[1] // 8 * 8
    made: Reals = lab[:rows, :cols].reshape(rows // 8, 8, cols // 8, 8, 3).mean(axis=(1, 3))
    return made


def _lab(planar: npt.NDArray[np.uint8]) -> Reals:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(planar), format="yuv420p")
    rgb = frame.reformat(
        format="rgb24", src_colorspace=1, dst_colorspace=1, src_color_range=1, dst_color_range=2
    )
    lab: Reals = color.rgb2lab(rgb.to_ndarray()[::2, ::2])
    return lab


def sound(photos: list[Path], folder: Path) -> None:
    """The delivered track of a whole reel."""
    import pyloudnorm

    with stillreel.open_studio(folder / "data") as studio:
        session = studio.create("bench")
        studio.add(session.id, list(photos))
        studio.edit(
            session.id, [read({"op": "make", "length": 15000, "music": "upbeat", "aspect": "portrait"})]
        )
        *_, result = studio.screen(session.id).preview(folder / "s.mp4")
    assert isinstance(result, Result)
    with av.open(str(result.path)) as film:
        parts = [f.to_ndarray() for f in film.decode(audio=0)]
    samples = np.concatenate(parts, axis=1).T.astype(float)
    meter = pyloudnorm.Meter(48000)
    peak = 20 * np.log10(np.abs(samples).max())
    tail = np.abs(samples[-480:]).max()
    print(f"  {meter.integrated_loudness(samples):.2f} LUFS (bound -14 +-0.5), sample peak {peak:.2f} dBFS")
    print(
        f"  last 10 ms at most {tail:.4f}; {len(samples) / 48000:.3f} s decoded for {result.seconds:g} s of video"
    )


def _made(folder: Path, n: int) -> Path:
    place = folder / f"made{n}.jpg"
    Image.fromarray(synthetic(n), "RGB").save(place, quality=93)
    return place


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = [Path(a) for a in arguments if a.startswith("/")] or [_made(folder, n) for n in range(3)]
        print("camera")
        camera(folder)
        print("sharpness")
        sharpness(photos)
        print("colour")
        colour(photos, folder)
        print("sound")
        sound(photos, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
