"""Laws of every look: amount 0 is nothing, same bytes, inputs kept, no new banding, greys and skin stay human."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import color, data

from stillreel.catalog.looks import LOOKS, Look
from stillreel.catalog.words import fold

EVERY = pytest.mark.parametrize("look", list(LOOKS), ids=lambda x: x.name)
NAMED = [
    "none",
    "warm",
    "cool",
    "mono",
    "sepia",
    "vintage",
    "faded",
    "vivid",
    "noir",
    "teal_orange",
    "dreamy",
    "matte",
    "golden",
    "night",
]
GREY = {"mono", "noir"}
PHOTO = np.ascontiguousarray(data.astronaut()[::2, ::2])


def test_the_list_is_whole_and_unambiguous() -> None:
    assert set(NAMED) <= set(LOOKS.by_name)
    said = [fold(n) for w in LOOKS for n in {fold(w.name), *map(fold, w.aliases)}]
    assert len(said) == len(set(said))
    assert all(w.en and w.zh for w in LOOKS)


@EVERY
def test_amount_nought_is_nothing_and_inputs_are_kept(look: Look) -> None:
    rgb = PHOTO.copy()
    assert np.array_equal(look.apply(rgb, 0.0), rgb)
    once = look.apply(rgb, 1.0)
    assert np.array_equal(rgb, PHOTO) and once is not rgb
    rgb.flags.writeable = False
    assert np.array_equal(look.apply(rgb, 1.0), once)
    assert once.shape == rgb.shape and once.dtype == np.uint8


@EVERY
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (36, 64)])
def test_any_size(look: Look, size: tuple[int, int]) -> None:
    rgb = np.resize(PHOTO, (*size, 3))
    assert look.apply(rgb, 0.7).shape == (*size, 3)


@EVERY
def test_more_amount_is_more_of_it(look: Look) -> None:
    if look.name == "none":
        assert np.array_equal(look.apply(PHOTO), PHOTO)
        return
    lab = color.rgb2lab(PHOTO)
    away = [
        float(color.deltaE_ciede2000(lab, color.rgb2lab(look.apply(PHOTO, a))).mean())
        for a in (0.3, 0.6, 1.0)
    ]
    assert 0.5 < away[0] < away[1] < away[2] < 40


@EVERY
def test_a_smooth_slope_stays_smooth(look: Look) -> None:
    """A grey slope of 8 px a level: its local mean never jumps, so no band is wider or deeper than before."""
    slope = np.repeat(np.arange(32, 224, dtype=np.uint8), 8)
    rgb = np.repeat(np.tile(slope, (64, 1))[..., None], 3, axis=2)
    line = look.apply(rgb, 1.0).astype(float).mean(axis=0)
    step = np.abs(np.diff(line.reshape(-1, 8, 3).mean(axis=1), axis=0))
    assert float(step.max()) < 3.2
    grown = np.diff(line.reshape(-1, 8, 3).mean(axis=1).mean(axis=1))
    assert float(grown.min()) > -0.3


@EVERY
def test_black_stays_dark_white_stays_bright_and_greys_behave(look: Look) -> None:
    ends = np.zeros((40, 40, 3), np.uint8)
    assert look.apply(ends, 1.0).mean() < 60
    ends[:] = 255
    assert look.apply(ends, 1.0).mean() > 150
    if look.name in GREY:
        out = look.apply(PHOTO, 1.0).astype(int)
        assert int((out.max(axis=2) - out.min(axis=2)).max()) <= 1


SKIN = np.array([[241, 194, 164], [198, 134, 104], [141, 85, 54], [88, 53, 36]], np.uint8)


@pytest.mark.parametrize("name", sorted(set(NAMED) - GREY - {"night", "sepia"}))
def test_skin_stays_skin(name: str) -> None:
    """Hue between red-pink and yellow-orange, order of brightness kept, neither burnt nor drained."""
    patches = np.repeat(np.repeat(SKIN[None], 16, axis=0), 16, axis=1)
    out = LOOKS.get(name).apply(np.ascontiguousarray(patches), 1.0)
    lab = color.rgb2lab(out.reshape(16, 4, 16, 3).mean(axis=(0, 2)) / 255)
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    assert np.all((hue > 20) & (hue < 92)), hue
    assert np.all(np.diff(lab[:, 0]) < 0)
    assert np.all((chroma > 5) & (chroma < 60)), chroma
