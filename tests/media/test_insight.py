"""Facts of pictures: where to look, how sharp, which colours, a print that survives scaling."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from stillreel.media.inside import insight
from stillreel.media.probe import probe

from . import files


def test_the_focus_is_on_what_stands_out() -> None:
    for x, y in ((100, 80), (300, 200)):
        pixels = np.full((288, 400, 3), 90, np.uint8)
        pixels[y - 15 : y + 15, x - 15 : x + 15] = np.asarray(files.noise(30, 30))
        fx, fy = insight.focus(pixels, ())
        assert abs(fx - x / 400) < 0.08 and abs(fy - y / 288) < 0.08
    assert insight.focus(np.full((64, 64, 3), 9, np.uint8), ()) == (0.5, 0.5)
    assert insight.focus(pixels, ((0.0, 0.0, 0.2, 0.2), (0.8, 0.8, 0.01, 0.01)))[0] < 0.15


def test_of_two_things_one_is_looked_at_and_what_is_in_focus_wins() -> None:
    """A small sharp thing before a large bright blur, and two equal things: never the emptiness between them."""
    pixels = np.full((300, 400, 3), 60, np.uint8)
    pixels[60:240, 250:370] = (240, 200, 90)
    pixels = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(25))).copy()
    pixels[130:180, 70:120] = np.asarray(files.noise(50, 50))
    x, y = insight.focus(pixels, ())
    assert abs(x - 95 / 400) < 0.06 and abs(y - 155 / 300) < 0.08
    pair = np.full((300, 400, 3), 90, np.uint8)
    for left in (60, 290):
        pair[120:180, left : left + 50] = np.asarray(files.noise(50, 60))
    x, _ = insight.focus(pair, ())
    assert min(abs(x - 85 / 400), abs(x - 315 / 400)) < 0.06


def test_blur_is_less_sharp_and_prints_stay_near() -> None:
    image = files.noise(512, 384)
    sharp, soft = (np.asarray(i) for i in (image, image.filter(ImageFilter.GaussianBlur(4))))
    assert 0 <= insight.sharpness(soft) < insight.sharpness(sharp) <= 1
    small = np.asarray(image.resize((200, 150)))
    other = np.asarray(files.noise(512, 384, seed=2))
    one = insight.fingerprint(sharp)
    assert (one ^ insight.fingerprint(small)).bit_count() <= 4
    assert (one ^ insight.fingerprint(other)).bit_count() >= 16


def test_dominant_colours_are_those_there() -> None:
    found = insight.colours(np.asarray(files.quarters(96, 96)))
    assert set(found) == {"#FF0000", "#00FF00", "#0000FF", "#FFFF00"}
    assert insight.colours(np.full((8, 8, 3), 16, np.uint8)) == ("#101010",)


def test_no_face_is_seen_in_noise_and_the_detector_answers() -> None:
    assert insight.faces(np.asarray(files.noise(512, 300))) == ()
    boxes, scores = insight._detect(np.asarray(files.noise(128, 128)))
    assert boxes.shape == (896, 4) and scores.shape == (896,) and 0 <= scores.min() <= scores.max() <= 1


def test_a_drawn_face_is_found_in_its_place(tmp_path: Path) -> None:
    """Skin, eyes, brows, nose and mouth, shaded: enough for the detector."""
    rows, columns = np.mgrid[0:300, 0:300].astype(float)
    pixels = np.full((300, 300, 3), 70.0)

    def blob(x: float, y: float, w: float, h: float, colour: tuple[int, int, int]) -> None:
        inside = np.clip(3 - 3 * np.hypot((columns - x) / w, (rows - y) / h), 0, 1)[..., None]
        pixels[:] = pixels * (1 - inside) + np.array(colour, float) * inside

    blob(150, 130, 95, 115, (60, 40, 25))
    blob(150, 150, 70, 95, (215, 165, 135))
    for x in (122, 178):
        blob(x, 118, 22, 6, (70, 45, 30))
        blob(x, 134, 17, 9, (245, 240, 235))
        blob(x, 134, 8, 8, (35, 25, 20))
    blob(150, 168, 14, 9, (170, 115, 95))
    blob(150, 200, 30, 11, (165, 70, 70))
    asset = probe(files.put(tmp_path, files.still("png", Image.fromarray(pixels.astype(np.uint8)))))
    assert len(asset.faces) == 1
    x, y, w, h = asset.faces[0]
    assert abs(x + w / 2 - 0.5) < 0.06 and abs(y + h / 2 - 0.53) < 0.12 and 0.3 < w < 0.7
    assert abs(asset.focus[0] - 0.5) < 0.06


def test_the_beats_of_a_song_are_found_at_upload(tmp_path: Path) -> None:
    """A drum every half second, every fourth one deeper, louder in the second half: through the jail."""
    samples = np.zeros(8 * 48_000)
    t = np.arange(4800) / 48_000
    for k in range(16):
        strike = np.sin(2 * np.pi * (60 if k % 4 == 0 else 220) * t) * np.exp(-30 * t)
        samples[k * 24_000 : k * 24_000 + 4800] += strike * (0.15 if k < 8 else 0.8)
    with wave.open(str(tmp_path / "song.wav"), "wb") as out:
        out.setparams((1, 2, 48_000, 0, "NONE", ""))
        out.writeframes((samples * 32_000).astype("<i2").tobytes())
    asset = probe(tmp_path / "song.wav")
    assert len(asset.beats) >= 14 and all(min(b % 500, 500 - b % 500) < 25 for b in asset.beats)
    assert asset.bars and set(asset.bars) <= set(asset.beats)
    assert len(asset.levels) == 16 and min(asset.levels[8:]) > max(asset.levels[:8])
