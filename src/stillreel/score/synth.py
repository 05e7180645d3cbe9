"""Sounds that no recording gives: sub bass, plucks, pads, noise hats, vinyl, risers and impacts.

Each is a pure function from pitch and length to samples: additive where it must stay free of aliases,
shaped noise from the fixed stream of its name. Invariant: the same strike has the same samples on every run, and a
shorter one is a prefix of a longer one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rng import rng
from .notes import RATE

Wave = NDArray[np.float32]
_TAU = 2 * np.pi


@dataclass(frozen=True, slots=True)
class Synth:
    """A synthetic sound: how it plays a pitch for some samples, and its release in seconds."""

    play: Callable[[int, int], Wave]
    release: float


def _hz(pitch: int) -> float:
    return 440.0 * float(2.0 ** ((pitch - 69) / 12))


def _time(samples: int) -> NDArray[np.float64]:
    return np.arange(samples, dtype=np.float64) / RATE


def _sum_of(pitch: int, samples: int, partials: list[tuple[float, float, float]]) -> Wave:
    """Partials as (ratio, level, decay per second), each a turning phasor; above 18 kHz left out."""
    t = _time(samples)
    out = np.zeros(samples, dtype=np.float32)
    for ratio, level, decay in partials:
        hz = _hz(pitch) * ratio
        if hz < 18000:
            tone = np.sin(_TAU * hz * t).astype(np.float32)
            out += np.float32(level) * tone * np.exp(-decay * t).astype(np.float32)
    return out


def _onset(wave: Wave, ms: float) -> Wave:
    full = int(ms * RATE / 1000)
    n = min(len(wave), full)
    wave[:n] *= np.arange(n, dtype=np.float32) / np.float32(full)
    return wave


def sub(pitch: int, samples: int) -> Wave:
    """A round sine bass with a little of its octave, so that small speakers hear it too."""
    return _onset(_sum_of(pitch, samples, [(1, 1.0, 0.5), (2, 0.3, 1.5), (3, 0.12, 3.0), (4, 0.05, 6.0)]), 6)


def pluck(pitch: int, samples: int) -> Wave:
    """A soft electronic pluck: high partials die first."""
    return _onset(_sum_of(pitch, samples, [(k, 1 / k, 2.2 + 1.7 * k) for k in range(1, 13)]), 2)


def bell(pitch: int, samples: int) -> Wave:
    """A glassy bell: slightly stretched partials."""
    return _onset(
        _sum_of(
            pitch, samples, [(1, 1, 2.2), (2.0, 0.5, 3), (3.01, 0.28, 4.5), (5.04, 0.16, 7), (7.1, 0.06, 10)]
        ),
        1,
    )


def saws(pitch: int, samples: int) -> Wave:
    """Three detuned saws of few partials: the bright chord of dance music."""
    t = _time(samples)
    out = np.zeros(samples, dtype=np.float32)
    for i, cents in enumerate((-11.0, 0.0, 9.0)):
        hz = _hz(pitch) * 2 ** (cents / 1200)
        turn = np.exp(1j * (_TAU * hz * t + 1.3 * i)).astype(np.complex64)
        power = np.ones_like(turn)
        for k in range(1, int(min(16, 9000 / hz)) + 1):
            power *= turn
            out += power.imag * np.float32(0.4 / k * np.exp(-hz * k / 5000))
    return _onset(out, 5)


def pad(pitch: int, samples: int) -> Wave:
    """A slow, breathing pad: pairs of partials that beat against each other."""
    partials = [
        (r * d, a, 0.0) for r, a in ((1, 0.6), (2, 0.25), (3, 0.12), (4, 0.05)) for d in (0.9985, 1.0015)
    ]
    return _onset(_sum_of(pitch, samples, partials), 600)


def _noise(name: str, samples: int) -> Wave:
    # A fixed stream, drawn in float64 and cut: a prefix stays a prefix.
    noise: Wave = rng("synth", name).standard_normal(samples).astype(np.float32)
    return noise


def _thin(wave: Wave) -> Wave:
    """Two differences: a steep and cheap high-pass."""
    return np.diff(wave, n=2, prepend=np.zeros(2, dtype=np.float32))


def hat(_: int, samples: int) -> Wave:
    """A closed noise hat."""
    n = min(samples, RATE // 5)
    return _thin(_noise("hat", n)) * np.exp(-70 * _time(n)).astype(np.float32)


def vinyl(_: int, samples: int) -> Wave:
    """The surface of a record: a soft hiss and sparse crackles."""
    hiss = _noise("vinyl", samples)
    smooth = np.convolve(hiss, np.full(6, 1 / 6, dtype=np.float32))[:samples].astype(np.float32)
    draw = rng("synth", "crackle")
    out = np.float32(0.02) * smooth
    where = np.cumsum(draw.exponential(RATE / 9, size=400)).astype(np.int64)
    level = draw.random(400) ** 3
    shape = np.exp(-np.arange(60) / 9.0).astype(np.float32) * np.sin(np.arange(60) * 1.1).astype(np.float32)
    for at, loud in zip(where[where < samples - 60], level, strict=False):
        out[at : at + 60] += np.float32(0.4 * loud) * shape
    return _onset(out, 200)


def riser(_: int, samples: int) -> Wave:
    """Noise that swells and brightens over two seconds, as wind does: nothing above some 8 kHz, where it would hiss."""
    n = min(samples, 4 * RATE)
    t = np.minimum(_time(n) / 2.0, 1.0).astype(np.float32)
    noise = _noise("riser", n)
    bell = np.hanning(11)[1:-1].astype(np.float32)
    dull = np.convolve(noise, np.full(24, 1 / 24, dtype=np.float32))[:n].astype(np.float32)
    bright = 2.0 * (np.convolve(noise, bell / bell.sum())[:n].astype(np.float32) - dull)
    return (2.0 * dull * (1 - t) + bright * t) * t**3


def impact(_: int, samples: int) -> Wave:
    """A deep hit: a falling sine under a burst of dull noise."""
    n = min(samples, 3 * RATE)
    t = _time(n)
    fall = np.sin(_TAU * (42 * t + 9 * (1 - np.exp(-9 * t)) / 1.0)) * np.exp(-1.8 * t)
    dull = np.convolve(_noise("impact", n), np.full(40, 1 / 40, dtype=np.float32))[:n]
    return _onset((fall + 1.4 * dull * np.exp(-7 * t)).astype(np.float32), 2)


VOICES = {
    "sub": Synth(sub, 0.06),
    "pluck": Synth(pluck, 0.25),
    "bell": Synth(bell, 0.8),
    "saws": Synth(saws, 0.12),
    "pad": Synth(pad, 1.2),
    "hat": Synth(hat, 0.05),
    "vinyl": Synth(vinyl, 0.3),
    "riser": Synth(riser, 0.04),
    "impact": Synth(impact, 1.0),
}
"""The synthetic sounds by name, as styles write them: `synth:<name>`."""
