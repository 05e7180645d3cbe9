"""What is heard: exact, repeatable, clean at both ends, on the beat, and each style itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stillreel.catalog.music import MUSIC
from stillreel.score import RATE, compose, loudness, master, perform, true_peak
from stillreel.score.beats import HOP, _bands, _rise

NAMES = tuple(sorted(MUSIC.by_name))
DRUMMED = [
    n
    for n in NAMES
    if any(v.role == "drum" and v.key in (35, 36) and v.high > 2000 for v in MUSIC.get(n).voices)
]


def _balance(sound):
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    f = np.fft.rfftfreq(len(sound), 1 / RATE)
    edges = (20, 60, 150, 400, 2000, 6000, 16000)
    shares = [float(power[(f >= a) & (f < b)].sum() / power.sum()) for a, b in itertools.pairwise(edges)]
    centroid = float((np.sqrt(power) * f).sum() / np.sqrt(power).sum())
    return shares, centroid


@pytest.mark.parametrize("length", [1, 37, 900, 2500, 7013])
def test_exact_length(bank, length):
    sound = perform(compose(MUSIC.get("lofi"), length, seed=1), bank)
    assert sound.shape == (length * 48, 2) and sound.dtype == np.float32
    assert np.isfinite(sound).all()


def test_same_seed_same_bytes_and_another_seed_other_bytes(bank):
    style = MUSIC.get("upbeat")
    one, two, other = (perform(compose(style, 4000, seed=s), bank) for s in (1, 1, 2))
    assert one.tobytes() == two.tobytes()
    assert abs(np.corrcoef(one[:, 0], other[:, 0])[0, 1]) < 0.9


def test_blocks_join_without_a_seam(bank, monkeypatch):
    score = compose(MUSIC.get("piano"), 9000, seed=1)
    whole = perform(score, bank)
    import sys

    monkeypatch.setattr(sys.modules["stillreel.score.perform"], "WINDOW", 1 << 18)
    assert np.abs(perform(score, bank) - whole).max() < 2e-3


@pytest.mark.parametrize("name", NAMES)
def test_clean_ends_no_dc_and_room_on_top(played, name):
    score, sound = played(name)
    assert len(sound) == 12_000 * 48
    assert not sound[-1].any()
    assert np.abs(sound[-480:]).max() < 0.01
    assert np.abs(sound[-4800:]).max() < 0.12
    assert np.abs(sound).max() < 1
    assert np.abs(sound.mean(axis=0)).max() < 1e-3
    ring = sound[score.release - 9600 : score.release]
    assert np.sqrt((ring**2).mean()) > 0.005  # the last chord is still there when the fade begins


@pytest.mark.parametrize("name", NAMES)
def test_the_pleasant_floor(played, name):
    """Bounds that every style keeps: enough and not too much of each band, some dynamics, mono keeps it, a
    steady presence (no hole longer than a second)."""
    _, sound = played(name)
    (sub, low, lows, mids, high, air), centroid = _balance(sound)
    assert sub < 0.55 and low < 0.7
    assert lows + mids > 0.1
    assert high + air < 0.3 and high > 2e-4
    assert 500 < centroid < 5000
    rms = float(np.sqrt((sound**2).mean()))
    assert 8 < 20 * np.log10(np.abs(sound).max() / rms) < 21
    mono, side = sound.mean(axis=1), (sound[:, 0] - sound[:, 1]) / 2
    assert (side**2).mean() < 0.8 * (mono**2).mean()
    assert (side**2).mean() > 0.005 * (mono**2).mean()
    levels = np.sqrt((sound[: 10 * RATE] ** 2).reshape(10, RATE, 2).mean(axis=(1, 2)))
    assert levels.min() > 0.05 * levels.max()


@pytest.mark.parametrize("name", NAMES)
def test_delivered_loudness(played, name):
    import pyloudnorm

    done = master(played(name)[1])
    assert pyloudnorm.Meter(RATE).integrated_loudness(done.astype(np.float64)) == pytest.approx(-14, abs=0.5)
    assert loudness(done) == pytest.approx(-14, abs=0.2)
    assert true_peak(done) <= -1.0
    assert not done[-1].any()


@pytest.mark.parametrize("name", DRUMMED)
def test_onsets_are_on_the_bars(played, name):
    """From the second bar on, the strongest rise near a downbeat is within one frame of 1/30 s of it."""
    score, sound = played(name)
    power = np.square(sound).sum(axis=1)
    steps = power[: len(power) // 240 * 240].reshape(-1, 240).mean(axis=1)
    rise = np.maximum(np.diff(np.log10(steps + 1e-6)), 0)
    hits = 0
    bars = score.bars_ms[1:]
    for ms in bars:
        at = ms // 5
        near = rise[at - 16 : at + 17]
        hits += abs((int(np.argmax(near)) - 15) * 5) <= 1000 / 30
    assert hits >= len(bars) - 1


def test_styles_are_told_apart(played):
    """Tempo, onsets, drums, register and balance: no two styles lie close together in all of them."""
    rows = []
    for name in NAMES:
        score, sound = played(name)
        shares, centroid = _balance(sound)
        drums = {i for i, v in enumerate(score.style.voices) if v.role == "drum"}
        strength = _rise(_bands(sound))
        onsets = (
            int(((strength[1:-1] > strength[:-2]) & (strength[1:-1] > 1)).sum()) * RATE / HOP / len(strength)
        )
        struck = sum(n.part in drums for n in score.notes) / 12
        rows.append(
            [
                score.bpm / 10,
                onsets,
                struck / 2,
                np.log2(centroid) * 3,
                *(4 * np.log10(s + 1e-5) for s in shares),
            ]
        )
    table = np.array(rows)
    table /= table.std(axis=0)
    for (i, a), (j, b) in itertools.combinations(enumerate(NAMES), 2):
        assert np.linalg.norm(table[i] - table[j]) > 0.9, (a, b)
