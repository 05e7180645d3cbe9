"""What is heard, as samples: composed music, uploaded songs and clips' own sound, mixed to the video's length.

Music is composed here and now from style, length and seed; files are decoded through `media`. The mix is
one piece of work with its own key, so a new song costs no picture. Invariant: same cues, same samples.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..catalog.music import MUSIC
from ..media.coded import Coded
from ..media.encode import encode_sound, heard
from ..media.sounds import ogg, sound
from ..score import MUSIC_VOLUME, Bank, Track, compose, limit, perform, programme, true_peak
from ..timeline.model import Cue, Sound

Samples = npt.NDArray[np.float32]
CEILING = -2.0
"""dBTP before encoding: AAC at our bit rate usually overshoots by less than 1 dB."""
DELIVERED = -1.0
"""dBTP that the decoded file may have; where a coder overshoots more, the ceiling comes down for that file."""


def render_sound(plan: Sound, samples: int, read: Callable[[str], Path]) -> Samples:
    """All cues of a plan as f32 (samples, 2) at 48 kHz. `read` gives an asset's file.

    Raises what undecodable files raise."""
    tracks = [track(cue, read) for cue in plan.cues if cue.volume > 0]
    mixed = programme(tracks, plan.length, plan.loudness, CEILING) if tracks else np.zeros((0, 2), np.float32)
    out = np.zeros((samples, 2), np.float32)
    kept = min(samples, len(mixed))
    out[:kept] = mixed[:kept]
    return out


def coded_sound(samples: Samples, codec: str, bits: int) -> Coded:
    """Samples as packets whose true peak, decoded again, is at most DELIVERED."""
    coded = encode_sound(samples, codec, bits)
    for _ in range(3):
        over = true_peak(heard(coded, codec)) - DELIVERED
        if over <= 0:
            break
        samples = limit(samples, 10 ** ((true_peak(samples) - over - 0.15) / 20))
        coded = encode_sound(samples, codec, bits)
    return coded


def track(cue: Cue, read: Callable[[str], Path]) -> Track:
    """One cue with its samples. Uploaded music loops on a bar line when it is shorter than its cue."""
    composed = cue.style is not None
    return Track(
        samples=_composed(cue) if composed else _recorded(cue, read),
        start_ms=cue.start,
        length_ms=cue.length,
        volume=cue.volume,
        reference=1.0 if cue.voice else MUSIC_VOLUME,
        fade_in_ms=cue.fade_in,
        fade_out_ms=cue.fade_out,
        duck=cue.duck,
        voice=cue.voice,
        loop=not (composed or cue.voice),
    )


def _composed(cue: Cue) -> Samples:
    assert cue.style is not None
    # A later start into the piece is a longer piece, of which the end is heard: the ending stays the ending.
    score = compose(
        MUSIC.get(cue.style),
        cue.offset + cue.length,
        bpm=cue.bpm,
        key=cue.key,
        seed=cue.seed,
        accents=tuple(cue.offset + a for a in cue.accents),
    )
    return perform(score, Bank.packaged(_mono))[cue.offset * 48 :]


def _mono(packed: bytes) -> tuple[Samples, int]:
    wave, rate = ogg(packed)
    return wave.mean(axis=1), rate


def _recorded(cue: Cue, read: Callable[[str], Path]) -> Samples:
    assert cue.asset is not None
    return sound(read(cue.asset), cue.offset, cue.length, cue.speed)
