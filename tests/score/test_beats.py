"""Beats of a song that is not ours: click tracks and our own performances, whose beats are known."""

from __future__ import annotations

import numpy as np
import pytest

from stillreel.catalog.music import MUSIC
from stillreel.score import RATE, beats, best_section, compose, perform


def _clicks(bpm, seconds, first=0.0):
    sound = np.zeros((int(seconds * RATE), 2), np.float32)
    draw = np.random.Generator(np.random.PCG64(3))
    t = np.arange(4000) / RATE
    beat, i = first, 0
    while beat < seconds - 0.1:
        at = int(beat * RATE)
        low = np.sin(2 * np.pi * 60 * t) * np.exp(-t * 20) if i % 4 == 0 else 0
        click = draw.standard_normal(4000) * np.exp(-t * 120) * 0.4 + low
        sound[at : at + 4000] += click[:, None].astype(np.float32)
        beat, i = beat + 60 / bpm, i + 1
    return sound


@pytest.mark.parametrize("bpm", [84, 100, 117.3, 128, 150])
def test_clicks_are_found_where_they_are(bpm):
    found = beats(_clicks(bpm, 20, first=0.31))
    assert found.tempo == pytest.approx(bpm, rel=0.01)
    truth = 310 + np.arange(0, 100) * 60000 / bpm
    errors = [np.abs(truth - b).min() for b in found.beats_ms if b > 250]
    assert np.median(errors) < 20
    assert np.mean(np.array(errors) < 34) > 0.95
    downs = 310 + np.arange(0, 30) * 240000 / bpm
    assert np.mean([np.abs(downs - d).min() < 40 for d in found.downbeats_ms if d > 250]) > 0.9


@pytest.mark.parametrize("name", ["upbeat", "electronic", "rock", "corporate"])
def test_our_own_music_is_heard_as_it_was_written(bank, name):
    score = compose(MUSIC.get(name), 30_000, seed=4)
    found = beats(perform(score, bank))
    octave = min((0.5, 1, 2), key=lambda k: abs(found.tempo * k - score.bpm))
    assert found.tempo * octave == pytest.approx(score.bpm, rel=0.02)
    truth = np.array(score.beats_ms)
    inside = [b for b in found.beats_ms if 4000 < b < 27_000]
    if octave == 1:
        assert np.mean([np.abs(truth - b).min() < 40 for b in inside]) > 0.9


def test_no_beat_is_no_error():
    assert beats(np.zeros((5 * RATE, 2), np.float32)).beats_ms == ()
    assert beats(np.zeros((100, 2), np.float32)).tempo == 0


def test_the_best_section_is_the_strong_one():
    song = _clicks(120, 40)
    song[: 20 * RATE] *= 0.05
    start = best_section(song, 10_000)
    assert 19_500 <= start <= 30_000
    assert best_section(song, 60_000) == 0
    assert best_section(song, 40_000) == 0
