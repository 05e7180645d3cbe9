"""A score becomes sound: 48 kHz, stereo, exactly as long as it says, silent at the very end.

    notes -> one buffer per player -> tone -> place (pan, width) --+-> sum -> drive -> glue -> fade
                                          \\-> room (both ears) ----+

Works in blocks of ten seconds that overlap and add; tone, place and room are linear, so blocks change nothing.
Invariant: the same score and bank give the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .bank import Bank
from .notes import RATE, Note, Score
from .room import band, room, room_samples
from .sampler import LONGEST, Instrument, fast_size
from .style import Voice

Sound = NDArray[np.float32]
"""Samples of shape (n, 2): left and right, -1..1 at 48 kHz."""

WINDOW = 1 << 19
"""Samples of one transform: a block and the ring of the room after it."""

_PUMP = 0.28
_SETTLE = RATE // 10


@dataclass(slots=True)
class _Player:
    """One voice at work; `ringing` is what its notes of earlier blocks still sound, from the next block on."""

    voice: Voice
    instrument: Instrument
    notes: tuple[Note, ...]
    starts: NDArray[np.int64]
    ringing: Sound

    def between(self, start: int, end: int) -> tuple[Note, ...]:
        first, last = np.searchsorted(self.starts, (start, end))
        return self.notes[first:last]


def perform(score: Score, bank: Bank) -> Sound:
    """The score as sound, (n, 2) float32 with n = length_ms * 48; peaks lie below 1, the last sample is 0."""
    length = score.samples
    players = _players(score, bank)
    kicks = _kicks(score)
    after = room_samples(score.style.room) + _SETTLE
    size = min(WINDOW, fast_size(length + after))
    out = np.zeros((length, 2), dtype=np.float32)
    for start in range(0, length, size - after):
        end = min(start + size - after, length)
        keep = min(size, length - start)
        for ear, heard in zip(out.T, _block(score, players, kicks, start, end, size), strict=True):
            ear[start : start + keep] += heard[:keep]
    return _finish(out, score)


def _players(score: Score, bank: Bank) -> list[_Player]:
    players = []
    for part, voice in enumerate(score.style.voices):
        notes = tuple(n for n in score.notes if n.part == part)
        if notes:
            starts = np.array([n.start for n in notes], dtype=np.int64)
            instrument = Instrument(bank, voice.sound, voice.key)
            players.append(_Player(voice, instrument, notes, starts, np.zeros(0, dtype=np.float32)))
    return players


def _kicks(score: Score) -> NDArray[np.int64]:
    kick = {i for i, v in enumerate(score.style.voices) if v.role == "drum" and v.key in (35, 36)}
    return np.array([n.start for n in score.notes if n.part in kick and n.velocity > 60], dtype=np.int64)


def _block(
    score: Score, players: list[_Player], kicks: NDArray[np.int64], start: int, end: int, size: int
) -> tuple[Sound, Sound]:
    """Both ears of what sounds in [start, end), and its ring in the room: `size` samples."""
    sums = [np.zeros(size // 2 + 1, dtype=np.complex64) for _ in range(3)]
    for player in players:
        dry = _played(player, start, end, score.samples)
        if dry is None:
            continue
        if player.voice.pump and score.style.pump:
            _pump(dry, kicks - start, score.style.pump)
        heard = np.fft.rfft(dry, size).astype(np.complex64, copy=False)
        _place(sums, heard, player.voice, player.instrument.gain, size)
    ears = room(size, score.style.room)
    left, right = (
        np.fft.irfft(direct + sums[2] * ear, size).astype(np.float32, copy=False)
        for direct, ear in zip(sums[:2], ears, strict=True)
    )
    return left, right


def _played(player: _Player, start: int, end: int, length: int) -> Sound | None:
    """A player alone and dry in [start, end), or None when silent; what rings on is kept for the next block."""
    notes = player.between(start, end)
    if not notes and not len(player.ringing):
        return None
    reach = max((min(n.start + LONGEST, length) for n in notes), default=0) - start
    buffer = np.zeros(max(end - start, reach, len(player.ringing)), dtype=np.float32)
    buffer[: len(player.ringing)] = player.ringing
    for note in notes:
        _strike(buffer, player.instrument, note, start, min(len(buffer), length - start))
    player.ringing = np.array(buffer[end - start :])
    if not player.ringing.any():
        player.ringing = np.zeros(0, dtype=np.float32)
    return buffer[: end - start]


def _strike(buffer: Sound, instrument: Instrument, note: Note, origin: int, reach: int) -> None:
    """Add one note to a player's buffer, with its own loudness and release; nothing beyond `reach`."""
    release = 0
    wave, release = instrument.strike(note.pitch, note.velocity, min(note.length + RATE // 2, LONGEST))
    at = note.start - origin
    count = min(len(wave), note.length + release, LONGEST, reach - at)
    if count <= 0:
        return
    piece = wave[:count] * np.float32((note.velocity / 127) ** 1.5)
    fade = min(release, count) if note.length + release <= len(wave) else min(count, RATE // 50)
    if note.length + release > count:
        fade = min(count, max(fade, RATE // 50)) if count < len(wave) else min(count, RATE // 200)
    piece[count - fade :] *= _falling(fade)
    buffer[at : at + count] += piece


def _falling(samples: int) -> Sound:
    """A release: quick at first, then slow, ending on 0."""
    left = np.linspace(1, 0, samples, dtype=np.float32)
    return left * left * left


def _pump(buffer: Sound, kicks: NDArray[np.int64], depth_db: float) -> None:
    """Push a player down at every kick and let it come back: the breath of dance music."""
    count = int(_PUMP * RATE)
    t = np.linspace(0, 1, count, dtype=np.float32)
    floor = np.float32(10 ** (-depth_db / 20))
    # 4 ms down, then back along half a cosine.
    curve = floor + (1 - floor) * (0.5 - 0.5 * np.cos(np.float32(math.pi) * t))
    down = int(0.004 * RATE)
    curve[:down] = np.linspace(1, curve[down], down, dtype=np.float32)
    edges = [int(k) for k in kicks if -count < k < len(buffer)]
    for i, kick in enumerate(edges):
        stop = min(kick + count, len(buffer), edges[i + 1] if i + 1 < len(edges) else len(buffer))
        first = max(kick, 0)
        if stop > first:
            buffer[first:stop] *= curve[first - kick : stop - kick]


def _place(
    sums: list[NDArray[np.complex64]], heard: NDArray[np.complex64], voice: Voice, level: float, size: int
) -> None:
    """Tone, then pan at equal power, then width (equal and opposite in both ears, gone in mono), then the room."""
    heard = heard * band(size, voice.low, voice.high)
    heard *= np.complex64(level * 10 ** (voice.gain / 20))
    angle = (voice.pan + 1) * math.pi / 4
    sums[0] += heard * np.complex64(math.cos(angle) * math.sqrt(2))
    sums[1] += heard * np.complex64(math.sin(angle) * math.sqrt(2))
    if voice.wide:
        aside = heard * _spread(size) * np.complex64(voice.wide)
        sums[0] += aside
        sums[1] -= aside
    if voice.send:
        heard *= np.complex64(voice.send)
        sums[2] += heard


@lru_cache(maxsize=4)
def _spread(size: int) -> NDArray[np.complex64]:
    """A delay of 13 ms without the lows: what one side gains, the other loses."""
    f = np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)
    rise = f / np.float32(300)
    turn = np.exp(np.complex64(-2j * math.pi * 0.013) * f)
    spread: NDArray[np.complex64] = (turn * rise / np.sqrt(1 + rise * rise)).astype(np.complex64)
    return spread


def _finish(sound: Sound, score: Score) -> Sound:
    """Even level, a little drive, gentle glue, the last fade; in place, a stretch at a time, for an hour is long."""
    stretches = [sound[at : at + WINDOW] for at in range(0, len(sound), WINDOW)]
    power = sum(float(np.square(s, dtype=np.float64).sum()) for s in stretches) / max(1, sound.size)
    level = np.float32(0.1 / math.sqrt(power + 1e-12))
    push = np.float32(1 + 2.5 * score.style.drive)
    for stretch in stretches:
        stretch *= level
        if score.style.drive:
            np.tanh(stretch * push, out=stretch)
            stretch /= push
    _glue(sound)
    fade = score.samples - score.release
    curve = np.cos(np.linspace(0, math.pi / 2, fade, dtype=np.float64)).astype(np.float32) ** 2
    sound[score.release :] *= curve[:, None]
    sound[-1:] = 0
    peak = max(float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))
    if peak > 0.98:
        sound *= np.float32(0.98 / peak)
    return sound


def _glue(sound: Sound, threshold: float = 0.12, ratio: float = 2.0) -> None:
    """A slow, soft compressor on the sum: levels of 10 ms, smoothed over 120 ms, 2:1 above the threshold."""
    hop = RATE // 100
    count = -(-len(sound) // hop)
    steps = np.zeros(count)
    for i in range(0, count, 1000):
        piece = np.square(sound[i * hop : (i + 1000) * hop]).sum(axis=1, dtype=np.float64)
        sums = np.add.reduceat(piece, np.arange(0, len(piece), hop))
        steps[i : i + len(sums)] = sums / (2 * hop)
    level = np.convolve(steps, np.hanning(14) / 6.5)[6:][:count]
    over = np.maximum(np.sqrt(level) / threshold, 1.0)
    gain = over ** (1 / ratio - 1)
    middles = np.arange(count) * hop + hop / 2
    for start in range(0, len(sound), WINDOW):
        end = min(start + WINDOW, len(sound))
        curve = np.interp(np.arange(start, end), middles, gain)
        sound[start:end] *= curve.astype(np.float32)[:, None]
