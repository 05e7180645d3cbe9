"""Where an uploaded song's beats and downbeats are, and which stretch of it is best.

Onset strength is the rise of a log-mel-like spectrum; the tempo is the peak of its autocorrelation under a
preference for 120 a minute; beats are the best path through the onsets by dynamic programming (D. Ellis,
"Beat Tracking by Dynamic Programming", 2007). Downbeats are the phase of four with most low and harmonic change.
Invariant: times are seconds from the first sample, rising, inside the song.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .notes import RATE, samples_at

Sound = NDArray[np.float32]
Curve = NDArray[np.float64]

HOP = 480
"""Samples from one onset value to the next: 10 ms."""

_WINDOW = 2048
_BANDS = 40
_LOW = 8
_RATE = RATE / HOP


@dataclass(frozen=True)
class Beats:
    """`tempo` in beats a minute (0 when there is no beat), times in ms."""

    tempo: float
    beats_ms: tuple[int, ...]
    downbeats_ms: tuple[int, ...]


def beats(samples: Sound) -> Beats:
    """The beats of (n, 2) samples at 48 kHz. A sound shorter than two seconds, or without onsets, has none."""
    if len(samples) < 2 * RATE:
        return Beats(0.0, (), ())
    spectrum = _bands(samples)
    strength = _rise(spectrum)
    if float(strength.max()) < 1e-3:
        return Beats(0.0, (), ())
    period = _period(strength)
    frames = _track(strength, period)
    if len(frames) < 2:
        return Beats(0.0, (), ())
    times = tuple(round(float(_refined(strength, f)) * 1000 / _RATE) for f in frames)
    phase = _downbeat(spectrum, strength, frames)
    gap = float(np.median(np.diff(times)))
    return Beats(60000 / gap, times, times[phase::4])


def best_section(samples: Sound, length_ms: int) -> int:
    """Where to start (ms, on a downbeat) so that `length_ms` of the song is its strongest stretch: loud, steady and
    beginning where something begins. 0 when the song is not longer than that."""
    spare = len(samples) - samples_at(length_ms)
    if spare <= 0:
        return 0
    power = _loud(samples)
    total = np.concatenate([[0.0], np.cumsum(power)])
    width = max(1, length_ms // 10)
    starts = [d for d in beats(samples).downbeats_ms if samples_at(d) <= spare] or [0]

    def worth(start: int) -> float:
        at = min(start // 10, len(power) - 1)
        inside = (total[min(at + width, len(power))] - total[at]) / width
        before = power[max(0, at - 200) : at].mean() if at else inside
        onset = power[at : at + 200].mean() - before
        return float(inside + 0.25 * onset)

    return max(starts, key=lambda s: (round(worth(s), 6), -s))


def loop_span(samples: Sound) -> tuple[int, int]:
    """(start, end) in samples between which a song may go round: first to last downbeat, or all of it."""
    downs = beats(samples).downbeats_ms
    if len(downs) >= 2 and downs[-1] - downs[0] >= 1000:
        return samples_at(downs[0]), samples_at(downs[-1])
    return 0, len(samples)


def levels(samples: Sound, every_ms: int) -> tuple[int, ...]:
    """How loud each stretch of `every_ms` is, in whole dB above -50."""
    step = samples_at(every_ms)
    count = len(samples) // step
    power = np.square(samples[: count * step]).sum(axis=1).reshape(count, step).mean(axis=1)
    return tuple(int(v) for v in np.maximum(10 * np.log10(power.astype(np.float64) + 1e-9) + 50, 0))


def _loud(samples: Sound) -> Curve:
    """Level of every 10 ms in dB above -50."""
    count = len(samples) // HOP
    power = np.square(samples[: count * HOP]).sum(axis=1).reshape(count, HOP).mean(axis=1)
    level: Curve = np.maximum(10 * np.log10(power.astype(np.float64) + 1e-9) + 50, 0)
    return level


def _bands(samples: Sound) -> Curve:
    """Log energy (frames, bands) of about third-octave bands, 10 ms apart."""
    mono = samples.mean(axis=1)
    mono = np.concatenate([np.zeros(_WINDOW // 2, np.float32), mono, np.zeros(_WINDOW // 2, np.float32)])
    count = (len(mono) - _WINDOW) // HOP + 1
    edges = np.geomspace(40, 12000, _BANDS + 1) * _WINDOW / RATE
    bins = np.unique(np.round(edges)).astype(np.intp)
    window = np.hanning(_WINDOW).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(mono, _WINDOW)[::HOP][:count]
    found = []
    for start in range(0, count, 1000):
        power = np.abs(np.fft.rfft(views[start : start + 1000] * window, axis=1)) ** 2
        found.append(np.add.reduceat(power, bins, axis=1)[:, :-1])
    power = np.concatenate(found).astype(np.float64)
    # Relative to the loudest: 40 dB below, things stop to matter, or a whispered hat would weigh like a drum.
    bands: Curve = np.log10(1e-4 + power / max(float(power.max()), 1e-12))
    return bands


def _rise(bands: Curve) -> Curve:
    """Onset strength: how much the bands grow within 20 ms, less its own local mean, scaled to a deviation of 1."""
    rise = np.zeros(len(bands))
    grown = np.maximum(bands[2:] - bands[:-2], 0)
    # The lowest bands count twice: where a drum and an off-beat compete, the drum is the beat.
    rise[2:] = grown.mean(axis=1) + grown[:, :_LOW].mean(axis=1)
    local = np.convolve(rise, np.ones(81) / 81, "same")
    rise = np.maximum(rise - local, 0)
    deviation = float(rise.std())
    strength: Curve = rise / deviation if deviation > 1e-9 else np.zeros_like(rise)
    return strength


def _period(strength: Curve) -> float:
    """The beat in frames: autocorrelation under a log-Gaussian preference around 120 a minute."""
    size = 1 << (2 * len(strength)).bit_length()
    spectrum = np.fft.rfft(strength, size)
    auto = np.fft.irfft(spectrum * np.conj(spectrum), size)[:400]
    lags = np.arange(1, 400)
    preference = np.exp(-0.5 * (np.log2(lags * 2 / _RATE) / 0.9) ** 2)
    # A beat repeats at twice and four times its period too.
    multiple = np.array([auto[k] + 0.5 * (auto[2 * k] if 2 * k < 400 else 0.0) for k in lags])
    score = multiple * preference
    score[lags < _RATE * 60 / 240] = 0
    best = int(lags[int(np.argmax(score))])
    return _parabola(auto, best)


def _parabola(values: Curve, at: int) -> float:
    """Where the peak near `at` really is, between the frames."""
    if not 0 < at < len(values) - 1:
        return float(at)
    a, b, c = values[at - 1 : at + 2]
    bend = a - 2 * b + c
    return at + (0.5 * float((a - c) / bend) if bend < 0 else 0.0)


def _refined(strength: Curve, frame: int) -> float:
    low, high = max(0, frame - 3), min(len(strength), frame + 4)
    top = low + int(np.argmax(strength[low:high]))
    return _parabola(strength, top) if strength[top] > 0.5 else float(frame)


def _track(strength: Curve, period: float, tight: float = 100.0) -> list[int]:
    """Ellis' dynamic programme: each frame's best past, then back from the best end."""
    count = len(strength)
    smooth = np.convolve(strength, np.exp(-0.5 * (np.arange(-8, 9) / 2.5) ** 2), "same")
    smooth /= max(float(smooth.std()), 1e-9)
    gaps = np.arange(round(period / 2), round(2 * period) + 1)
    price = -tight * np.log(gaps / period) ** 2
    total, back = np.array(smooth), np.full(count, -1)
    for frame in range(int(gaps[0]), count):
        reach = gaps[gaps <= frame]
        past = total[frame - reach] + price[: len(reach)]
        best = int(np.argmax(past))
        if past[best] > 0:
            total[frame] = smooth[frame] + past[best]
            back[frame] = frame - reach[best]
    tail = max(0, count - round(1.5 * period))
    frame = tail + int(np.argmax(total[tail:]))
    found = []
    while frame >= 0:
        found.append(frame)
        frame = int(back[frame])
    return found[::-1]


def _downbeat(bands: Curve, strength: Curve, frames: list[int]) -> int:
    """Which beat of four is the first: where bass and harmony change most."""
    means = np.stack([bands[a:b].mean(axis=0) for a, b in itertools.pairwise(frames)])
    change = np.concatenate([[0.0], np.abs(np.diff(means, axis=0)).mean(axis=1)])
    low = np.array([bands[f : f + 6, :_LOW].mean() for f in frames[:-1]])
    onset = np.array([strength[max(0, f - 2) : f + 3].max() for f in frames[:-1]])
    worth = _even(change) + 0.6 * _even(low) + 0.3 * _even(onset)
    scores = [float(worth[phase::4].mean()) if len(worth[phase::4]) else -9.0 for phase in range(4)]
    return int(np.argmax(scores))


def _even(values: Curve) -> Curve:
    deviation = float(values.std())
    even: Curve = (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros_like(values)
    return even
