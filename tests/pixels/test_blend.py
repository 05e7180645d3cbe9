"""Mixing laws: exact ends, rounding, masks, layers, blur, warp - and one set of bytes from both engines."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from skimage import data

from stillreel.pixels import engine, kernels, plain
from stillreel.pixels.blend import blend, blend_mask, fill, over, place, ramp, shift, warp, weights
from stillreel.pixels.blur import backdrop, blur
from stillreel.pixels.cube import SIDE, apply_cube, lattice
from stillreel.pixels.dither import grain
from stillreel.pixels.frame import Frame, blank, copy_into, same
from stillreel.pixels.layer import ink
from stillreel.pixels.photo import photo_of
from stillreel.pixels.sample import View, sample

SIZES = [(64, 36), (2, 2), (130, 70)]


def picture(name: str, width: int, height: int) -> Frame:
    out = blank(width, height)
    sample(photo_of(getattr(data, name)()), View(0.1, 0.1, 0.8, 0.8), out)
    return out


def pair(size: tuple[int, int]) -> tuple[Frame, Frame, Frame]:
    return picture("astronaut", *size), picture("coffee", *size), blank(*size)


@pytest.mark.parametrize("size", SIZES)
def test_a_crossfade_begins_and_ends_exactly_and_rounds_to_nearest(size: tuple[int, int]) -> None:
    a, b, out = pair(size)
    before = a.tobytes(), b.tobytes()
    blend(a, b, 0.0, out)
    assert same(out, a)
    blend(a, b, 1.0, out)
    assert same(out, b)
    for p in (0.1, 0.25, 0.5, 0.77, 0.99):
        blend(a, b, p, out)
        for x, y, z in zip(a.planes, b.planes, out.planes, strict=True):
            wanted = x + (y.astype(float) - x) * p
            assert float(np.abs(z - wanted).max()) <= 0.51
            assert abs(float((z - wanted).mean())) < 0.3 or size == (2, 2)
    assert before == (a.tobytes(), b.tobytes())


def test_a_fade_takes_every_level_in_order() -> None:
    a, b, out = blank(2, 2), blank(2, 2, (235, 128, 128)), blank(2, 2)
    seen = []
    for n in range(439):
        blend(a, b, n / 438, out)
        seen.append(int(out.y[0, 0]))
    assert seen == sorted(seen) and set(seen) == set(range(16, 236))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int16, np.float32])
def test_masks_have_exact_ends_whatever_their_type(kind: type) -> None:
    full = {np.uint8: 255, np.uint16: 65535, np.int16: 16384, np.float32: 1.0}[kind]
    a, b, out = pair((64, 36))
    mask = np.zeros((36, 64), kind)
    mask[:, 32:] = full
    mask[:, 30:32] = full / 2
    blend_mask(a, b, mask, out)
    assert np.array_equal(out.y[:, :30], a.y[:, :30]) and np.array_equal(out.y[:, 32:], b.y[:, 32:])
    assert np.array_equal(out.u[:, :15], a.u[:, :15]) and np.array_equal(out.v[:, 16:], b.v[:, 16:])
    mean = (a.y[:, 30:32].astype(float) + b.y[:, 30:32]) / 2
    assert float(np.abs(out.y[:, 30:32] - mean).max()) <= 1.1
    assert abs(int(weights(mask)[0, 31]) - 8192) <= 64


def test_a_mask_of_another_size_is_refused() -> None:
    a, b, out = pair((64, 36))
    with pytest.raises(ValueError, match="mask"):
        blend_mask(a, b, np.zeros((18, 32), np.uint8), out)


@pytest.mark.parametrize("softness", [0.001, 0.02, 0.1, 0.5, 1.0])
def test_a_ramp_sweeps_from_nothing_to_all_in_order(softness: float) -> None:
    field = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (4, 1))
    masks = [ramp(field, p, softness).astype(int) for p in np.linspace(0, 1, 33)]
    assert np.all(masks[0] == 0) and np.all(masks[-1] == 16384)
    for m, n in itertools.pairwise(masks):
        assert np.all(n >= m) and np.all(np.diff(m, axis=1) <= 0)


def test_shift_and_place_move_by_fractions_of_a_pixel() -> None:
    a, _, out = pair((130, 70))
    shift(a, 10 / 130, 4 / 70, out)
    assert np.array_equal(out.y[4:, 10:], a.y[:-4, :-10])
    half = blank(130, 70)
    shift(a, 0.5 / 130, 0.0, half)
    mean = (a.y[:, 1:].astype(float) + a.y[:, :-1]) / 2
    assert float(np.abs(half.y[:, 1:] - mean).mean()) < float(
        np.abs(half.y[:, 1:] - a.y[:, 1:].astype(float)).mean()
    )
    placed = blank(130, 70)
    place(a, 0.25, 0.25, 0.5, 0.5, placed)
    assert (
        np.all(placed.y[:16] == 16) and np.all(placed.y[:, :32] == 16) and placed.y[20:50, 40:90].mean() > 20
    )


def test_warp_reads_where_it_is_told() -> None:
    a, _, out = pair((130, 70))
    y, x = np.mgrid[0:70, 0:130].astype(np.float32)
    warp(a, x, y, out)
    assert np.array_equal(out.y, a.y)
    warp(a, x + 6, y + 2, out)
    assert np.array_equal(out.y[:-2, :-6], a.y[2:, 6:]) and np.array_equal(out.u[:-1, :-3], a.u[1:, 3:])
    x[:] = np.nan
    warp(a, x, y, out)
    assert np.all(out.y == a.y[:, :1])
    with pytest.raises(ValueError, match="maps"):
        warp(a, x[:4], y, out)


def test_a_layer_is_laid_exactly_smoothly_and_cut_at_the_edges() -> None:
    frame = blank(80, 60, (120, 100, 150))
    layer = ink(np.full((10, 20), 255, np.uint8), "#ffffff")
    over(frame, layer, 30, 20)
    assert np.all(frame.y[20:30, 30:50] == 235) and np.all(frame.y[:20] == 120)
    half = blank(80, 60, (120, 100, 150))
    over(half, layer, 30, 20, opacity=0.5)
    assert np.all(np.abs(half.y[20:30, 30:50].astype(float) - 177.5) <= 1)
    moved = blank(80, 60, (16, 128, 128))
    soft = np.zeros((20, 30), np.uint8)
    soft[6:14, 6:24] = 255
    over(moved, ink(soft, "#ffffff"), 10.25, 7.75)
    weight = (moved.y.astype(float) - 16).clip(0)
    total = weight.sum()
    x = (weight.sum(axis=0) * np.arange(80)).sum() / total
    y = (weight.sum(axis=1) * np.arange(60)).sum() / total
    assert (x, y) == pytest.approx((10.25 + 14.5, 7.75 + 9.5), abs=0.05)
    for place_at in ((-15.5, -3.2), (70.3, 55.1), (500.0, 0.0), (-500.0, 3.0), (-4.0, -4.0)):
        over(frame, layer, *place_at, scale=1.3 if place_at[0] == 70.3 else 1.0)
    untouched = frame.tobytes()
    over(frame, layer, 3.0, 3.0, opacity=0.0)
    assert frame.tobytes() == untouched


@pytest.mark.parametrize("radius", [0.7, 1.0, 2.3, 2.5, 5.0, 12.0, 40.0])
def test_a_blur_is_as_wide_as_it_says(radius: float) -> None:
    step, out = blank(512, 64), blank(512, 64)
    step.y[:, 256:] = 235
    blur(step, radius, out)
    slope = np.diff(out.y[32].astype(float)).clip(0)
    at = np.arange(511) + 1.0
    mean = (slope * at).sum() / slope.sum()
    sigma = np.sqrt((slope * (at - mean) ** 2).sum() / slope.sum())
    assert sigma == pytest.approx(radius, rel=0.12, abs=0.12) or (radius == 40.0 and 30 < sigma < 44)
    assert mean == pytest.approx(256, abs=0.6)
    assert np.all(np.diff(out.y[32].astype(int)) >= 0)


@pytest.mark.parametrize("size", [*SIZES, (640, 360)])
def test_blur_keeps_flat_colour_and_works_in_place(size: tuple[int, int]) -> None:
    flat, out = blank(*size, (90, 60, 200)), blank(*size)
    for radius in (0.0, 0.7, 3.0, 17.0, 90.0):
        blur(flat, radius, out)
        assert same(flat, out)
    a = picture("chelsea", *size)
    blur(a, 3.0, out)
    blur(a, 3.0, a)
    assert same(a, out)


def test_a_backdrop_is_dark_smooth_and_without_steps() -> None:
    photo = photo_of(data.coffee())
    behind = backdrop(photo, 360, 640)
    assert (behind.width, behind.height) == (360, 640)
    assert same(behind, backdrop(photo, 360, 640))
    assert 16 < behind.y.mean() < 16 + 0.7 * (photo.y.mean() - 16)
    line = behind.y[300].astype(float)
    smooth = np.convolve(line, np.ones(25) / 25, "valid")
    # dithered: the local mean moves in steps far finer than a level
    assert float(np.abs(np.diff(smooth, n=2)).max()) < 0.2 and len(np.unique(np.round(smooth, 2))) > 30
    assert (backdrop(photo, 64, 36).width, backdrop(photo, 2, 2).height) == (64, 2)


def test_fill_and_grain() -> None:
    frame = blank(4, 4)
    fill(frame, (50, 60, 70))
    assert same(frame, blank(4, 4, (50, 60, 70)))
    thresholds = grain(256, 256)
    counts = np.histogram(thresholds, bins=16, range=(0, 65536))[0]
    assert counts.min() > 0.9 * 4096 and counts.max() < 1.1 * 4096
    wide = thresholds.reshape(32, 8, 32, 8).mean(axis=(1, 3))
    assert wide.std() < 0.15 * thresholds.std()


def test_an_identity_cube_changes_nothing() -> None:
    rgb = np.ascontiguousarray(data.astronaut()[:65, :77])
    table = np.round(lattice() * 255 * 128).astype(np.int32).reshape(SIDE**3, 3)
    assert int(np.abs(apply_cube(rgb, table).astype(int) - rgb).max()) <= 1
    ends = np.array([[[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 255]]], np.uint8)
    assert np.array_equal(apply_cube(ends, table), ends)


def _cases() -> dict[str, Callable[[Frame, Frame, Frame], None]]:
    g = np.random.default_rng(5)
    mask = g.integers(0, 256, (70, 130), dtype=np.uint8)
    field = g.integers(0, 65536, (70, 130), dtype=np.uint16)
    x, y = (g.uniform(-20, 150, (70, 130)).astype(np.float32) for _ in range(2))
    layer = ink(g.integers(0, 256, (31, 45), dtype=np.uint8), "#ff8040")
    table = g.integers(0, 255 * 128 + 1, (SIDE**3, 3)).astype(np.int32)
    rgb = g.integers(0, 256, (70, 130, 3), dtype=np.uint8)
    rgb[0], rgb[1] = 0, 255

    def cubed(a: Frame, b: Frame, out: Frame) -> None:
        copy_into(Frame(*photo_of(apply_cube(rgb, table)).planes), out)

    return {
        "blend": lambda a, b, out: blend(a, b, 0.37, out),
        "mask": lambda a, b, out: blend_mask(a, b, mask, out),
        "ramp": lambda a, b, out: blend_mask(a, b, ramp(field, 0.4, 0.2), out),
        "warp": lambda a, b, out: warp(a, x, y, out),
        "blur": lambda a, b, out: blur(a, 7.3, out),
        "over": lambda a, b, out: (copy_into(a, out), over(out, layer, 100.4, -7.6, 0.8))[0],
        "over whole": lambda a, b, out: (copy_into(a, out), over(out, layer, 9, 11, 0.8, 1.0))[0],
        "cube": cubed,
    }


@pytest.mark.parametrize("name", list(_cases()))
def test_compiled_and_plain_loops_make_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.warm()
    draw = _cases()[name]
    results = []
    for loops in (kernels, plain):
        monkeypatch.setitem(engine._state, "loops", loops)
        a, b, out = pair((130, 70))
        before = a.tobytes(), b.tobytes()
        draw(a, b, out)
        assert before == (a.tobytes(), b.tobytes())
        results.append(out)
    assert same(*results)


def test_every_loop_has_its_twin() -> None:
    for name in engine.NAMES:
        assert callable(getattr(plain, name)) and hasattr(getattr(kernels, name), "py_func")
