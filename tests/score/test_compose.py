"""What is written: repeatable, different by seed, in key, on the cuts, inside the length."""

from __future__ import annotations

import bisect
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.catalog.music import MUSIC
from stillreel.score import RATE, compose
from stillreel.score.harmony import MODES, tonic_of

NAMES = tuple(sorted(MUSIC.by_name))
SEEDS = (0, 1, 7)


def _by_role(score, *roles):
    parts = {i for i, v in enumerate(score.style.voices) if v.role in roles}
    return [n for n in score.notes if n.part in parts]


def _chord_at(score, sample):
    starts = [c[0] for c in score.chords]
    return score.chords[max(0, bisect.bisect_right(starts, sample) - 1)]


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_score_and_another_seed_another_piece(name):
    style = MUSIC.get(name)
    one, two, other = (compose(style, 30_000, seed=s, bpm=100, key="C") for s in (3, 3, 4))
    assert one == two
    tune = [[(n.start, n.pitch) for n in _by_role(s, "lead", "arp", "chords")] for s in (one, other)]
    shared = len(set(tune[0]) & set(tune[1]))
    assert shared < 0.8 * min(len(tune[0]), len(tune[1]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_chords_and_bass_play_the_harmony(name, seed):
    score = compose(MUSIC.get(name), 40_000, seed=seed)
    held = _by_role(score, "chords", "arp")
    # 60 ms: the looseness of hands, the strum.
    right = sum(n.pitch % 12 in _chord_at(score, n.start + int(0.06 * RATE))[1] for n in held)
    assert right >= 0.98 * len(held)
    starts = {c[0]: c for c in score.chords}
    for note in _by_role(score, "bass"):
        chord = next((c for s, c in starts.items() if abs(note.start - s) < 0.02 * RATE), None)
        if chord is not None:
            assert note.pitch % 12 in {*chord[1], chord[2]}
        assert 24 <= note.pitch <= 60


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_melodies_sing(name, seed):
    """In the scale or the chord, near the middle of the register, no wide leap, mostly steps."""
    style = MUSIC.get(name)
    score = compose(style, 40_000, seed=seed)
    for part, voice in enumerate(style.voices):
        tune = [n for n in score.notes if n.part == part]
        if voice.role != "lead" or len(tune) < 2:
            continue
        tonic = tonic_of(score.key)
        for note in tune:
            chords = [_chord_at(score, note.start + d)[1] for d in (0, int(0.06 * RATE), -int(0.06 * RATE))]
            classes = {(tonic + s) % 12 for s in MODES[style.mode]}.union(*chords)
            assert note.pitch % 12 in classes
            assert abs(note.pitch - voice.key) <= 14
        leaps = [abs(a.pitch - b.pitch) for a, b in itertools.pairwise(tune)]
        assert max(leaps) <= 16
        assert sum(leap <= 5 for leap in leaps) >= 0.5 * len(leaps)


@pytest.mark.parametrize("name", NAMES)
def test_what_sounds_together_is_consonant(name):
    """On downbeats at most one pair in twelve of bass, chords and tune is a semitone (or its octaves) apart,
    but for the major sevenths that a style's own chords hold."""
    for seed in SEEDS:
        score = compose(MUSIC.get(name), 40_000, seed=seed)
        notes = _by_role(score, "bass", "chords", "lead")
        pairs = rubs = 0
        for ms in score.bars_ms:
            at = ms * 48 + 2400
            classes = _chord_at(score, at)[1]
            sounding = [n.pitch for n in notes if n.start <= at < n.start + n.length]
            for a, b in itertools.combinations(sounding, 2):
                pairs += 1
                own = a % 12 in classes and b % 12 in classes
                rubs += (a - b) % 12 in (1, 11) and not own
        assert rubs <= pairs / 12


@pytest.mark.parametrize("name", NAMES)
def test_cuts_on_beats_are_answered(name):
    """Wherever a cut falls on a beat, something begins within one frame of 1/30 s."""
    style = MUSIC.get(name)
    plain = compose(style, 24_000, seed=2)
    cuts = plain.beats_ms[4:-8:6]
    score = compose(style, 24_000, seed=2, accents=cuts)
    assert score.beats_ms == plain.beats_ms
    starts = [n.start for n in score.notes]
    for cut in cuts:
        assert min(abs(s - cut * 48) for s in starts) <= RATE / 30


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.integers(1, 90_000),
    st.integers(0, 2**62),
    st.none() | st.floats(40, 240),
    st.sampled_from((None, "C", "F#m", "Bb", "Am")),
    st.lists(st.integers(-5, 100_000), max_size=12),
)
def test_any_wish_gives_a_piece_inside_its_length(name, length, seed, bpm, key, accents):
    score = compose(MUSIC.get(name), length, seed=seed, bpm=bpm, key=key, accents=accents)
    assert score.samples == length * 48
    assert score.notes
    for note in score.notes:
        assert 0 <= note.start < score.samples and note.length > 0
        assert 0 <= note.pitch <= 127 and 1 <= note.velocity <= 127
    assert 0 <= score.release < score.samples or score.samples < 1920


def test_drums_fill_before_a_new_section_and_swing_when_the_style_does():
    score = compose(MUSIC.get("upbeat"), 60_000, seed=1)
    snare = next(i for i, v in enumerate(score.style.voices) if v.name == "snare")
    bar = score.bars_ms[1]
    lift = next(s for s in score.sections if s.name == "lift")

    def strikes(n):
        return sum(n * bar <= x.start / 48 + 5 < (n + 1) * bar for x in score.notes if x.part == snare)

    assert strikes(lift.bar - 1) > strikes(lift.bar - 2)
    lofi = compose(MUSIC.get("lofi"), 60_000, seed=1)
    hat = next(i for i, v in enumerate(lofi.style.voices) if v.name == "hat")
    beat = 60_000 / lofi.bpm
    late = [(n.start / 48 / beat) % 0.5 * 2 for n in lofi.notes if n.part == hat]
    odd = [x for x in late if 0.3 < x < 0.8]
    assert odd and sum(odd) / len(odd) > 0.53


def test_an_hour_is_composed():
    score = compose(MUSIC.get("ambient"), 3_600_000, seed=1)
    assert score.notes[-1].start > 3_590_000 * 48 * 0.99
    assert max(s.bars for s in score.sections) <= 32
