"""Can it be read: WCAG contrast of ink against what is really behind it, and how to reach 4.5 : 1.

`ground_of` measures pictures where the text will stand; `veil` says how much black or white must lie
between; `readable` picks an ink for a panel. Pure numbers: no drawing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..pixels.frame import Frame, Plane

LEAST = 4.5
AIM = 5.0
"""What we reach for, so that the encoder and camera moves between the samples stay above LEAST."""

MARK = 3.0
"""What WCAG asks of graphics: rules, dashes, quotation marks."""

DARK, LIGHT = "#0E0E11", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Ground:
    """The darkest and the brightest relative luminance (0..1) behind a text, ever."""

    dark: float = 0.0
    bright: float = 1.0


def linear(value: float) -> float:
    """An sRGB value 0..1 as light 0..1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encoded(light: float) -> float:
    """Light 0..1 as an sRGB value 0..1."""
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def channels(colour: str) -> tuple[float, float, float]:
    """'#RRGGBB' as three sRGB values 0..1."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def luminance(colour: str) -> float:
    """Relative luminance of '#RRGGBB' (WCAG 2)."""
    r, g, b = map(linear, channels(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def grey(light: float) -> str:
    """The grey of a relative luminance, as '#RRGGBB'."""
    value = min(max(round(encoded(light) * 255), 0), 255)
    return f"#{value:02X}{value:02X}{value:02X}"


def ratio(a: float, b: float) -> float:
    """Contrast of two relative luminances, 1..21."""
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def mixed(below: float, colour: str, opacity: float) -> float:
    """The luminance of a grey ground of luminance `below` under a coat of colour."""
    base = encoded(below)
    r, g, b = (linear(base * (1 - opacity) + c * opacity) for c in channels(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _luminances(frame: Frame, box: tuple[float, float, float, float], cell: float) -> npt.NDArray[np.float64]:
    """Relative luminance of square patches `cell` (a fraction of the frame's width) wide within the box."""
    w, h = frame.width, frame.height
    left, right = (min(max(int(v * w / 2), 0), w // 2 - 1) for v in (box[0], box[2]))
    top, bottom = (min(max(int(v * h / 2), 0), h // 2 - 1) for v in (box[1], box[3]))
    patch = max(1, int(cell * w / 2))

    def pooled(plane: Plane, step: int) -> npt.NDArray[np.float64]:
        part = plane[top * step : (bottom + 1) * step : step, left * step : (right + 1) * step : step]
        size = min(patch, *part.shape)
        rows, columns = part.shape[0] // size, part.shape[1] // size
        part = part[: rows * size, : columns * size].astype(np.float64)
        means: npt.NDArray[np.float64] = part.reshape(rows, size, columns, size).mean(axis=(1, 3))
        return means

    luma = (pooled(frame.y, 2) - 16) / 219
    blue, red = ((pooled(p, 1) - 128) / 224 for p in (frame.u, frame.v))
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    rgb = np.clip(np.stack([r, g, b]), 0, 1)
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    found: npt.NDArray[np.float64] = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return found


def ground_of(under: Sequence[Frame], box: tuple[float, float, float, float], cell: float) -> Ground:
    """The extremes behind a box (left, top, right, bottom as fractions) over all frames; patches of `cell`
    (fraction of the width) count, not single pixels. Without frames: anything may be there."""
    if not under:
        return Ground()
    seen = [_luminances(frame, box, cell) for frame in under]
    # in steps, so that a rounding in the last place of a power never decides a byte
    low, high = min(float(s.min()) for s in seen), max(float(s.max()) for s in seen)
    return Ground(np.floor(low * 200) / 200, min(np.ceil(high * 200) / 200, 1.0))


def _reaches(inks: Iterable[float], ground: Ground, coat: str, opacity: float, aim: float) -> bool:
    low, high = mixed(ground.dark, coat, opacity), mixed(ground.bright, coat, opacity)
    # an ink between the two extremes meets its own luminance somewhere
    return all((ink >= high or ink <= low) and min(ratio(ink, low), ratio(ink, high)) >= aim for ink in inks)


def coat(inks: Iterable[str], ground: Ground, colour: str, least: float = 0.0) -> float | None:
    """The thinnest opacity >= `least` of `colour` that makes all inks readable on the ground; None if none does."""
    lights = [luminance(ink) for ink in inks]
    for aim in (AIM, LEAST):
        for step in range(int(least * 64), 65):
            opacity = max(step / 64, least)
            if _reaches(lights, ground, colour, opacity, aim):
                return opacity
    return None


def veil(inks: Sequence[str], ground: Ground) -> tuple[str, float]:
    """Black or white, and how much of it must lie behind these inks: the lesser. Raises nothing: where
    inks contradict each other, the first one decides."""
    for group in (inks, inks[:1]):
        found = [(need, c) for c in ("#000000", "#FFFFFF") if (need := coat(group, ground, c)) is not None]
        if found:
            need, colour = min(found)
            return colour, need
    return "#000000", 1.0


def readable(wish: str, panel: str) -> str:
    """The wished ink if it can be read on the panel, else near-black or white, whichever is clearer."""
    light = luminance(panel)
    if ratio(luminance(wish), light) >= LEAST:
        return wish
    return max((DARK, LIGHT), key=lambda ink: ratio(luminance(ink), light))


def shade(colour: str, ink: str, aim: float = AIM) -> str:
    """The colour, moved towards black or white just as far as `ink` on it needs."""
    target = 0.0 if luminance(ink) > 0.18 else 1.0
    for step in range(33):
        r, g, b = (round(255 * (c + (target - c) * step / 32)) for c in channels(colour))
        made = f"#{r:02X}{g:02X}{b:02X}"
        if ratio(luminance(made), luminance(ink)) >= aim:
            return made
    return "#000000" if target == 0.0 else "#FFFFFF"
