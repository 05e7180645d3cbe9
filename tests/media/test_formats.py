"""The thirteen formats, by content: facts, pixels, frames and sound of files made here."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from stillreel.errors import ACCEPTED, NotFound, TooLarge, Unsupported
from stillreel.media.clips import Clip
from stillreel.media.inside import stills
from stillreel.media.pictures import picture
from stillreel.media.probe import probe
from stillreel.media.sniff import FORMATS, sniff
from stillreel.media.sounds import sound

from . import files

EVERY = files.every()


def corners(pixels: np.ndarray) -> list[tuple[int, ...]]:
    h, w = pixels.shape[:2]
    return [
        tuple(int(v) for v in pixels[y, x, :3]) for y in (h // 4, h * 3 // 4) for x in (w // 4, w * 3 // 4)
    ]


def near(found: object, wanted: object, most: int = 6) -> bool:
    return bool(np.abs(np.asarray(found, int) - np.asarray(wanted, int)).max() <= most)


def test_thirteen_formats_are_known() -> None:
    assert tuple(FORMATS) == ACCEPTED == tuple(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_probe_tells_kind_size_length_and_sound(name: str, tmp_path: Path) -> None:
    data = EVERY[name]
    assert sniff(io.BytesIO(data)).name == name
    asset = probe(files.put(tmp_path, data, "wrong.xyz"), "wrong.xyz")
    assert (asset.id, asset.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (asset.kind, asset.mime, asset.name) == (FORMATS[name].kind, FORMATS[name].mime, "wrong.xyz")
    assert (asset.width, asset.height) == ((0, 0) if asset.kind == "audio" else (96, 64))
    assert asset.has_sound == (asset.kind != "image")
    length = {"image": 0, "video": 2000, "audio": 1000}[asset.kind]
    assert abs(asset.duration - length) <= (0 if asset.kind == "image" else 110)
    assert not asset.has_alpha


@pytest.mark.parametrize("name", ["jpg", "png", "webp", "gif"])
def test_picture_has_the_right_pixels_in_the_right_place(name: str, tmp_path: Path) -> None:
    pixels = picture(files.put(tmp_path, EVERY[name], "clip.mp4"), 47, 33)
    assert pixels.shape == (33, 47, 3)
    assert near(corners(pixels), files.CORNERS, 24)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("name", ["jpg", "png", "webp"])
def test_exif_orientation(name: str, turn: int, tmp_path: Path) -> None:
    """Store the picture as a camera held that way would; it must come out upright."""
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90"}
    undo |= {7: "TRANSVERSE", 8: "ROTATE_270"}
    image = files.quarters()
    if turn > 1:
        image = image.transpose(Image.Transpose[undo[turn]])
    exif = Image.Exif()
    exif[0x0112] = turn
    path = files.put(tmp_path, files.still(name, image, exif=exif))
    asset = probe(path)
    assert (asset.width, asset.height) == (96, 64)
    assert near(corners(picture(path, 48, 32)), files.CORNERS, 24)


def test_icc_profile_is_applied_and_a_broken_one_ignored(tmp_path: Path) -> None:
    """Lab is no picture's profile; a profile of swapped primaries makes the effect unmistakable."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"sRGB", b"xRGB").replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
    for a, b, c in ((b"rXYZ", b"gXYZ", b"____"),):
        head, body = swapped[:128], swapped[128:].replace(a, c, 1).replace(b, a, 1).replace(c, b, 1)
        swapped = head + body
    plain = Image.new("RGB", (32, 32), (255, 0, 0))
    broken = swapped[:200] + b"\xff" * 60
    wanted = {"swapped": (0, 255, 0), "broken": (255, 0, 0), "short": (255, 0, 0)}
    for name, profile in {"swapped": swapped, "broken": broken, "short": b"\x00" * 30}.items():
        path = files.put(tmp_path, files.still("png", plain, icc_profile=profile))
        assert near(picture(path, 8, 8)[4, 4], wanted[name], 3), name


def test_cmyk_grey_16_bit_palette_and_alpha(tmp_path: Path) -> None:
    def shown(image: Image.Image, name: str = "png", **options: object) -> np.ndarray:
        return picture(files.put(tmp_path, files.still(name, image, **options)), 8, 8)

    assert near(shown(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "jpg")[4, 4], (255, 0, 0), 8)
    assert near(shown(Image.fromarray(np.full((16, 16), 32896, np.uint16)))[4, 4], (128, 128, 128), 0)
    assert near(shown(Image.new("L", (16, 16), 77))[4, 4], (77, 77, 77), 0)
    assert near(shown(Image.new("1", (16, 16), 1))[4, 4], (255, 255, 255), 0)
    half = Image.new("RGBA", (16, 16), (10, 200, 30, 128))
    assert shown(half).shape == (8, 8, 4) and near(shown(half)[4, 4], (10, 200, 30, 128), 1)
    palette = Image.new("P", (16, 16), 1)
    palette.putpalette([0, 0, 0, 9, 8, 200])
    assert near(shown(palette)[4, 4], (9, 8, 200), 0)
    assert shown(palette, transparency=1)[4, 4, 3] == 0
    edge = Image.new("RGBA", (64, 64), (255, 255, 255, 0))
    edge.paste((200, 0, 0, 255), (0, 0, 32, 64))
    scaled = shown(edge)
    seen = scaled[scaled[:, :, 3] > 40][:, :3]
    assert near(seen, np.broadcast_to((200, 0, 0), seen.shape), 4), "the hidden white must not bleed"
    assert probe(tmp_path / "file").has_alpha
    assert not probe(files.put(tmp_path, files.still("png", Image.new("RGBA", (4, 4), "red")))).has_alpha


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (7, 13)])
def test_odd_sizes(size: tuple[int, int], tmp_path: Path) -> None:
    path = files.put(tmp_path, files.still("png", Image.new("RGB", size, (1, 2, 3))))
    asset = probe(path)
    assert (asset.width, asset.height) == size
    assert near(picture(path, 31, 17), (1, 2, 3), 0)


@pytest.mark.parametrize("name", ["gif", "webp", "png"])
def test_animations_are_clips(name: str, tmp_path: Path) -> None:
    path = files.put(tmp_path, files.moving(name))
    asset = probe(path)
    assert (asset.kind, asset.duration, asset.has_sound) == ("video", 500, False)
    with Clip(path) as clip:
        for k in (0, 1, 4, 2, 9, 0):
            assert near(clip.frame(k * 100 + 50, 16, 12), 40 * min(k, 4), 2), k


@pytest.mark.parametrize("name", files.FILMS)
def test_clip_frames_by_time_in_any_order(name: str, tmp_path: Path) -> None:
    with Clip(files.put(tmp_path, EVERY[name])) as clip:
        late = 100 if name == "avi" else 0  # FFmpeg writes AVI with a frame of delay
        bright = [int(clip.frame(k * 100 + late + 20, 48, 32)[:8, :8, 0].mean()) for k in range(20)]
        assert all(b > a for a, b in pairwise(bright)), bright
        wanted = [60 + 8 * k for k in range(20)]
        assert near(bright, wanted, 14), list(zip(bright, wanted, strict=True))
        for k in (19, 3, 11, 4, 0, 18):
            assert int(clip.frame(k * 100 + late + 20, 48, 32)[:8, :8, 0].mean()) == bright[k], k
        last = clip.frame(1920 + late, 48, 32)
        assert np.array_equal(clip.frame(99_000, 48, 32), last) and last.shape == (32, 48, 3)
        full = np.asarray(files.CORNERS) * (60 + 8 * 19) // 255
        assert near(corners(last), full, 16), "matrix and range"


@pytest.mark.parametrize("name", [*files.FILMS, *files.SOUNDS])
def test_sound_is_the_tone(name: str, tmp_path: Path) -> None:
    path = files.put(tmp_path, EVERY[name])
    heard = sound(path)
    seconds = 2 if name in files.FILMS else 1
    assert heard.dtype == np.float32 and heard.shape[1] == 2 and abs(len(heard) - 48000 * seconds) < 4800
    middle = heard[12000:36000, 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert abs(int(spectrum.argmax()) * 2 - 440) <= 2
    assert 0.3 < float(np.sqrt((middle**2).mean())) < 0.4
    part = sound(path, 250, 300)
    assert part.shape == (14400, 2) and np.abs(part - heard[12000:26400]).max() < 1e-3
    quick = sound(path, 0, 400, 1.5)
    tone = np.abs(np.fft.rfft(quick[4800:14400, 0] * np.hanning(9600)))
    assert len(quick) > 15_000 and abs(int(tone.argmax()) * 5 - 440) <= 5, "same pitch"


def test_kinds_refuse_each_other(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="no sound"):
        sound(files.put(tmp_path, EVERY["png"]))
    with pytest.raises(Unsupported, match="no sound"):
        sound(files.put(tmp_path, files.film("mp4", sound=False)))
    with pytest.raises(Unsupported):
        picture(files.put(tmp_path, EVERY["mp4"]), 8, 8)
    with pytest.raises(NotFound):
        probe(tmp_path / "missing")
    with pytest.raises(Unsupported):
        probe(tmp_path)
    assert probe(files.put(tmp_path, files.sound("m4a").replace(b"M4A ", b"isom", 1))).mime == "audio/mp4"


def test_importing_the_door_loads_no_decoder() -> None:
    code = (
        "import sys, stillreel.media, stillreel.media.probe, stillreel.media.pictures, stillreel.media.clips"
    )
    code += ", stillreel.media.sounds; assert not {'av', 'PIL', 'cv2'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_over_200_mib_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(EVERY["jpg"])
        file.truncate((200 << 20) + 1)
    with pytest.raises(TooLarge):
        probe(path)


@pytest.mark.parametrize("turn", range(1, 9))
def test_clips_stand_upright_by_their_display_matrix(turn: int, tmp_path: Path) -> None:
    matrix = {1: (1, 0, 0, 1), 2: (-1, 0, 0, 1), 3: (-1, 0, 0, -1), 4: (1, 0, 0, -1)}
    matrix |= {5: (0, 1, 1, 0), 6: (0, 1, -1, 0), 7: (0, -1, -1, 0), 8: (0, -1, 1, 0)}
    a, b, c, d = (v << 16 for v in matrix[turn])
    data = bytearray(files.film("mp4", frames=20, sound=False))
    at = data.index(b"tkhd") + 44
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path = files.put(tmp_path, bytes(data))
    asset = probe(path)
    assert (asset.width, asset.height) == ((64, 96) if turn >= 5 else (96, 64))
    shown = files.quarters().transpose(stills._TURNS[turn]) if turn > 1 else files.quarters()
    with Clip(path) as clip:
        found = corners(clip.frame(1950, asset.width, asset.height))
    assert near(found, np.asarray(corners(np.asarray(shown))) * 212 // 255, 16)
