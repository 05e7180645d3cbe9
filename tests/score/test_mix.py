"""The mix: placed to the sample, no clicks, ducked under speech, as loud as asked, quieter when asked."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.score import MUSIC_VOLUME, RATE, Track, fade, loudness, master, mix, programme, true_peak
from stillreel.score.master import limit
from stillreel.score.mix import ducking, looped

METER = pyloudnorm.Meter(RATE)
STEP = 0.01  # -40 dBFS


def _tone(seconds, hz=50.0, level=0.3):
    t = np.arange(int(seconds * RATE)) / RATE
    return np.repeat(level * np.cos(2 * np.pi * hz * t)[:, None], 2, axis=1).astype(np.float32)


def _noise(seconds, level=0.1, seed=1):
    draw = np.random.Generator(np.random.PCG64(seed))
    return (level * draw.standard_normal((int(seconds * RATE), 2))).astype(np.float32)


def _lufs(sound):
    return METER.integrated_loudness(sound.astype(np.float64))


@pytest.mark.parametrize("seconds", [0.5, 3, 25, 47])
@pytest.mark.parametrize("level", [0.001, 0.1, 0.5])
def test_loudness_agrees_with_pyloudnorm(seconds, level):
    sound = _noise(seconds, level)
    sound[: len(sound) // 3] *= 0.05
    assert loudness(sound) == pytest.approx(_lufs(sound), abs=0.1)


def test_loudness_of_the_reference_tone():
    """BS.1770: a 997 Hz sine at full scale in one channel of two measures -3.01 LUFS."""
    tone = _tone(5, 997, 1.0)
    tone[:, 1] = 0
    assert loudness(tone) == pytest.approx(-3.01, abs=0.05)
    assert loudness(np.zeros((RATE, 2), np.float32)) == -np.inf
    assert loudness(np.zeros((0, 2), np.float32)) == -np.inf


def test_true_peak_lies_between_the_samples():
    t = np.arange(RATE)
    wave = np.sin(2 * np.pi * t / 4 + np.pi / 4).astype(np.float32) * np.float32(0.8)
    sound = fade(np.stack([wave, wave], axis=1), 50, 50)
    assert np.abs(sound).max() < 0.57
    assert true_peak(sound) == pytest.approx(20 * np.log10(0.8), abs=0.25)


@pytest.mark.parametrize("ceiling", [0.2, 0.5, 0.89])
def test_the_limiter_holds_its_ceiling(ceiling):
    sound = _noise(2, 0.4)
    done = limit(sound, ceiling)
    assert done.shape == sound.shape
    assert 10 ** (true_peak(done) / 20) <= ceiling * 1.0001
    quiet = _noise(1, 0.001)
    assert np.array_equal(limit(quiet, ceiling), quiet)


def test_a_long_programme_is_limited_without_seams(monkeypatch):
    import sys

    sound = _noise(4, 0.3)
    whole = limit(sound, 0.5)
    monkeypatch.setattr(sys.modules["stillreel.score.master"], "_STRETCH", RATE)
    assert np.abs(limit(sound, 0.5) - whole).max() < 2e-3


@pytest.mark.parametrize(
    ("level", "lufs", "spikes"),
    [(0.005, -14, 1), (0.02, -14, 7), (0.1, -23, 3), (0.3, -13, 40), (0.5, -16, 2)],
)
def test_any_level_is_delivered_as_asked(level, lufs, spikes):
    sound = _noise(1.5, level)
    sound[:: len(sound) // spikes] *= 6
    sound += np.float32(level / 4)  # DC
    done = master(sound, lufs)
    assert _lufs(done) == pytest.approx(lufs, abs=0.5)
    assert true_peak(done) <= -1
    assert np.abs(done.mean(axis=0)).max() < 2e-3


def test_silence_stays_silence():
    still = np.zeros((RATE, 2), np.float32)
    assert not master(still).any()
    assert not programme([], 1000).any()
    assert programme([Track(samples=still)], 1000).shape == (RATE, 2)


def test_no_click_at_any_edit():
    long = _tone(4)
    tracks = [
        Track(samples=long, start_ms=313, length_ms=1000, offset_ms=777, volume=0.9),
        Track(samples=long, start_ms=1700, length_ms=200, fade_in_ms=1, fade_out_ms=2),
        Track(samples=_tone(0.7), start_ms=2000, length_ms=1900, loop=True),
    ]
    for track in tracks:
        for sound in (mix([track], 4000), programme([track], 4000)):
            steps = np.abs(np.diff(sound, axis=0, prepend=0, append=0))
            inherent = 2 * np.pi * 50 / RATE * np.abs(sound).max()
            assert steps.max() < STEP + inherent


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 900), st.integers(1, 2000), st.integers(0, 1200), st.integers(0, 900), st.integers(0, 900)
)
def test_tracks_stay_where_they_are_put(start, length, offset, fade_in, fade_out):
    track = Track(
        samples=_tone(1),
        start_ms=start,
        length_ms=length,
        offset_ms=offset,
        fade_in_ms=fade_in,
        fade_out_ms=fade_out,
    )
    sound = mix([track], 1000)
    assert sound.shape == (RATE, 2)
    assert not sound[: start * 48].any()
    assert not sound[(start + length) * 48 :].any()


def test_fades_are_of_equal_power():
    out = fade(np.ones((RATE, 2), np.float32), 500, 500)
    rising, falling = out[: RATE // 2, 0], out[RATE // 2 :, 0]
    assert np.abs(rising**2 + falling**2 - 1).max() < 1e-3


def test_music_gives_way_to_speech():
    voice = np.zeros((6 * RATE, 2), np.float32)
    voice[2 * RATE : 4 * RATE] = _noise(2, 0.1)
    gain = 20 * np.log10(ducking(voice))
    assert gain[: int(1.8 * RATE)].max() == pytest.approx(0, abs=0.01)
    assert gain[int(2.05 * RATE) : int(3.9 * RATE)].max() == pytest.approx(-10, abs=0.1)
    assert gain[int(5.0 * RATE) :].min() == pytest.approx(0, abs=0.1)
    half = np.flatnonzero(gain < -5)
    assert 1.85 * RATE < half[0] < 2.0 * RATE
    assert 4.3 * RATE < half[-1] < 4.7 * RATE
    assert ducking(np.zeros((RATE, 2), np.float32)) is None


def test_only_ducked_tracks_are_ducked():
    voice = Track(samples=_noise(2, 0.1), start_ms=1000, voice=True)
    music = Track(samples=_tone(4, 300), duck=True)
    both, alone = mix([voice, music], 4000), mix([voice], 4000)
    bed = both - alone
    assert np.abs(bed[int(1.5 * RATE) : 2 * RATE]).max() < 0.4 * np.abs(bed[: RATE // 2]).max()
    kept = mix([voice, Track(samples=_tone(4, 300))], 4000) - alone
    assert np.abs(kept[2 * RATE :]).max() == pytest.approx(np.abs(kept[: RATE // 2]).max(), rel=0.01)


@pytest.mark.parametrize(
    ("volume", "expected"), [(0.35, -14.0), (0.175, -20.02), (0.07, -27.98), (0.7, -14.0)]
)
def test_quieter_music_is_delivered_quieter(volume, expected):
    track = Track(samples=_noise(4, 0.2), volume=volume, reference=MUSIC_VOLUME)
    assert _lufs(programme([track], 4000)) == pytest.approx(expected, abs=0.3)


def test_a_quieter_bed_leaves_the_voice_where_it_was():
    voice = Track(samples=_noise(3, 0.1, seed=2), start_ms=500, voice=True)
    outcomes = []
    for volume in (0.35, 0.1):
        music = Track(samples=_tone(4, 400), volume=volume, reference=MUSIC_VOLUME, duck=True)
        outcomes.append(programme([voice, music], 4000))
    assert abs(loudness(outcomes[0]) - loudness(outcomes[1])) < 1.5
    bed = [np.sqrt((o[: RATE // 4] ** 2).mean()) for o in outcomes]
    assert 20 * np.log10(bed[0] / bed[1]) == pytest.approx(10.9, abs=1.0)


def test_nothing_given_in_is_written_to():
    source = _tone(1)
    kept = source.copy()
    programme([Track(samples=source, volume=0.3, fade_in_ms=200, loop=True)], 3000)
    assert np.array_equal(source, kept)


def test_a_loop_goes_on_without_a_hole():
    out = looped(_tone(0.9, 100), 5 * RATE)
    assert len(out) >= 5 * RATE
    level = np.abs(out[: 5 * RATE]).reshape(-1, 4800, 2).max(axis=(1, 2))
    assert level.min() > 0.25
