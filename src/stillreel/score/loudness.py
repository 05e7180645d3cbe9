"""How loud it sounds, and how high it peaks: ITU-R BS.1770-4, measured in blocks.

Loudness is K-weighted power in 400 ms blocks (75 % overlap), gated at -70 LUFS and then 10 LU below the mean of the
rest. True peak is the largest value between the samples as well, by four-fold oversampling.
Invariant: nothing is changed, only measured; digital silence is -inf.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .notes import RATE

Sound = NDArray[np.float32]

SILENCE = -math.inf
_HOP = RATE // 10
_CHUNK = 52 * _HOP
_PAD = _HOP
# The two K-weighting biquads of BS.1770-4 for 48 kHz, tables 1 and 2: (b0 b1 b2), (1 a1 a2).
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


@lru_cache(maxsize=4)
def _weighting(size: int) -> NDArray[np.complex64]:
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones_like(turn)
    for above, below in (_SHELF, _PASS):
        response *= (above[0] + above[1] * turn + above[2] * turn**2) / (
            below[0] + below[1] * turn + below[2] * turn**2
        )
    weighting: NDArray[np.complex64] = response.astype(np.complex64)
    return weighting


def _powers(samples: Sound) -> NDArray[np.float64]:
    """K-weighted power, summed over both channels, of every 100 ms."""
    found = []
    for start in range(0, len(samples), _CHUNK):
        # A tenth of a second before each chunk lets the filters settle, one after keeps the FFT from wrapping.
        first = max(0, start - _PAD)
        piece = samples[first : start + _CHUNK]
        size = 1 << (len(piece) + _PAD - 1).bit_length()
        weighted = np.fft.irfft(np.fft.rfft(piece.T, size) * _weighting(size), size)
        kept = weighted[:, start - first : len(piece)]
        count = kept.shape[1] // _HOP
        hops = kept[:, : count * _HOP].reshape(kept.shape[0], count, _HOP)
        found.append(np.square(hops, dtype=np.float64).mean(axis=2).sum(axis=0))
    return np.concatenate(found) if found else np.zeros(0)


def loudness(samples: Sound) -> float:
    """Integrated loudness in LUFS of (n, 2) samples at 48 kHz; -inf for silence. Below 400 ms: one block."""
    if not len(samples):
        return SILENCE
    if len(samples) < 4 * _HOP:
        samples = np.concatenate([samples, np.zeros((4 * _HOP - len(samples), samples.shape[1]), np.float32)])
    hops = _powers(samples)
    blocks = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / 4
    loud = blocks[blocks > _power_of(-70)]
    if not len(loud):
        return SILENCE
    kept = loud[loud > loud.mean() * 0.1]
    return -0.691 + 10 * math.log10(float(kept.mean()))


def _power_of(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


@lru_cache(maxsize=1)
def _between() -> NDArray[np.float32]:
    """(24, 3): windowed-sinc weights for the three points between two samples."""
    taps = np.arange(24) - 11
    rows = []
    for shift in (0.25, 0.5, 0.75):
        at = taps - shift
        rows.append(np.sinc(at) * np.cos(np.pi * at / 25) ** 2)
    return np.stack(rows, axis=1).astype(np.float32)


def peaks(samples: Sound, floor: float) -> NDArray[np.float32]:
    """For every sample of (n, 2) the largest absolute value there or just after, either channel, (n,).

    Between the samples it is only looked where they are within 6 dB of `floor`: below, no peak can reach it."""
    found: NDArray[np.float32] = np.abs(samples).max(axis=1)
    near = np.flatnonzero(found > floor / 2)
    for start in range(0, len(near), 1 << 18):
        where = near[start : start + (1 << 18)]
        rows = np.clip(where[:, None] + np.arange(-11, 13), 0, len(samples) - 1)
        for channel in range(samples.shape[1]):
            between = np.abs(samples[:, channel][rows] @ _between()).max(axis=1)
            found[where] = np.maximum(found[where], between)
    return found


def true_peak(samples: Sound) -> float:
    """The true peak in dBTP of (n, 2) samples; -inf for silence."""
    top = float(np.abs(samples).max(initial=0.0))
    if top == 0:
        return SILENCE
    return 20 * math.log10(float(peaks(samples, top).max()))
