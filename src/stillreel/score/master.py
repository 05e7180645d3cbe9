"""The last step: the asked loudness, no peak above the ceiling, no DC.

A look-ahead limiter pulls the gain down 20 ms before a peak and lets it back as gently; the gain is found in
a few rounds, because limiting makes things quieter. Invariant: same length out as in; silence stays silence.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .loudness import SILENCE, Sound, loudness, peaks
from .notes import RATE

_LOOK = RATE // 50
_STRETCH = 30 * RATE
_ROUNDS = 6
_MOST_DB = 40.0


def master(samples: Sound, lufs: float = -14.0, peak_db: float = -1.0) -> Sound:
    """(n, 2) samples brought to `lufs` integrated (+-0.5) with true peaks at most `peak_db` dBTP.

    Programmes quieter than `lufs` by more than 40 dB are raised by 40 dB only: that is noise, not sound."""
    before = loudness(samples)
    if before == SILENCE:
        return samples.astype(np.float32, copy=True)
    level = _without_dc(samples)
    ceiling = 10 ** ((peak_db - 0.1) / 20)
    gain_db = min(lufs - before, _MOST_DB)
    limited = level
    for _ in range(_ROUNDS):
        limited = limit(level, ceiling, 10 ** (gain_db / 20))
        missed = lufs - loudness(limited)
        if abs(missed) < 0.1 or gain_db + missed > _MOST_DB:
            break
        # What is limited gives back less than what is put in.
        gain_db += 1.3 * missed
    return limited


def _without_dc(samples: Sound) -> Sound:
    """The samples less the mean of each channel, which fades in and out over 100 ms so that silent ends stay silent."""
    mean = samples.mean(axis=0, dtype=np.float64)
    edge = min(RATE // 10, len(samples) // 2)
    if float(np.abs(mean).max()) < 1e-5 or not edge:
        return samples
    ramp = (np.arange(edge) / edge)[:, None]
    mean = mean * len(samples) / (len(samples) - edge - 1)
    level: Sound = samples - mean.astype(np.float32)
    level[:edge] += (mean * (1 - ramp)).astype(np.float32)
    level[-edge:] += (mean * (1 - ramp[::-1])).astype(np.float32)
    return level


def limit(samples: Sound, ceiling: float, gain: float = 1.0) -> Sound:
    """`samples` times `gain` with no true peak above `ceiling` (both factors); a new array. The gain moves over 20 ms,
    the same for both channels. Half a minute at a time: an hour of music is long."""
    out = np.empty(samples.shape, dtype=np.float32)
    margin = 3 * _LOOK
    over = 1.0
    for start in range(0, len(samples), _STRETCH):
        first, end = max(0, start - margin), min(start + _STRETCH, len(samples))
        piece = samples[first : end + margin] * np.float32(gain)
        piece = _limited(piece, ceiling)[start - first : end - first]
        over = max(over, float(peaks(piece, ceiling).max(initial=0.0)) / ceiling)
        out[start:end] = piece
    return out if over <= 1 else out / np.float32(over)


def _limited(piece: Sound, ceiling: float) -> Sound:
    top = peaks(piece, ceiling)
    if float(top.max(initial=0.0)) <= ceiling:
        return piece
    needed = np.minimum(np.float32(ceiling) / np.maximum(top, np.float32(1e-9)), np.float32(1))
    # The lowest gain within reach on both sides, then two means whose joint reach is the same: never above `needed`.
    curve = _mean(_mean(_lowest(needed, 2 * _LOOK), _LOOK), _LOOK)
    result: Sound = piece * curve[: len(piece), None]
    return result


def _lowest(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The smallest value of every window of `reach` + 1, by doubling windows; longer by `reach` at the front."""
    padded = np.concatenate([np.ones(reach, np.float32), values, np.ones(reach, np.float32)])
    width = 1
    while width < reach + 1:
        step = min(width, reach + 1 - width)
        padded = np.minimum(padded[:-step], padded[step:])
        width += step
    return padded


def _mean(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Means of `reach` + 1 neighbours; shorter by `reach`."""
    total = np.cumsum(np.concatenate([[0.0], values.astype(np.float64)]))
    means: NDArray[np.float32] = ((total[reach + 1 :] - total[: -reach - 1]) / (reach + 1)).astype(np.float32)
    return means


def decibels(factor: float) -> float:
    """`0.5 -> -6.02`; 0 is -inf."""
    return 20 * math.log10(factor) if factor > 0 else -math.inf
