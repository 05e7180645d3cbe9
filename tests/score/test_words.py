"""The music shelf: every style of the catalogue, called what people call it, and written without mistakes."""

from __future__ import annotations

import pytest

from stillreel.catalog.music import MUSIC
from stillreel.catalog.words import fold
from stillreel.score import compose
from stillreel.score.harmony import MODES, progression, tonic_of
from stillreel.score.melody import strokes
from stillreel.score.synth import VOICES

FLOOR = {
    "lofi",
    "upbeat",
    "cinematic",
    "corporate",
    "acoustic",
    "electronic",
    "hiphop",
    "jazz",
    "ambient",
    "rock",
    "classical",
    "latin",
    "funk",
    "holiday",
    "piano",
    "epic",
    "tropical",
    "chill",
    "suspense",
    "playful",
}
LETTERS = {"drum": "Xxo.", "chords": "Xxo.", "bass": "13578a", "arp": "0123456789", "lead": "x"}


def test_the_whole_catalogue_is_there():
    assert set(MUSIC.by_name) >= FLOOR


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("lo-fi", "lofi"),
        ("Lo Fi", "lofi"),
        ("happy", "upbeat"),
        ("energetic", "upbeat"),
        ("calm", "ambient"),
        ("relaxing", "ambient"),
        ("jazzy", "jazz"),
        ("EDM", "electronic"),
        ("hip-hop", "hiphop"),
        ("christmas music", "holiday"),
    ],
)
def test_what_people_say_finds_its_style(said, name):
    names = {fold(n): w.name for w in MUSIC for n in (w.name, *w.en, *w.zh, *w.aliases)}
    assert names[fold(said)] == name
    assert MUSIC.get(name).name == name


def test_no_name_means_two_styles():
    seen: dict[str, str] = {}
    for word in MUSIC:
        assert word.en and word.zh and word.mood
        for name in {fold(n) for n in (word.name, *word.en, *word.zh, *word.aliases)}:
            assert seen.setdefault(name, word.name) == word.name, name


@pytest.mark.parametrize("style", list(MUSIC), ids=lambda s: s.name)
def test_a_style_is_written_without_mistakes(style):
    assert style.bpm[0] <= style.bpm[1] and style.mode in MODES and 0.5 <= style.swing < 0.75
    assert len(style.verse) >= 2 and len(style.chorus) >= 2
    for key in style.keys:
        for text in style.verse + style.chorus:
            assert progression(text, tonic_of(key))
    names = [v.name for v in style.voices]
    assert len(names) == len(set(names))
    for voice in style.voices:
        kind, what = voice.sound.split(":")
        assert kind in ("gm", "kit", "synth") and (kind != "synth" or what in VOICES)
        for pattern in voice.patterns:
            assert len(pattern) % 16 == 0, (voice.name, pattern)
            assert set(pattern) <= set(LETTERS[voice.role] + "-="), (voice.name, pattern)
            assert not pattern.startswith("="), (voice.name, pattern)
            assert list(strokes(pattern))
    assert all(len(fill) == 16 for fill in style.fills)


@pytest.mark.parametrize("style", list(MUSIC), ids=lambda s: s.name)
def test_every_voice_is_heard_somewhere(style):
    heard = {n.part for seed in range(3) for n in compose(style, 90_000, seed=seed).notes}
    assert heard == set(range(len(style.voices)))
