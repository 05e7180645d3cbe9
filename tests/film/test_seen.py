"""A move is painted from the part of the photo that it shows; the frames are those of the whole photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from stillreel.catalog.motions import MOTIONS, framing, prepared_size
from stillreel.media.inside.stills import moved
from stillreel.media.pictures import picture
from stillreel.render import paint as module
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.render.seen import seen
from stillreel.timeline.model import Hold, Shot, Timeline


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("seen")
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        Image.fromarray(data.astronaut()[:400]).save(folder / f"{turn}.jpg", quality=95, exif=exif)
    return lambda asset: folder / f"{asset}.jpg"


def plan(move: str, ease: str = "ease_in_out", turn: int = 1) -> Timeline:
    size = (512, 400) if turn < 5 else (400, 512)
    shot = Shot("s", str(turn), "image", *size, 0, 20, move=move, ease=ease, amount=0.15, seed=3)
    return Timeline(90, 160, Fraction(30), 20, (Hold(0, 20, shot),))


@pytest.mark.parametrize("ease", ["ease_in_out", "back"])
@pytest.mark.parametrize("move", ["push_in", "pan_left", "pull_out_right", "still"])
def test_the_part_paints_what_the_whole_paints(
    read: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, move: str, ease: str
) -> None:
    timeline = plan(move, ease)
    gallery, frames = Gallery(read), (0, 9, 19)
    parts = [paint(timeline, n, gallery) for n in frames]
    kept = sum(size for _, size in gallery._kept.values())
    monkeypatch.setattr(module, "holds", lambda *_: False)
    whole = Gallery(read)
    for n, part in zip(frames, parts, strict=True):
        for got, wanted in zip(part.planes, paint(timeline, n, whole).planes, strict=True):
            assert int(np.abs(got.astype(int) - wanted).max()) <= 1
    if move != "pan_left":
        assert kept < 0.75 * sum(size for _, size in whole._kept.values())


@pytest.mark.parametrize("name", sorted(MOTIONS.by_name))
def test_every_move_stays_within_its_part(name: str) -> None:
    shot = replace(plan("push_in").spans[0].shot, move=name)
    frame = framing(shot, 90, 160)
    size = prepared_size(MOTIONS.get(name), frame, 90, 160)
    box = seen(shot, frame, size, 90)
    assert 0 <= box[0] < box[2] <= size[0] and 0 <= box[1] < box[3] <= size[1]


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_part_of_a_turned_picture_is_the_upright_part(read: Callable[[str], Path], turn: int) -> None:
    width, height = (160, 126) if turn < 5 else (126, 160)
    whole = picture(read(str(turn)), width, height)
    part = picture(read(str(turn)), width, height, (20, 30, 90, 100))
    assert np.array_equal(part, whole[30:100, 20:90])
    back = moved(
        moved((1, 2, 5, 9), turn, (20, 30)), {6: 8, 8: 6}.get(turn, turn), (30, 20) if turn > 4 else (20, 30)
    )
    assert back == (1, 2, 5, 9)
