"""The room and the tone controls, as responses over frequency: linear, so blocks of a piece add up exactly.

The room is a decaying noise of two colours (the highs die sooner, as air and curtains do), different in each ear.
Invariant: responses depend on their arguments alone.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..rng import rng
from .notes import RATE

_WET = 0.8
"""How loud the room answers a steady sound at full send, as a factor."""

Spectrum = NDArray[np.complex64]


def frequencies(size: int) -> NDArray[np.float32]:
    """The frequencies of a real FFT of `size` samples, in Hz."""
    return np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)


@lru_cache(maxsize=48)
def band(size: int, low: float, high: float) -> Spectrum:
    """What lies between `low` and `high` Hz: two poles below (24 Hz at the least, so never DC), two above."""
    f = frequencies(size)
    down = f / np.float32(max(low, 24.0))
    response = (down * down) / (down * down - 1 - np.complex64(1.4142135j) * down)
    if high < 19000:
        up = f / np.float32(high)
        response = response / (1 - up * up + np.complex64(1.4142135j) * up)
    spectrum: Spectrum = response.astype(np.complex64)
    return spectrum


@lru_cache(maxsize=8)
def room(size: int, decay: float) -> tuple[Spectrum, Spectrum]:
    """The responses of a room to both ears; `decay` in s until -60 dB."""
    count = room_samples(decay)
    t = np.arange(count, dtype=np.float64) / RATE
    f = frequencies(size)
    highs = f / np.float32(2400)
    lows = f / np.float32(220)
    ears = []
    for ear in ("left", "right"):
        draw = rng("room", ear)
        dark = draw.standard_normal(count) * np.exp(-6.91 * t / decay)
        bright = draw.standard_normal(count) * np.exp(-6.91 * t / (0.45 * decay))
        # 14 ms before the first reflection, then 10 ms of build-up: no metallic early slap.
        rise = np.clip((t - 0.014) / 0.010, 0, 1)
        dull = np.fft.rfft((dark * rise).astype(np.float32), size) / (1 + 1j * highs)
        airy = np.fft.rfft((bright * rise).astype(np.float32), size) * (0.5 * 1j * highs) / (1 + 1j * highs)
        sound = (dull + airy) * (1j * lows) / (1 + 1j * lows)
        sound = sound / (1 + 1j * f / np.float32(9000))
        power = float(np.mean(np.abs(sound[1:]).astype(np.float64) ** 2))
        ears.append((sound * (_WET / np.sqrt(power))).astype(np.complex64))
    return ears[0], ears[1]


def room_samples(decay: float) -> int:
    """How long a room rings, in samples."""
    return int(min(decay, 4.0) * RATE)
