"""Colour as looks think of it: light is added in linear sRGB, feelings are in OKLab (Ottosson 2020).

OKLab parts a colour into lightness L and two opponent axes, so saturation and tint can change while faces keep
their brightness, and hues stay what they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Colours = npt.NDArray[np.float64]
LUMA = np.array([0.2126, 0.7152, 0.0722])
_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def to_linear(srgb: Colours) -> Colours:
    """sRGB 0..1 -> linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4)


def from_linear(light: Colours) -> Colours:
    """Linear light, held to 0..1 -> sRGB 0..1."""
    held = np.clip(light, 0.0, 1.0)
    return np.where(held <= 0.0031308, held * 12.92, 1.055 * np.maximum(held, 0.0031308) ** (1 / 2.4) - 0.055)


def to_lab(light: Colours) -> Colours:
    """Linear sRGB -> OKLab (L 0..1, a, b)."""
    return np.asarray(np.cbrt(light @ _LMS.T) @ _LAB.T)


def from_lab(lab: Colours) -> Colours:
    """OKLab -> linear sRGB; colours that no screen shows lose saturation until one does, hue and L kept."""
    grey = np.clip(lab[..., :1], 0.0, 1.0)
    tint = lab[..., 1:]
    low, high = np.zeros_like(grey), np.ones_like(grey)
    for _ in range(9):
        middle = (low + high) / 2
        light = _light(np.concatenate([grey, tint * middle], axis=-1))
        inside = ((light >= -1e-4) & (light <= 1.0001)).all(axis=-1, keepdims=True)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    whole = _light(np.concatenate([grey, tint], axis=-1))
    inside = ((whole >= -1e-4) & (whole <= 1.0001)).all(axis=-1, keepdims=True)
    return np.clip(np.where(inside, whole, _light(np.concatenate([grey, tint * low], axis=-1))), 0.0, 1.0)


def _light(lab: Colours) -> Colours:
    return np.asarray((lab @ np.linalg.inv(_LAB).T) ** 3 @ np.linalg.inv(_LMS).T)


def toned(
    light: Colours,
    *,
    saturation: float = 1.0,
    vibrance: float = 0.0,
    contrast: float = 0.0,
    lift: float = 0.0,
    ceiling: float = 1.0,
    tint: tuple[float, float] = (0.0, 0.0),
    shadows: tuple[float, float] = (0.0, 0.0),
    highlights: tuple[float, float] = (0.0, 0.0),
) -> Colours:
    """The steps that most looks are made of, in OKLab.

    contrast: an S-curve on L about the middle (negative flattens). lift, ceiling: what black and white become. tint,
    shadows, highlights: (a, b) added everywhere, where it is dark, where it is bright - nothing at pure black
    and white. vibrance: saturation for what has little of it, so that skin is not the first to burn."""
    lab = to_lab(light)
    level, ab = lab[..., :1], lab[..., 1:]
    chroma = np.sqrt((ab * ab).sum(axis=-1, keepdims=True))
    ab = ab * (saturation * (1.0 + vibrance * np.maximum(0.0, 1.0 - chroma / 0.2)))
    bent = level + contrast * level * (1.0 - level) * (2.0 * level - 1.0)
    weight = 4.0 * level * (1.0 - level)
    ab = ab + np.array(tint) * np.sqrt(np.maximum(weight, 0.0))
    ab = (
        ab
        + np.array(shadows) * (1.0 - level) * np.minimum(1.0, 4 * level)
        + np.array(highlights) * level * np.sqrt(np.maximum(weight, 0.0))
    )
    bent = lift + (ceiling - lift) * np.clip(bent, 0.0, 1.0)
    return from_lab(np.concatenate([bent, ab], axis=-1))


def grey_of(light: Colours, mix: tuple[float, float, float] = (0.2126, 0.7152, 0.0722)) -> Colours:
    """Linear light through a panchromatic filter: equal r = g = b."""
    return np.repeat((light @ np.array(mix))[..., None], 3, axis=-1)
