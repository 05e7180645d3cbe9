"""The finished file, judged from outside: an independent decoder, its own tags, its sound."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pyloudnorm
import pytest
from PIL import Image
from skimage import data

import stillreel
from stillreel.timeline.model import Timeline


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    """Three photos and a sentence, exported; the file and its plan."""
    folder = tmp_path_factory.mktemp("film")
    photos = []
    for name in ("astronaut", "coffee", "chelsea"):
        photos.append(folder / f"{name}.jpg")
        Image.fromarray(getattr(data, name)()).save(photos[-1], quality=92)
    out = folder / "reel.mp4"
    with stillreel.open_studio(folder / "data", workers=1) as studio:
        session = studio.create("film")
        studio.add(session.id, photos)
        studio.say(session.id, "a 6 second square video with upbeat music")
        screen = studio.screen(session.id)
        plan = screen.timeline()
        for _ in screen.preview(out):
            pass
    return out, plan


def heard(place: Path) -> np.ndarray:
    """The delivered sound by ffmpeg's own decoder, (n, 2) at 48 kHz."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(place)]
    done = subprocess.run([*command, "-f", "f32le", "-ac", "2", "-"], capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.float32).reshape(-1, 2).astype(float)


def test_the_file_is_whole_tagged_and_quick_to_start(reel: tuple[Path, Timeline]) -> None:
    out, plan = reel
    raw = out.read_bytes()
    assert 0 < raw.find(b"moov") < raw.find(b"mdat")
    with av.open(str(out)) as box:
        video = box.streams.video[0].codec_context
        assert (video.colorspace, video.color_range) == (1, 1)
        pictures = list(box.decode(video=0))
    assert len(pictures) == plan.frames == 6 * plan.fps
    keys = [n for n, p in enumerate(pictures) if p.key_frame] + [len(pictures)]
    assert keys[0] == 0 and max(np.diff(keys)) <= 2 * plan.fps
    assert min(p.to_ndarray(format="gray").mean() for p in pictures) > 24
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(out), "-map", "0:v", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.findall(r"frame=\s*(\d+)", told.stderr)[-1] == str(plan.frames)


def test_the_sound_is_as_long_as_the_picture_and_as_loud_as_promised(reel: tuple[Path, Timeline]) -> None:
    samples = heard(reel[0])
    assert abs(len(samples) - 6 * 48_000) <= 1
    assert abs(pyloudnorm.Meter(48_000).integrated_loudness(samples) + 14) <= 0.5


def test_the_delivered_sound_keeps_its_ceiling(reel: tuple[Path, Timeline]) -> None:
    assert np.abs(heard(reel[0])).max() <= 10 ** (-1 / 20)
