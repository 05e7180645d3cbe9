"""A small real film: photos as JPEG files, a plan over them, and the engines that render it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from stillreel.jobs.engines.local import Local
from stillreel.media.encode import jpeg
from stillreel.pixels.frame import blank
from stillreel.timeline.model import Blend, Hold, Shot, Sound, Span, Timeline, Title

SIZE = (320, 240)
HOLD, FADE = 30, 10


def film(
    names: str = "abcd", *, hold: int = HOLD, title: str | None = None, width: int = 96, height: int = 160
) -> Timeline:
    """One shot for each letter, crossfades between, maybe a title over the second shot."""
    spans: list[Span] = []
    shots = []
    for k, name in enumerate(names):
        start = k * (hold + FADE) - (FADE if k else 0)
        end = (k + 1) * (hold + FADE) - (0 if k + 1 < len(names) else FADE)
        shots.append(Shot(f"s{k}", name, "image", *SIZE, start, end - start, move="push_in", seed=ord(name)))
    at = 0
    for k, shot in enumerate(shots):
        spans.append(Hold(at, hold, shot))
        at += hold
        if k + 1 < len(shots):
            spans.append(Blend(at, FADE, shot, shots[k + 1], "fade"))
            at += FADE
    titles = (Title("t", title, hold + FADE, hold, style="headline"),) if title else ()
    sound = Sound(at * 1000 // 30)
    return Timeline(width, height, Fraction(30), at, tuple(spans), titles, sound)


def photo(name: str) -> bytes:
    """A JPEG whose picture depends on its name."""
    frame = blank(*SIZE)
    draw = np.random.default_rng(ord(name))
    x, y = np.arange(SIZE[0])[None], np.arange(SIZE[1])[:, None]
    a, b = draw.uniform(4, 30, 2)
    frame.y[:] = 120 + 70 * np.sin(x / a + ord(name)) * np.cos(y / b) + draw.normal(0, 4, frame.y.shape)
    frame.u[:], frame.v[:] = draw.integers(80, 170, 2)
    return jpeg(frame)


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("album")
    for name in "abcdefgh":
        (folder / f"{name}.jpg").write_bytes(photo(name))
    (folder / "broken.jpg").write_bytes(b"no picture at all")
    return folder


@pytest.fixture
def read(album: Path) -> Callable[[str], Path]:
    return lambda asset: album / f"{asset}.jpg"


@pytest.fixture(scope="session")
def crew() -> Iterator[Local]:
    """Two warm workers for all tests that leave them in order."""
    with Local(2, patience=20) as engine:
        yield engine


def moved(timeline: Timeline, by: int) -> Timeline:
    """The same plan, standing `by` frames later (its own first frame is no longer 0)."""

    def later(shot: Shot) -> Shot:
        return replace(shot, start=shot.start + by)

    spans = tuple(
        replace(s, start=s.start + by, shot=later(s.shot))
        if isinstance(s, Hold)
        else replace(s, start=s.start + by, a=later(s.a), b=later(s.b))
        for s in timeline.spans
    )
    titles = tuple(replace(t, start=t.start + by) for t in timeline.titles)
    return replace(timeline, frames=timeline.frames + by, spans=spans, titles=titles)
