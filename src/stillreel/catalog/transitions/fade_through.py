"""fade_black, fade_white, fade_gray: out to a colour and in again. Gray takes only the colours away."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import tone
from . import Transition
from ._stage import BLACK, LEVELS, WHITE, ease, hump, mix, toward


def through(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, yuv: tuple[int, int, int]) -> None:
    if p < 0.5:
        toward(a, ease(p, 0.0, 0.5), yuv, out)
    else:
        toward(b, 1.0 - ease(p, 0.5, 1.0), yuv, out)


def gray(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    mix(a, b, ease(p, 0.25, 0.75), out)
    colour = 1.0 - min(1.0, 1.25 * hump(p))
    tone(out, LEVELS, 128.0 + (LEVELS - 128.0) * colour, out)


WORDS = (
    Transition(
        name="fade_black",
        en=("fade to black", "fade through black", "dip to black", "black fade", "fade out and in"),
        zh=("黑场过渡", "闪黑", "淡出到黑", "黑场", "渐隐"),
        aliases=("dip_to_black", "fadecolor", "fade_to_black"),
        draw=partial(through, yuv=BLACK),
        mood="cinematic",
        family="fade_through",
        via="black",
    ),
    Transition(
        name="fade_white",
        en=("fade to white", "fade through white", "dip to white", "white flash", "flash"),
        zh=("白场过渡", "闪白", "淡出到白", "白场"),
        aliases=("dip_to_white", "flash", "white_flash", "fade_to_white"),
        draw=partial(through, yuv=WHITE),
        mood="romantic",
        family="fade_through",
        via="white",
    ),
    Transition(
        name="fade_gray",
        en=("fade through gray", "fade through grey", "black and white fade", "desaturate"),
        zh=("黑白过渡", "灰度过渡", "褪色过渡"),
        aliases=("fadegrays", "fadegrayscale", "fade_grey", "HSVfade"),
        draw=gray,
        mood="cinematic",
        family="fade_through",
    ),
)
