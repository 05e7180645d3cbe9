"""Chords are spelt right, and voices move from one to the next as singers would."""

from __future__ import annotations

import itertools

import pytest

from stillreel.catalog.music import MUSIC
from stillreel.score.harmony import MODES, chord, nearest, progression, scale_of, tonic_of, voicing


@pytest.mark.parametrize(
    ("numeral", "tonic", "classes", "bass"),
    [
        ("I", 0, (0, 4, 7), 0),
        ("ii7", 0, (2, 5, 9, 0), 2),
        ("V7", 5, (0, 4, 7, 10), 0),
        ("bVI", 9, (5, 9, 0), 5),
        ("IM9", 0, (0, 4, 7, 11, 2), 0),
        ("I/3", 2, (2, 6, 9), 6),
        ("#ivo7", 0, (6, 9, 0, 3), 6),
        ("Vsus4", 0, (7, 0, 2), 7),
    ],
)
def test_spelling(numeral, tonic, classes, bass):
    found = chord(numeral, tonic)
    assert (found.classes, found.bass) == (classes, bass)


@pytest.mark.parametrize("bad", ["", "H", "Ixyz", "viiii", "VV"])
def test_what_is_no_chord_is_refused(bad):
    with pytest.raises(ValueError):
        chord(bad, 0)


def test_keys():
    assert [tonic_of(k) for k in ("C", "F#", "Bb", "Am", "Cb")] == [0, 6, 10, 9, 11]
    with pytest.raises(ValueError):
        tonic_of("H")


def _progressions():
    for style in MUSIC:
        for text in style.verse + style.chorus:
            for voice in style.voices:
                if voice.role in ("chords", "arp"):
                    yield pytest.param(text, voice.tones, voice.key, id=f"{style.name}-{voice.name}-{text}")


@pytest.mark.parametrize(("text", "tones", "centre"), list(_progressions()))
def test_voices_lead_smoothly(text, tones, centre):
    bars = [c for bar in progression(text, 5) for c in bar]
    before, voiced = (), []
    for over in bars + bars[:1]:
        before = voicing(over, tones, centre, before)
        voiced.append(before)
        assert all(p % 12 in over.classes for p in before)
        assert all(abs(p - centre) <= 9 for p in before)
        assert len(before) == min(tones, len(over.classes))
    for a, b in itertools.pairwise(voiced):
        moves = [min(abs(p - q) for q in a) for p in b]
        assert max(moves) <= 7
        assert sum(moves) / len(moves) <= 3.5


@pytest.mark.parametrize("style", list(MUSIC), ids=lambda s: s.name)
def test_a_melody_never_rubs_against_a_borrowed_chord_tone(style):
    for text in style.verse + style.chorus:
        for over in (c for bar in progression(text, 0) for c in bar):
            scale = scale_of(style.mode, 0, over)
            assert set(over.classes) <= set(scale)
            foreign = [c for c in over.classes if c not in MODES[style.mode]]
            others = [c for c in scale if c not in over.classes]
            assert not any((a - b) % 12 in (1, 11) for a in foreign for b in others)


def test_nearest():
    assert nearest((0, 4, 7), 61) == 60
    assert nearest((11,), 60) == 59
