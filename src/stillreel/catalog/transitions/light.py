"""overexpose, film_burn, light_leak: light that floods the picture and draws back from the next."""

from __future__ import annotations

import numpy as np

from ...pixels.frame import Frame, yuv_of
from ...pixels.masks import Reals, spread, tint, tone
from ...rng import rng
from . import Transition
from ._noise import clouds
from ._order import points, smooth
from ._stage import LEVELS, ease, hump, mix

# Light only adds: colours of a hue, but as bright as light is, so that they never darken a bright picture.
AMBER = (205, *yuv_of("#FF8A1A")[1:])
EMBER = (160, *yuv_of("#F03A14")[1:])
GLOW = (235, *yuv_of("#FFE9C4")[1:])


def overexpose(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    """Exposure rises by three stops and falls; highlights roll off as on film instead of clipping at once."""
    mix(a, b, ease(p, 0.35, 0.65), out)
    gain = 8.0 ** min(1.0, 1.15 * hump(p))
    linear = np.clip((LEVELS - 16.0) / 219.0, 0.0, 1.0) ** 2.2
    shown = linear * gain / (1.0 + linear * (gain - 1.0))
    colour = 1.0 - 0.55 * hump(p)
    tone(out, 16.0 + 219.0 * shown ** (1 / 2.2), 128.0 + (LEVELS - 128.0) * colour, out)


def blaze(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Where burning film glows most: clouds, stronger towards one side."""
    patches = clouds(x, y, ratio, seed, "film_burn", 2)
    side = rng(seed, "film_burn_side").random() < 0.5
    glow = 0.62 * patches + 0.38 * (x if side else 1.0 - x)
    return np.asarray(glow * glow * (3.0 - 2.0 * glow))


def film_burn(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    """Patches of ember, amber and glowing white that grow, and are gone as fast."""
    mix(a, b, ease(p, 0.4, 0.6), out)
    patches = smooth(blaze, out.width, out.height, seed)
    flicker = 1.0 - 0.12 * float(rng(seed, "flicker", int(p * 24)).random())
    heat = min(1.0, 1.2 * hump(p)) * flicker
    for colour, start, gain in ((EMBER, 0.0, 0.7), (AMBER, 0.2, 0.85), (GLOW, 0.45, 1.0)):
        strength = max(heat - start, 0.0) / (1.0 - start)
        tint(out, patches, gain * strength, colour)


def beam(x: Reals, y: Reals, ratio: float, seed: int, p: float) -> Reals:
    """A soft slanted streak of light on its way from left to right, with a little haze in it."""
    at = -0.35 + 1.9 * p
    away = (0.86 * x + 0.3 * y + 0.04 * np.sin(5.0 * y + seed % 7) - at) / 0.26
    haze = 0.8 + 0.2 * clouds(x, y, ratio, seed, "light_leak", 3)
    return np.asarray(np.exp(-away * away) * haze)


def light_leak(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    """A warm streak of stray light sweeps across, and the pictures change under it."""
    mix(a, b, ease(p, 0.25, 0.75), out)
    x, y = points(48, 64, borders=True)
    light = spread(beam(x, y, out.width / out.height, seed, p), out.width, out.height)
    fade = ease(p, 0.0, 0.15) * ease(1.0 - p, 0.0, 0.15)
    tint(out, light, 0.5 * fade, AMBER)
    tint(out, light, 0.35 * fade, GLOW)


WORDS = (
    Transition(
        name="overexpose",
        en=("overexpose", "exposure flash", "bright flash", "bloom"),
        zh=("过曝", "曝光", "闪光", "强光"),
        aliases=("Overexposure", "exposure"),
        draw=overexpose,
        mood="cinematic",
        family="light",
        via="light",
    ),
    Transition(
        name="film_burn",
        en=("film burn", "burning film", "film flash"),
        zh=("胶片灼烧", "胶片燃烧", "胶片漏光"),
        aliases=("FilmBurn",),
        draw=film_burn,
        mood="cinematic",
        family="light",
        via="light",
    ),
    Transition(
        name="light_leak",
        en=("light leak", "lens flare", "sun flare", "warm light"),
        zh=("漏光", "光晕", "光斑", "暖光"),
        aliases=("lens_flare",),
        draw=light_leak,
        mood="romantic",
        family="light",
        via="light",
    ),
)
