"""Several sounds become one: placed, faded, looped, ducked under speech, added.

    music  ~~~~~~\\______/~~~~~~~~~~~      150 ms down before a word, 400 ms back up after it
    voice         la la la                 about 10 dB between

Loudness rule: every track is first brought to a common loudness, so that `volume` means the same for any song.
The **programme** is delivered at the asked LUFS when every track stands at its reference volume (0.35 music, 1.0
others); another volume is louder or quieter by exactly its decibels, alone and in a mix (`programme`).
Invariant: no edit makes a step: every edge has a ramp of at least 5 ms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .beats import loop_span
from .loudness import SILENCE, Sound, loudness
from .master import master
from .notes import RATE, samples_at

MUSIC_VOLUME = 0.35
"""The volume at which music alone is delivered at the full asked loudness."""

COMMON_LUFS = -23.0
DUCK_DB = 10.0
ATTACK_MS, RELEASE_MS = 150, 400
EDGE_MS = 5
_JOIN_MS = 40
_FRAME = RATE // 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Track:
    """One sound in the mix. `samples` (n, 2) at 48 kHz; `start_ms` on the programme's clock; `length_ms` (None: to the
    programme's end); `offset_ms` into the samples; `volume` a fraction, loud at `reference`; fades in ms; `duck`: give
    way to tracks that are `voice`; `levelled`: bring to the common loudness first (not wanted for room sound);
    `loop`: go on from a bar line when the samples are too short."""

    samples: Sound
    start_ms: int = 0
    length_ms: int | None = None
    offset_ms: int = 0
    volume: float = 1.0
    reference: float = 1.0
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    duck: bool = False
    voice: bool = False
    levelled: bool = True
    loop: bool = False


def mix(tracks: Sequence[Track], length_ms: int) -> Sound:
    """All tracks in one programme of exactly `length_ms`: (n, 2) float32, n = length_ms * 48, not yet mastered."""
    return _sum([_placed(track, length_ms) for track in tracks], tracks, length_ms)


def programme(tracks: Sequence[Track], length_ms: int, lufs: float = -14.0, peak_db: float = -1.0) -> Sound:
    """Mixed and mastered. At reference volumes it measures `lufs`; other volumes are heard as what they are."""
    pieces = [_placed(replace(track, volume=track.reference), length_ms) for track in tracks]
    whole = _sum(pieces, tracks, length_ms)
    standard = loudness(whole)
    if standard == SILENCE:
        return whole
    shares = [track.volume / track.reference for track in tracks]
    if any(share != 1 for share in shares):
        whole = _sum([p * np.float32(s) for p, s in zip(pieces, shares, strict=True)], tracks, length_ms)
        # Louder than the reference cannot mean louder than the platform's target: the players would turn it down.
        lufs = min(lufs + loudness(whole) - standard, lufs)
    return whole if lufs == SILENCE else master(whole, lufs, peak_db)


def _sum(pieces: Sequence[Sound], tracks: Sequence[Track], length_ms: int) -> Sound:
    total = np.zeros((samples_at(length_ms), 2), dtype=np.float32)
    voices = None
    if any(track.voice for track in tracks):
        voices = np.zeros_like(total)
        for piece, track in zip(pieces, tracks, strict=True):
            if track.voice:
                _add(voices, piece, track)
    quiet = None if voices is None else ducking(voices)
    for piece, track in zip(pieces, tracks, strict=True):
        if not track.voice:
            at = samples_at(track.start_ms)
            ducked = piece * quiet[at : at + len(piece), None] if track.duck and quiet is not None else piece
            _add(total, ducked, track)
    if voices is not None:
        total += voices
    return total


def _add(total: Sound, piece: Sound, track: Track) -> None:
    at = samples_at(track.start_ms)
    total[at : at + len(piece)] += piece[: max(0, len(total) - at)]


def _placed(track: Track, length_ms: int) -> Sound:
    """The stretch of a track that is heard, at its level, with its fades."""
    left = length_ms - track.start_ms
    wanted = samples_at(max(0, left if track.length_ms is None else min(track.length_ms, left)))
    samples = track.samples
    if track.loop and len(samples) - samples_at(track.offset_ms) < wanted:
        samples = looped(samples, samples_at(track.offset_ms) + wanted)
    piece = samples[samples_at(track.offset_ms) :][:wanted]
    gain = track.volume * (_levelling(track.samples) if track.levelled else 1.0) / track.reference
    return fade(piece * np.float32(gain), track.fade_in_ms, track.fade_out_ms)


def _levelling(samples: Sound) -> float:
    found = loudness(samples)
    return 1.0 if found < -60 else float(10 ** ((COMMON_LUFS - found) / 20))


def fade(samples: Sound, in_ms: int, out_ms: int) -> Sound:
    """Fades at equal power (a quarter sine); at least 5 ms each unless the edge is silent already. A new array."""
    out = np.array(samples, dtype=np.float32)
    for edge_ms, side in ((in_ms, slice(None)), (out_ms, slice(None, None, -1))):
        count = min(samples_at(max(edge_ms, EDGE_MS)), len(out))
        if count and (edge_ms > 0 or np.any(out[side][0])):
            out[side][:count] *= np.sin(np.linspace(0, math.pi / 2, count)).astype(np.float32)[:, None]
    return out


def looped(samples: Sound, wanted: int) -> Sound:
    """A song made at least `wanted` samples long: from its last bar line back to the first, crossfaded over 40 ms."""
    start, end = loop_span(samples)
    join = min(samples_at(_JOIN_MS), end - start, len(samples) - end, start) if start else 0
    out = [samples[:end]]
    have = end
    rise = np.sin(np.linspace(0, math.pi / 2, max(join, 1))).astype(np.float32)[:, None]
    while have < wanted and end > start:
        piece = np.array(samples[start:end])
        if join:
            # What led up to the first bar line fades in under what would have followed the last.
            out[-1] = np.array(out[-1])
            out[-1][-join:] = out[-1][-join:] * rise[::-1] + samples[start - join : start] * rise
        else:
            edge = min(samples_at(EDGE_MS), len(piece))
            ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
            out[-1] = np.array(out[-1])
            out[-1][-edge:] *= ramp[::-1]
            piece[:edge] *= ramp
        out.append(piece)
        have += end - start
    return np.concatenate(out)


def ducking(voices: Sound) -> NDArray[np.float32] | None:
    """The gain of ducked tracks for every sample of the summed voices; None when nobody speaks."""
    count = -(-len(voices) // _FRAME)
    padded = np.zeros(count * _FRAME, dtype=np.float32)
    padded[: len(voices)] = np.square(voices).sum(axis=1)
    power = padded.reshape(count, _FRAME).mean(axis=1)
    if float(power.max(initial=0.0)) < 1e-8:
        return None
    # Speaking is within 30 dB of its loudest; pauses shorter than a third of a second are bridged.
    speaks = power > power.max() * 1e-3
    hold = np.convolve(speaks, np.ones(34))[:count] > 0
    down, up = DUCK_DB * 10 / ATTACK_MS, DUCK_DB * 10 / RELEASE_MS
    depth = np.where(hold, DUCK_DB, 0.0)
    # Two straight slopes in dB: forward for the way back, backward for the way down, which comes before the word.
    at = np.arange(count)
    depth = np.maximum.accumulate(depth + up * at) - up * at
    depth = (np.maximum.accumulate((depth - down * at)[::-1])[::-1]) + down * at
    depth = np.clip(depth, 0, DUCK_DB)
    gain = 10 ** (-np.interp(np.arange(len(voices)), at * _FRAME, depth) / 20)
    found: NDArray[np.float32] = gain.astype(np.float32)
    return found
