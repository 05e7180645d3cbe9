"""The composer: style + length + seed -> notes -> samples; then mix, fade, duck, loudness.

    score = compose(MUSIC.get("lofi"), 15000, seed=7, accents=(2500, 5000))
    music = perform(score, Bank.packaged(decode))
    sound = programme([Track(samples=music, volume=0.35, reference=MUSIC_VOLUME)], 15000)

Pure functions over frozen values at 48 kHz stereo. Invariant: the same inputs give the same bytes.
"""

from __future__ import annotations

from .bank import Bank
from .beats import Beats, beats, best_section
from .compose import compose
from .grid import Grid, fit_tempo
from .loudness import loudness, true_peak
from .master import limit, master
from .mix import MUSIC_VOLUME, Track, fade, mix, programme
from .notes import RATE, Note, Score, Section, samples_at
from .perform import perform
from .style import Style, Voice, drum

__all__ = [
    "MUSIC_VOLUME",
    "RATE",
    "Bank",
    "Beats",
    "Grid",
    "Note",
    "Score",
    "Section",
    "Style",
    "Track",
    "Voice",
    "beats",
    "best_section",
    "compose",
    "drum",
    "fade",
    "fit_tempo",
    "limit",
    "loudness",
    "master",
    "mix",
    "perform",
    "programme",
    "samples_at",
    "true_peak",
]
