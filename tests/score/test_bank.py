"""The SoundFont is read as the specification says, and every instrument is in tune."""

from __future__ import annotations

import numpy as np
import pytest

from stillreel.catalog.music import MUSIC
from stillreel.errors import Unsupported
from stillreel.score import RATE, Bank
from stillreel.score.sampler import LONGEST, Instrument, resample
from stillreel.score.synth import VOICES


def test_the_packaged_bank(bank):
    assert len(bank.presets) == 27
    assert bank.names[0, 0] == "Yamaha Grand Piano"
    assert bank.names[128, 25] == "TR-808"
    assert all(z.loop is None or z.loop[0] < z.loop[1] for zones in bank.presets.values() for z in zones)


@pytest.mark.parametrize(
    "bad", [b"", b"RIFF", b"RIFF\0\0\0\0sfbk", b"\0" * 500, b"RIFF\xff\xff\xff\xffsfbkLIST"]
)
def test_what_is_no_soundfont_is_refused(bad):
    with pytest.raises(Unsupported):
        Bank.open(bad, lambda data: (np.zeros(1, np.float32), RATE))


def test_samples_are_decoded_once_and_only_when_needed(bank):
    from stillreel.score.bank import packaged_bytes

    asked = []

    def decode(data):
        asked.append(len(data))
        return np.zeros(200_000, np.float32), 44100

    fresh = Bank.open(packaged_bytes(), decode)
    assert not asked
    zone = fresh.zones(0, 0, 60, 100)[0]
    fresh.wave(zone.sample)
    fresh.wave(zone.sample)
    assert len(asked) == fresh.decoded == 1


def _cents_off(wave, pitch):
    hz = 440 * 2 ** ((pitch - 69) / 12)
    piece = wave[4800 : 4800 + RATE]
    size = 1 << 19
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), size))
    f = np.fft.rfftfreq(size, 1 / RATE)
    found = []
    for partial in (1, 2, 3):
        near = np.abs(np.log2(np.maximum(f, 1) / (hz * partial))) < 0.8 / 12
        top = int(np.argmax(spectrum * near))
        found.append((spectrum[top], 1200 * np.log2(f[top] / (hz * partial))))
    strength, cents = max(found)
    assert strength > 0.05 * spectrum.max()
    return cents


USED = sorted({v.sound for s in MUSIC for v in s.voices if v.role in ("chords", "arp", "lead", "bass")})


@pytest.mark.parametrize("sound", USED)
def test_every_instrument_is_in_tune(bank, sound):
    keys = sorted({v.key for s in MUSIC for v in s.voices if v.sound == sound and v.role != "crash"})
    choir = 30 if sound == "gm:52" else 16  # a choir has vibrato
    for key in {keys[0], keys[-1]}:
        for pitch in (key - 5, key, key + 5):
            wave, _ = Instrument(bank, sound, key).strike(pitch, 90, 2 * RATE)
            assert abs(_cents_off(wave, pitch)) < choir, pitch


def test_every_drum_sounds(bank):
    for style in MUSIC:
        for voice in style.voices:
            instrument = Instrument(bank, voice.sound, voice.key)
            wave, release = instrument.strike(voice.key, 100, RATE)
            assert np.abs(wave).max() > 0.003, (style.name, voice.name)
            assert release > 0 and 0.01 < instrument.gain < 60


@pytest.mark.parametrize("name", list(VOICES))
def test_a_shorter_strike_is_a_prefix(name):
    short, long = (VOICES[name].play(60, n) for n in (9600, 24000))
    assert np.abs(short - long[: len(short)]).max() < (0.02 if name == "hat" else 1e-6)
    assert np.abs(long).max() > 0.01


def test_resampling_keeps_a_sine():
    t = np.arange(20_000) / 44_100
    wave = np.sin(2 * np.pi * 1000 * t).astype(np.float32)
    out = resample(wave, 44_100 / RATE, LONGEST)
    ideal = np.sin(2 * np.pi * 1000 * np.arange(len(out)) / RATE)
    assert np.abs(out - ideal)[50:-50].max() < 2e-3
