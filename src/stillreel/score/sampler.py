"""One struck sound as samples: pitch by cubic interpolation, loop, envelope and filter of a SoundFont zone.

A strike is rendered once for a pitch and a loudness layer and kept; notes are cut from it, so a piece costs its
distinct sounds, not its notes. Everything is NumPy in fixed order: same inputs, same bytes.
Invariant: what is returned is never written to, and a shorter strike is a prefix of a longer one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .bank import Bank, Wave, Zone
from .notes import RATE
from .synth import VOICES, Synth

LONGEST = 9 * RATE
"""No note sounds longer than this many samples, release included."""

LAYERS = (40, 64, 84, 100, 114, 124)
"""Velocities at which instruments are sampled; a note takes the nearest one's tone and its own loudness."""

_LOUD = 0.06
_PEAK = 0.35


@dataclass(slots=True)
class Instrument:
    """One voice's sound, levelled so that every instrument is about equally loud."""

    bank: Bank
    sound: str
    key: int
    _strikes: dict[tuple[int, int], Wave] = field(default_factory=dict)
    _gain: float = 0.0

    @property
    def is_drum(self) -> bool:
        return self.sound.startswith("kit:")

    def strike(self, pitch: int, velocity: int, samples: int) -> tuple[Wave, int]:
        """A strike of at least `samples` samples (fewer only if it has died away before), and its release length."""
        layer = min(LAYERS, key=lambda v: abs(v - velocity))
        kept = self._strikes.get((pitch, layer))
        if kept is None or len(kept) < min(samples, LONGEST):
            wanted = min(LONGEST, max(samples, RATE) + RATE // 4)
            if kept is None or len(kept) >= RATE:
                kept = self._render(pitch, layer, wanted)
                self._strikes[pitch, layer] = kept
        return kept, self._release(pitch, layer)

    @property
    def gain(self) -> float:
        """The factor that brings this sound to the common loudness."""
        if not self._gain:
            wave, _ = self.strike(self.key, 100, RATE)
            if self.is_drum or len(wave) < RATE // 8:
                self._gain = _PEAK / max(float(np.abs(wave).max(initial=0.0)), 1e-4)
            else:
                blocks = wave[: len(wave) // 4800 * 4800].reshape(-1, 4800).astype(np.float64)
                power = np.sort((blocks**2).mean(axis=1))[::-1]
                self._gain = _LOUD / max(math.sqrt(float(power[:4].mean())), 1e-4)
        return self._gain

    def _voice(self) -> Synth | None:
        kind, name = self.sound.split(":")
        return VOICES[name] if kind == "synth" else None

    def _zones(self, pitch: int, velocity: int) -> tuple[Zone, ...]:
        kind, program = self.sound.split(":")
        return self.bank.zones(128 if kind == "kit" else 0, int(program), pitch, velocity)

    def _release(self, pitch: int, layer: int) -> int:
        synth = self._voice()
        if synth is not None:
            return int(synth.release * RATE)
        if self.is_drum:
            return LONGEST
        zones = self._zones(pitch, layer)
        seconds = min(zones[0].release, 1.5) * 0.6 if zones else 0.1
        return max(int(seconds * RATE), RATE // 25)

    def _render(self, pitch: int, layer: int, samples: int) -> Wave:
        synth = self._voice()
        if synth is not None:
            return synth.play(pitch, samples)
        waves = [play_zone(self.bank, z, pitch, samples) for z in self._zones(pitch, layer)]
        out = np.zeros(max((len(w) for w in waves), default=RATE), dtype=np.float32)
        for wave in waves:
            out[: len(wave)] += wave
        return out


def play_zone(bank: Bank, zone: Zone, pitch: int, samples: int) -> Wave:
    """A zone held at a pitch: at most `samples` samples at 48 kHz."""
    wave, rate = bank.wave(zone.sample)
    step = rate / RATE * 2.0 ** (((pitch - zone.root) * zone.scale + zone.tune) / 12)
    need = int(samples * step) + 4
    if zone.loop is not None and need > len(wave) - 4:
        wave = _looped(wave, zone.loop, need)
    out = resample(wave, step, samples)
    return filtered(out, zone) * envelope(zone, len(out)) * np.float32(10 ** (-zone.attenuation_db / 20))


def _looped(wave: Wave, loop: tuple[int, int], need: int) -> Wave:
    """The wave with its loop repeated until it is `need` samples long.

    Vorbis may give back fewer samples than went in; a loop that ends beyond them is moved, never shortened: its
    length is a whole number of periods, and with another one the note would be out of tune."""
    missing = max(0, loop[1] - len(wave))
    start, end = loop[0] - missing, loop[1] - missing
    if start < 0 or end - start < 8:
        return wave
    times = max(0, -(-(need - end) // (end - start)))
    return np.concatenate([wave[:end], np.tile(wave[start:end], times + 1)])[: need + 4]


def resample(wave: Wave, step: float, samples: int) -> Wave:
    """Read a wave at `step` input samples per output sample, by Catmull-Rom interpolation."""
    count = min(samples, max(0, int((len(wave) - 4) / step)))
    wave = wave[: int(count * step) + 8]
    if step > 1.6:
        wave = _dulled(wave, step)
    at = np.arange(count, dtype=np.float64) * step
    whole = at.astype(np.intp)
    t = (at - whole).astype(np.float32)
    padded = np.concatenate([wave[:1], wave])
    p0, p1, p2, p3 = (np.take(padded, whole + k) for k in range(4))
    half = np.float32(0.5)
    rise = half * (p2 - p0)
    bend = half * (p3 - p0) + np.float32(1.5) * (p1 - p2)
    quad = half * (p0 + p2) - p1 - bend
    result: Wave = p1 + t * (rise + t * (quad + t * bend))
    return result


def _dulled(wave: Wave, step: float) -> Wave:
    """What would fold back above half the rate is taken away before a big step."""
    size = fast_size(len(wave))
    spectrum = np.fft.rfft(wave, size)
    spectrum[int(len(spectrum) / step) :] = 0
    dulled: Wave = np.fft.irfft(spectrum, size)[: len(wave)].astype(np.float32)
    return dulled


def envelope(zone: Zone, samples: int) -> NDArray[np.float32]:
    """Attack (straight), hold, decay (straight in dB) to the sustain level; the release belongs to the note."""
    out = np.ones(samples, dtype=np.float32)
    attack = min(int(zone.attack * RATE), samples)
    if attack:
        out[:attack] = np.linspace(0, 1, attack, endpoint=False, dtype=np.float32)
    start = min(attack + int(zone.hold * RATE), samples)
    if zone.sustain_db > 0 and zone.decay > 0 and start < samples:
        # The decay time is the time a full 100 dB fall would take.
        fall = np.arange(samples - start, dtype=np.float32) * np.float32(100 / (zone.decay * RATE))
        out[start:] = np.exp(np.minimum(fall, np.float32(zone.sustain_db)) * np.float32(-math.log(10) / 20))
    return out


def filtered(wave: Wave, zone: Zone) -> Wave:
    """The zone's low-pass; where it sweeps, a bright and a dark version cross over as it closes."""
    if zone.cutoff >= 9000 or not len(wave):
        return wave
    dark = low_pass(wave, zone.cutoff)
    if zone.brighter < 0.2 or zone.sweep <= 0:
        return dark
    bright = low_pass(wave, min(zone.cutoff * 2**zone.brighter, 16000.0))
    closing = np.exp(np.arange(len(wave), dtype=np.float32) * np.float32(-4 / (zone.sweep * RATE)))
    swept: Wave = dark + (bright - dark) * closing
    return swept


def low_pass(wave: Wave, cutoff: float) -> Wave:
    """Two poles (Butterworth) at `cutoff` Hz, applied in the frequency domain."""
    size = fast_size(len(wave) + 2400)
    f = np.fft.rfftfreq(size, 1 / RATE).astype(np.float32) / np.float32(cutoff)
    response = 1 / (1 - f * f + np.complex64(1.4142135j) * f)
    out: Wave = np.fft.irfft(np.fft.rfft(wave, size) * response, size)[: len(wave)].astype(np.float32)
    return out


def fast_size(least: int) -> int:
    """The next length of the form 2^a, 3*2^a or 5*2^a: fast for an FFT."""
    power = 1 << max(4, (least - 1).bit_length())
    return min(s for s in (power, power * 3 // 4, power * 5 // 8) if s >= least)
