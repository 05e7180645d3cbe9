"""Layers: colours come out as they went in, alpha mixes as it should, composing equals painting."""

import numpy as np
import pytest

from stillreel.pixels.blend import over
from stillreel.pixels.frame import blank, yuv_of
from stillreel.pixels.layer import clear, coloured, halve, ink, lay
from stillreel.pixels.shapes import enlarge, reduce, rounded, shadow, soften


def _block(h: int = 20, w: int = 30, value: int = 255) -> np.ndarray:
    mask = np.zeros((h, w), np.uint8)
    mask[4:-4, 4:-4] = value
    return mask


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FF8000", "#102030", "#00FF00"])
def test_opaque_ink_shows_exactly_its_colour(colour: str) -> None:
    frame = blank(64, 48, (90, 70, 200))
    over(frame, ink(_block(), colour), 10, 8)
    assert (int(frame.y[18, 24]), int(frame.u[9, 12]), int(frame.v[9, 12])) == yuv_of(colour)
    assert (int(frame.y[2, 2]), int(frame.u[1, 1]), int(frame.v[1, 1])) == (90, 70, 200)


def test_half_an_ink_is_half_way() -> None:
    frame = blank(64, 48, (40, 128, 128))
    over(frame, ink(_block(), "#FFFFFF"), 0, 0, 0.5)
    assert abs(int(frame.y[10, 10]) - (40 + 235) / 2) <= 1
    again = blank(64, 48, (40, 128, 128))
    over(again, ink(_block(), "#FFFFFF", 0.5), 0, 0)
    assert abs(int(again.y[10, 10]) - (40 + 235) / 2) <= 1


def test_a_colour_picture_keeps_its_colours() -> None:
    for rgb in ((255, 128, 0), (0, 0, 255), (12, 200, 90)):
        bgra = np.zeros((8, 8, 4), np.uint8)
        bgra[...] = (*rgb[::-1], 255)
        made = coloured(bgra)
        expected = yuv_of("#{:02X}{:02X}{:02X}".format(*rgb))
        got = int(made.y[4, 4]), int(made.u[2, 2]), int(made.v[2, 2])
        assert max(abs(a - b) for a, b in zip(got, expected, strict=True)) <= 1


def test_colour_never_exceeds_coverage() -> None:
    dice = np.random.Generator(np.random.PCG64(1))
    alpha = dice.integers(0, 256, (40, 40, 1))
    bgra = np.concatenate([dice.integers(0, 256, (40, 40, 3)) * alpha // 255, alpha], 2).astype(np.uint8)
    made = coloured(bgra)
    assert (made.y <= made.a).all() and (made.u <= made.c).all() and (made.v <= made.c).all()


def test_composed_layers_paint_like_the_layers_one_by_one() -> None:
    first, second = ink(_block(), "#FF0000", 0.7), ink(_block(28, 28, 180), "#00FFAA")
    whole = clear(64, 48)
    lay(whole, first, 4, 4)
    lay(whole, second, 14, 8)
    one, two = blank(64, 48, (100, 90, 160)), blank(64, 48, (100, 90, 160))
    over(one, whole, 0, 0)
    over(two, first, 4, 4)
    over(two, second, 14, 8)
    for a, b in zip(one.planes, two.planes, strict=True):
        assert np.abs(a.astype(int) - b).max() <= 2


def test_lay_cuts_what_lies_outside() -> None:
    whole = clear(16, 16)
    lay(whole, ink(_block(), "#FFFFFF"), -8, -8)
    lay(whole, ink(_block(), "#FFFFFF"), 100, 100)
    assert whole.a[0, 0] == 255 and whole.a[15, 15] == 0


def test_shapes_cover_their_area() -> None:
    mask = rounded(60, 40, (5.0, 5.0, 55.25, 35.0), 0.0)
    assert mask.sum() / 255 == pytest.approx(50.25 * 30, rel=0.002)
    round_ = rounded(60, 60, (5.0, 5.0, 55.0, 55.0), 99.0)
    assert round_.sum() / 255 == pytest.approx(np.pi * 25**2, rel=0.002)


def test_softening_keeps_light_and_place() -> None:
    mask = np.pad(_block(), 30)
    soft = soften(mask, 4.0)
    assert soft.sum() == pytest.approx(mask.sum(), rel=0.02)
    assert np.abs(np.argwhere(soft > 100).mean(0) - np.argwhere(mask > 100).mean(0)).max() < 0.1
    assert np.abs(enlarge(reduce(soft, 2), 2, soft.shape[1], soft.shape[0]).astype(int) - soft).max() < 12
    shade, edge = shadow(_block(), 6.0, 0.5)
    assert shade.shape == (20 + 2 * edge, 30 + 2 * edge)
    assert 0 < shade.max() <= 128 and shade[0].max() == 0


def test_halving_is_sited_left() -> None:
    plane = np.zeros((4, 8), np.uint8)
    plane[:, 4] = 200
    assert halve(plane)[0].tolist() == [0, 0, 100, 0]
