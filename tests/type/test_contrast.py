"""WCAG contrast, measured on the painted pixels: every style on black, white, grey and busy pictures."""

import numpy as np
import pytest
from pictures import busy, linear, shown, title

from stillreel.catalog.titles import STYLES
from stillreel.pixels.frame import Frame, blank
from stillreel.render import contrast
from stillreel.render.plates import dress, lettering
from stillreel.render.typeset import arrange

SIZE = (540, 960)
GROUNDS = {
    "black": lambda: blank(*SIZE),
    "white": lambda: blank(*SIZE, (235, 128, 128)),
    "grey": lambda: blank(*SIZE, (126, 128, 128)),
    "busy": lambda: busy(*SIZE),
}


def _measured(style: str, ground: Frame, colour: str) -> float:
    """The contrast of the ink's core with what surrounds it: where the text is, and the same spot bare."""
    what = title("HIGHLAND HOLIDAYS", style, colour=colour)
    with_text = linear(shown(what, ground))
    layout = arrange(what, *SIZE)
    ink = contrast.luminance(dress(what, layout, *SIZE, [ground]).lead)
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for line in layout.lines:
        sprite = lettering(line.line.glyphs, line, "#FFFFFF", STYLES.get(style).fill == "stroke")
        assert sprite is not None
        a = sprite.layer.a
        mask[sprite.y : sprite.y + a.shape[0], sprite.x : sprite.x + a.shape[1]] |= a
    core = (mask > 250) & (np.abs(with_text - ink) < 0.05)  # a spoken word has its own ink and chip
    ring = _grown(core, 5) & (_grown(mask > 0, 1) == 0)
    around = np.sort(with_text[ring])
    worst = around[int((0.95 if ink > 0.18 else 0.05) * (len(around) - 1))]
    return contrast.ratio(float(np.median(with_text[core])), float(worst))


def _grown(mask: np.ndarray, steps: int) -> np.ndarray:
    for _ in range(steps):
        mask = mask | np.roll(mask, 1, 0) | np.roll(mask, -1, 0) | np.roll(mask, 1, 1) | np.roll(mask, -1, 1)
    return mask


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("style", [s.name for s in STYLES])
def test_every_style_can_be_read_on_everything(style: str, ground: str) -> None:
    picture = GROUNDS[ground]()
    assert _measured(style, picture, "#FFFFFF") >= 4.5
    assert _measured(style, picture, "#101014") >= 4.5


def test_the_scrim_is_no_stronger_than_needed() -> None:
    what = title("Hello", "headline")
    layout = arrange(what, *SIZE)
    strengths = [
        dress(what, layout, *SIZE, [blank(*SIZE, (y, 128, 128))]).scrim_opacity
        for y in (16, 60, 126, 180, 235)
    ]
    assert strengths == sorted(strengths)
    assert strengths[0] == strengths[1] == 0.0
    assert 0.5 < strengths[-1] < 0.65
    assert dress(what, layout, *SIZE, []).scrim_opacity == strengths[-1]  # unknown ground: the worst


def test_one_bright_moment_is_enough() -> None:
    what = title("Hello", "headline")
    layout = arrange(what, *SIZE)
    moments = [blank(54, 96), blank(54, 96, (235, 128, 128)), blank(54, 96)]
    assert dress(what, layout, *SIZE, moments).scrim_opacity > 0.5


def test_light_and_ratio_are_the_standards() -> None:
    assert contrast.ratio(contrast.luminance("#FFFFFF"), contrast.luminance("#000000")) == pytest.approx(21.0)
    assert contrast.ratio(contrast.luminance("#767676"), 1.0) == pytest.approx(4.54, abs=0.01)
    for value in (0.0, 0.02, 0.2, 1.0):
        assert contrast.encoded(contrast.linear(value)) == pytest.approx(value)


@pytest.mark.parametrize(
    "panel", ["#FFD166", "#FF3B30", "#808080", "#0033FF", "#FFFFFF", "#000000", "#12B886"]
)
def test_ink_on_panels(panel: str) -> None:
    for wish in ("#FFFFFF", "#000000", "#FF00FF"):
        ink = contrast.readable(wish, panel)
        made = contrast.shade(panel, ink, 4.5)
        assert contrast.ratio(contrast.luminance(ink), contrast.luminance(made)) >= 4.5
