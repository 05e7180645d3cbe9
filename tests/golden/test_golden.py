"""Goldens: saved drafts and one CRC line per frame, so that any change of a pixel is a one-line diff.

`STILLREEL_GOLDEN=write pytest tests/golden` writes them anew; then look at the frames before committing. The
pictures are drawn here and smaller than the canvas needs, so that no library's scaling takes part.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.rules import load
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.timeline.compile import compile

HERE = Path(__file__).parent
DRAFTS = sorted(HERE.glob("*.json"))
SIZES = {"wide": (90, 50), "tall": (40, 80), "logo": (32, 32)}


def draw(name: str, width: int, height: int) -> Image.Image:
    """A picture with edges, curves, colour and (the logo) transparency, the same everywhere."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    rings = ((x - width // 3) ** 2 + (y - height // 2) ** 2) // 24 % 2
    rgb = np.stack([(x * 255 // width), (y * 255 // height), rings * 200 + 30], axis=2).astype(np.uint8)
    if name != "logo":
        return Image.fromarray(rgb, "RGB")
    alpha = ((x - 16) ** 2 + (y - 16) ** 2 < 190).astype(np.uint8) * 255
    return Image.fromarray(np.dstack([rgb, alpha]), "RGBA")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    folder = tmp_path_factory.mktemp("golden")
    for name, (width, height) in SIZES.items():
        draw(name, width, height).save(folder / f"{name}.png")
    return Gallery(lambda asset: folder / f"{asset}.png")


def shelf() -> Shelf:
    return Shelf(
        tuple(
            Asset(
                n,
                "image",
                "image/png",
                1,
                n,
                w,
                h,
                has_alpha=n == "logo",
                focus=(0.4, 0.4),
                colours=("#303030", "#E04020"),
            )
            for n, (w, h) in SIZES.items()
        )
    )


@pytest.mark.parametrize("place", DRAFTS, ids=lambda p: p.stem)
def test_every_frame_is_the_golden_one(place: Path, gallery: Gallery) -> None:
    plan = compile(load(place.read_bytes(), shelf()), shelf())
    # Backwards, so that a frame that leaned on the one before would show.
    crcs = {n: zlib.crc32(paint(plan, n, gallery).tobytes()) for n in reversed(range(plan.frames))}
    lines = "".join(f"{n:04d} {crcs[n]:08x}\n" for n in sorted(crcs))
    golden = place.with_suffix(".crc")
    if os.environ.get("STILLREEL_GOLDEN") == "write":
        golden.write_text(lines)
    assert lines == golden.read_text(), (
        "pixels changed: if that was meant, write the goldens anew and look at them"
    )


def test_there_are_goldens() -> None:
    assert len(DRAFTS) >= 3
    for place in DRAFTS:
        assert json.loads(place.read_text())["t"]
