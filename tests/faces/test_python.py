"""Python as people write it: the page's examples run, every public name stands on it, frames are what is encoded."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import stillreel
from stillreel import edits
from stillreel.draft.edits import EDITS
from stillreel.pixels.frame import blank, yuv_of
from stillreel.pixels.rgb import rgb_of

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
SMALL = edits.Make(length=2000, fps=10, width=320, height=180, music=False)


def test_the_page_s_examples_run(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, name in zip(photos[:1] + photos[2:], ("a.jpg", "b.jpg", "c.jpg"), strict=True):
        shutil.copy(place, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STILLREEL_DATA", str(tmp_path / "own"))
    monkeypatch.setenv("STILLREEL_WORKERS", "1")
    # The same words, a smaller film: what is tested is that every name and argument is right.
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    small = code.replace("a 15-second promo", "a 2-second 270x480 promo at 10 fps").replace(
        "reel.frame(2.5)", "reel.frame(1.5)"
    )
    assert small != code
    exec(compile(small, "python.md", "exec"), {})
    told = capsys.readouterr().out
    assert "Timeline (2 tracks): 1. Video:" in told and "did you mean warm" in told and "100 %" in told
    assert {p.name for p in tmp_path.iterdir() if p.suffix} >= {
        "promo.mp4",
        "tea.webm",
        "sheet.png",
        "small.mp4",
    }


def test_every_public_name_and_every_edit_is_on_the_page() -> None:
    for name in stillreel.__all__:
        assert (
            re.search(rf"`(?:stillreel\.)?{re.escape(name)}[`(]|, `{name}`", PAGE) or name == "__version__"
        ), name
    spec = importlib.util.spec_from_file_location("edits_page", ROOT / "docs" / "edits.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page(PAGE) == PAGE, "run: python docs/edits.py"
    assert {k.__name__ for k in EDITS.values()} == set(edits.__all__), (
        "a new edit: add it to src/stillreel/edits.py"
    )


def test_a_notebook_shows_the_contact_sheet(photos: list[Path], data: Path) -> None:
    with (
        stillreel.open_studio(data, workers=1) as studio,
        stillreel.open_reel(*photos[:2], studio=studio) as reel,
    ):
        assert reel._repr_jpeg_() is None and repr(reel) == "<Reel Timeline (0 tracks): empty>"
        with pytest.raises(stillreel.StillreelError, match="nothing to see yet"):
            reel.frame(0)
        answer = reel.edit(SMALL)
        assert str(answer).startswith("Made a video: 2 photos, 2 s") and answer.changed
        shown = reel._repr_jpeg_()
        assert shown is not None and shown[:2] == b"\xff\xd8" and reel.sheet().size == (960, 408)


def test_a_frame_is_what_is_encoded(photos: list[Path], data: Path, tmp_path: Path) -> None:
    import av

    with (
        stillreel.open_studio(data, workers=1) as studio,
        stillreel.open_reel(*photos[:2], studio=studio) as reel,
    ):
        reel.edit(SMALL)
        frame = reel.frame(1.5)
        assert frame.dtype == np.uint8 and frame.shape == (180, 320, 3)
        assert np.array_equal(np.asarray(reel.image(1.5)), frame)
        reel.edit(edits.Variants(names=("1:1",)))
        film = reel.export(tmp_path / "a.mp4", quality="master")
    assert [other.path.name for other in film.others] == ["a-1x1.mp4"] and str(film).count("2 s") == 2
    with av.open(str(film.path)) as container:
        decoded = list(container.decode(video=0))[15].to_ndarray(format="rgb24")
    assert np.abs(decoded.astype(int) - frame).mean() < 6


@pytest.mark.parametrize(
    "colour", ["#000000", "#FFFFFF", "#808080", "#FF0000", "#00FF00", "#0000FF", "#F0A030"]
)
def test_colours_come_back(colour: str) -> None:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    found = rgb_of(blank(8, 6, yuv_of(colour)))
    assert found.shape == (6, 8, 3) and np.abs(found.astype(int) - wanted).max() <= 3


def test_chroma_stays_where_it_is_sited() -> None:
    """A picture through Pillow-free conversion and back keeps its edges: red left of the middle, blue right of it."""
    frame = blank(16, 4, yuv_of("#FF0000"))
    y, u, v = yuv_of("#0000FF")
    frame.y[:, 8:], frame.u[:, 4:], frame.v[:, 4:] = y, u, v
    found = rgb_of(frame)
    assert (found[:, :7, 0] > 250).all() and (found[:, 8:, 2] > 250).all() and (found[:, 8:, 0] < 5).all()


def test_at_a_service_the_methods_are_the_same(
    service: Any, photos: list[Path], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("NEMO_TOKEN", "STILLREEL_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with stillreel.open_reel(*photos[:2], url=service.url) as reel:
        reel.edit(SMALL)
        frame = reel.frame(0.5, width=160)
        assert (
            frame.shape == (90, 160, 3)
            and reel.draft.length == 2000
            and isinstance(reel.sheet(), Image.Image)
        )
        assert reel.export(tmp_path / "a.webm", quality="draft").size == (tmp_path / "a.webm").stat().st_size
