"""Scaling a decoded picture: as good as Pillow's Lanczos, and a part is a part of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from stillreel.pixels import engine, plain
from stillreel.pixels.scale import Grid, scaled
from stillreel.pixels.taps import lanczos, taps


def test_the_kernel_is_lanczos_to_within_a_weight() -> None:
    x = np.linspace(-3.5, 3.5, 7001)
    exact = np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0.0)
    assert float(np.abs(lanczos(x) - exact).max()) < 1 / 16384


@pytest.mark.parametrize(("width", "height"), [(300, 200), (140, 90), (31, 17), (512, 333)])
def test_as_pillow_scales(width: int, height: int) -> None:
    cat = data.chelsea()
    rows, cols = cat.shape[:2]
    made = scaled(cat, Grid(cols, rows), (width, height), (0, 0, width, height))
    wanted = np.asarray(Image.fromarray(cat).resize((width, height), Image.Resampling.LANCZOS))
    assert made.shape == wanted.shape
    assert float(np.abs(made.astype(float) - wanted).mean()) < 1.2


@pytest.mark.parametrize(("width", "height"), [(300, 200), (37, 25)])
def test_a_part_is_a_part_of_the_whole(width: int, height: int) -> None:
    cat = data.chelsea()
    rows, cols = cat.shape[:2]
    whole = scaled(cat, Grid(cols, rows), (width, height), (0, 0, width, height))
    box = (width // 3, height // 4, width // 3 * 2, height // 2)
    reach = 4 * cols // width + 4
    x, y = box[0] * cols // width - reach, box[1] * rows // height - reach
    ends = slice(max(y, 0), box[3] * rows // height + reach), slice(max(x, 0), box[2] * cols // width + reach)
    part = scaled(cat[ends], Grid(cols, rows, max(x, 0), max(y, 0)), (width, height), box)
    assert np.array_equal(part, whole[box[1] : box[3], box[0] : box[2]])


def test_what_is_invisible_has_no_colour() -> None:
    picture = np.zeros((40, 40, 4), np.uint8)
    picture[:, :20] = (200, 100, 50, 255)
    picture[:, 20:] = (0, 255, 0, 0)
    made = scaled(picture, Grid(40, 40), (10, 10), (0, 0, 10, 10))
    seen = made[made[..., 3] > 40][:, :3].astype(int)
    assert np.abs(seen - (200, 100, 50)).max() <= 4


@pytest.mark.parametrize(("rows", "cols", "channels", "tall", "wide", "stretch"), [
    (90, 70, 1, 64, 48, 1.0), (90, 70, 3, 33, 17, 1.3), (7, 5, 3, 40, 40, 1.0), (50, 33, 4, 5, 3, 2.2),
    (1, 1, 3, 4, 6, 1.0),
])  # fmt: skip
def test_compiled_and_plain_loops_agree_on_interleaved_pixels(
    rows: int, cols: int, channels: int, tall: int, wide: int, stretch: float
) -> None:
    assert engine.warm()
    compiled = engine.loops()
    source = np.random.default_rng(rows).integers(0, 256, rows * cols * channels, dtype=np.uint8)
    down = taps(tall, rows, -0.03 * rows, 1.1 * rows / tall, stretch=stretch)
    across = taps(wide, cols, -0.03 * cols, 0.9 * cols / wide, stretch=stretch)
    outs = [np.zeros(tall * wide * channels, np.uint8) for _ in range(2)]
    for loop, out in zip((compiled, plain), outs, strict=True):
        loop.resample(
            source, cols * channels, rows, cols, channels, down.first, down.weights, across.first, across.weights,
            out, wide * channels, 16, 235,
        )  # fmt: skip
    assert np.array_equal(*outs)
