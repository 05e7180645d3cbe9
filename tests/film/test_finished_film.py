"""The finished file, judged from outside: an independent decoder, its own tags, its sound."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pyloudnorm
from PIL import Image
from skimage import data

import stillreel


def test_a_small_reel_is_whole_tagged_and_loud_enough(tmp_path: Path) -> None:
    photos = []
    for name in ("astronaut", "coffee", "chelsea"):
        photos.append(tmp_path / f"{name}.jpg")
        Image.fromarray(getattr(data, name)()).save(photos[-1], quality=92)
    out = tmp_path / "reel.mp4"
    with stillreel.open_studio(tmp_path / "data", workers=1) as studio:
        session = studio.create("film")
        studio.add(session.id, photos)
        studio.say(session.id, "a 6 second square video with upbeat music")
        screen = studio.screen(session.id)
        plan = screen.timeline()
        for _ in screen.preview(out):
            pass
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
    exe = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run([exe, "-i", str(out), "-map", "0:v", "-f", "null", "-"], capture_output=True, text=True, check=True)  # fmt: skip
    assert re.findall(r"frame=\s*(\d+)", told.stderr)[-1] == str(plan.frames)
    sound = subprocess.run([exe, "-v", "error", "-i", str(out), "-f", "f32le", "-ac", "2", "-"], capture_output=True, check=True)  # fmt: skip
    samples = np.frombuffer(sound.stdout, np.float32).reshape(-1, 2).astype(float)
    assert abs(len(samples) - 6 * 48_000) <= 1
    assert abs(pyloudnorm.Meter(48_000).integrated_loudness(samples) + 14) <= 0.5
    assert np.abs(samples).max() <= 10 ** (-1 / 20)
