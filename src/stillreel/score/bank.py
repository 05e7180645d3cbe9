"""The instruments: a SoundFont 2/3 file read into zones, and its samples decoded when first asked for.

Follows the SoundFont 2.04 specification (E-mu 1998): RIFF `sfbk`, presets made of instruments made of zones of
generators; instrument generators are absolute, preset generators are added. SF3 is the same file with Ogg
Vorbis samples, whose offsets are bytes. Decoding is injected, because only `media` may open files.
Invariant: a Bank never changes what it answers; its memory of decoded samples only saves time.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import Unsupported

Wave = NDArray[np.float32]
Decode = Callable[[bytes], tuple[Wave, int]]
"""Ogg Vorbis bytes -> (samples in -1..1, (n,) or (n, channels), rate in Hz)."""

DRUMS = 128
"""The bank number of drum kits."""

# Generator numbers of the specification that this sampler understands (section 8.1.3).
_START, _END, _LOOP, _LOOP_END, _COARSE = 0, 1, 2, 3, 4
_CUTOFF, _RESONANCE, _ENV_TO_CUTOFF, _PAN = 8, 9, 11, 17
_MOD_DECAY, _MOD_SUSTAIN = 28, 29
_ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE = 34, 35, 36, 37, 38
_INSTRUMENT, _KEYS, _VELOCITIES, _ATTENUATION = 41, 43, 44, 48
_COARSE_TUNE, _FINE_TUNE, _SAMPLE, _MODES, _SCALE, _CHOKE, _ROOT = 51, 52, 53, 54, 56, 57, 58
_DEFAULTS = {
    _CUTOFF: 13500,
    _MOD_DECAY: -12000,
    _ATTACK: -12000,
    _HOLD: -12000,
    _DECAY: -12000,
    _RELEASE: -12000,
    _SCALE: 100,
    _ROOT: -1,
}
# The data of these is a pair of bytes or an index, never a sum.
_NOT_ADDED = {_INSTRUMENT, _KEYS, _VELOCITIES, _SAMPLE, _MODES, _CHOKE, _ROOT}

_Gens = dict[int, int]


@dataclass(frozen=True, slots=True)
class Zone:
    """One sample laid over a range of keys and velocities. Times in seconds, levels in dB (positive = quieter),
    filter in Hz, `brighter` in octaves the filter opens at the start, `sweep` how long it takes to close,
    `tune` in semitones, `pan` -0.5..0.5; `loop` in samples of the wave, None when it plays once."""

    sample: int
    keys: tuple[int, int]
    velocities: tuple[int, int]
    root: int
    tune: float
    scale: float
    loop: tuple[int, int] | None
    attack: float
    hold: float
    decay: float
    sustain_db: float
    release: float
    attenuation_db: float
    cutoff: float
    brighter: float
    sweep: float
    pan: float
    choke: int

    def holds(self, key: int, velocity: int) -> bool:
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]


@dataclass(slots=True)
class Bank:
    """Presets by (bank, program), and the packed samples."""

    presets: dict[tuple[int, int], tuple[Zone, ...]]
    names: dict[tuple[int, int], str]
    _packed: tuple[tuple[bytes, int, bool], ...]
    _decode: Decode
    _waves: dict[int, tuple[Wave, int]] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, decode: Decode) -> Bank:
        """Read the structure of a SoundFont; no sample is decoded yet. Raises Unsupported when it is none."""
        try:
            return _read(data, decode)
        except (struct.error, IndexError, KeyError, ValueError) as error:
            raise Unsupported(f"this is not a SoundFont: {error}") from error

    @classmethod
    def packaged(cls, decode: Decode) -> Bank:
        """The bank that ships with the package."""
        return cls.open(packaged_bytes(), decode)

    def zones(self, bank: int, program: int, key: int, velocity: int) -> tuple[Zone, ...]:
        """The zones that sound for a key (0..127) struck with a velocity (1..127); empty if none."""
        found = tuple(z for z in self.presets.get((bank, program), ()) if z.holds(key, velocity))
        return found[:2]

    def wave(self, sample: int) -> tuple[Wave, int]:
        """One sample, mono, and its rate in Hz; decoded on first use."""
        if sample not in self._waves:
            packed, rate, is_ogg = self._packed[sample]
            if is_ogg:
                decoded, rate = self._decode(packed)
                wave = decoded if decoded.ndim == 1 else decoded.mean(axis=1)
            else:
                wave = np.frombuffer(packed, "<i2").astype(np.float32) / np.float32(32768)
            wave = wave.mean(axis=1) if wave.ndim == 2 else wave
            self._waves[sample] = (np.ascontiguousarray(wave, dtype=np.float32), rate)
        return self._waves[sample]

    @property
    def decoded(self) -> int:
        """How many samples have been decoded so far."""
        return len(self._waves)


@cache
def packaged_bytes() -> bytes:
    """The bytes of the SoundFont in the package's data folder."""
    return (files(__package__) / "data" / "FluidR3Mono-subset27.sf3").read_bytes()


def _chunks(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        size = struct.unpack_from("<I", data, start + 4)[0]
        yield data[start : start + 4], start + 8, size
        start += 8 + size + (size & 1)


def _read(data: bytes, decode: Decode) -> Bank:
    if data[:4] != b"RIFF" or data[8:12] != b"sfbk":
        raise ValueError("no RIFF sfbk header")
    parts: dict[bytes, tuple[int, int]] = {}
    for tag, at, size in _chunks(data, 12, len(data)):
        if tag == b"LIST":
            parts.update({name: (o, n) for name, o, n in _chunks(data, at + 4, at + size)})
    samples = _rows(data, parts[b"shdr"], "<20sIIIIIBbHH")
    instruments = _layers(data, parts, b"inst", b"ibag", b"igen", "<20sH", 1)
    presets = _layers(data, parts, b"phdr", b"pbag", b"pgen", "<20sHHHIII", 3)
    zones: dict[tuple[int, int], tuple[Zone, ...]] = {}
    names: dict[tuple[int, int], str] = {}
    for head, bags in presets:
        where = (int(head[2]), int(head[1]))
        zones[where] = tuple(_zones(bags, instruments, samples))
        names[where] = head[0].split(b"\0")[0].decode("latin-1")
    base = parts[b"smpl"][0]
    packed = tuple(_packed(data, base, row) for row in samples[:-1])
    return Bank(zones, names, packed, decode)


def _packed(data: bytes, base: int, row: tuple[Any, ...]) -> tuple[bytes, int, bool]:
    start, end, rate, kind = (int(row[i]) for i in (1, 2, 5, 9))
    if kind & 0x10:
        return data[base + start : base + end], rate, True
    return data[base + 2 * start : base + 2 * end], rate, False


def _rows(data: bytes, where: tuple[int, int], form: str) -> list[tuple[Any, ...]]:
    at, size = where
    return list(struct.iter_unpack(form, data[at : at + size - size % struct.calcsize(form)]))


def _layers(
    data: bytes,
    parts: dict[bytes, tuple[int, int]],
    heads: bytes,
    bags: bytes,
    gens: bytes,
    form: str,
    bag: int,
) -> list[tuple[tuple[Any, ...], list[_Gens]]]:
    """Every preset or instrument with its zones' generators; the global zone is folded into the others."""
    rows = _rows(data, parts[heads], form)
    first = [int(b[0]) for b in _rows(data, parts[bags], "<HH")]
    generators = [(int(g), int(v)) for g, v in _rows(data, parts[gens], "<Hh")]
    last = _INSTRUMENT if heads == b"phdr" else _SAMPLE
    found: list[tuple[tuple[Any, ...], list[_Gens]]] = []
    for row, following in itertools.pairwise(rows):
        common: _Gens = {}
        zones: list[_Gens] = []
        for i in range(int(row[bag]), int(following[bag])):
            own = dict(generators[first[i] : first[i + 1]])
            if last in own:
                zones.append({**common, **own})
            else:
                common = own
        found.append((row, zones))
    return found


def _range(gens: _Gens, which: int) -> tuple[int, int]:
    packed = gens.get(which, 0x7F00) & 0xFFFF
    return packed & 0xFF, packed >> 8


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return max(a[0], b[0]), min(a[1], b[1])


def _zones(
    bags: list[_Gens],
    instruments: list[tuple[tuple[Any, ...], list[_Gens]]],
    samples: list[tuple[Any, ...]],
) -> Iterator[Zone]:
    for preset in bags:
        for instrument in instruments[preset[_INSTRUMENT]][1]:
            gens = {**_DEFAULTS, **instrument}
            for which, value in preset.items():
                if which not in _NOT_ADDED:
                    gens[which] = gens.get(which, 0) + value
            keys = _overlap(_range(preset, _KEYS), _range(instrument, _KEYS))
            velocities = _overlap(_range(preset, _VELOCITIES), _range(instrument, _VELOCITIES))
            if keys[0] <= keys[1] and velocities[0] <= velocities[1]:
                yield _zone(gens, keys, velocities, samples[gens[_SAMPLE]])


def _seconds(timecents: int) -> float:
    return 0.0 if timecents <= -12000 else float(min(2.0 ** (timecents / 1200), 40.0))


def _zone(gens: _Gens, keys: tuple[int, int], velocities: tuple[int, int], sample: tuple[Any, ...]) -> Zone:
    loop_start, loop_end, root, cents = (int(sample[i]) for i in (3, 4, 6, 7))
    loop = (loop_start + gens.get(_LOOP, 0), loop_end + gens.get(_LOOP_END, 0))
    opening = gens.get(_ENV_TO_CUTOFF, 0) / 1200
    stays = 1 - min(max(gens.get(_MOD_SUSTAIN, 0) / 1000, 0.0), 1.0)
    looped = gens.get(_MODES, 0) & 1 and loop[1] - loop[0] >= 8
    return Zone(
        sample=gens[_SAMPLE],
        keys=keys,
        velocities=velocities,
        root=gens[_ROOT] if gens[_ROOT] >= 0 else root,
        tune=gens.get(_COARSE_TUNE, 0) + (gens.get(_FINE_TUNE, 0) + cents) / 100,
        scale=gens[_SCALE] / 100,
        loop=loop if looped else None,
        attack=_seconds(gens[_ATTACK]),
        hold=_seconds(gens[_HOLD]),
        decay=_seconds(gens[_DECAY]),
        sustain_db=min(max(gens.get(_SUSTAIN, 0) / 10, 0.0), 100.0),
        release=_seconds(gens[_RELEASE]),
        attenuation_db=max(gens.get(_ATTENUATION, 0) / 10 * 0.4, 0.0),
        # The part of the sweep that the envelope sustains belongs to the resting filter.
        cutoff=min(8.176 * 2 ** (gens[_CUTOFF] / 1200 + opening * stays), 20000.0),
        brighter=opening * (1 - stays),
        sweep=_seconds(gens[_MOD_DECAY]),
        pan=min(max(gens.get(_PAN, 0) / 1000, -0.5), 0.5),
        choke=gens.get(_CHOKE, 0),
    )
