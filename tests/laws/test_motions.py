"""Laws of every camera move: inside the picture, the canvas's shape, faces kept, never a step back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.catalog.easings import EASINGS, Easing
from stillreel.catalog.motions import MOTIONS, Motion, framing, prepared_size
from stillreel.catalog.words import fold

NAMED = [
    "still",
    "push_in",
    "pull_out",
    "pan_left",
    "pan_right",
    "pan_up",
    "pan_down",
    "push_in_left",
    "push_in_right",
    "push_in_up",
    "push_in_down",
    "pull_out_left",
    "pull_out_right",
    "pull_out_up",
    "pull_out_down",
    "drift",
    "tilt",
    "parallax",
    "reveal_tall",
    "reveal_wide",
]


@dataclass(frozen=True)
class Shot:
    width: int
    height: int
    at: tuple[float, float] = (0.5, 0.5)
    faces: tuple[tuple[float, float, float, float], ...] = ()
    amount: float = 0.12


UNIT = st.floats(0, 1)
FACES = st.builds(
    lambda x, y, w, h: (x * (1 - w), y * (1 - h), w, h),
    UNIT,
    UNIT,
    st.floats(0.01, 0.5),
    st.floats(0.01, 0.5),
)
SHOTS = st.builds(
    Shot,
    st.integers(1, 9000),
    st.integers(1, 9000),
    st.tuples(UNIT, UNIT),
    st.lists(FACES, max_size=3).map(tuple),
    UNIT,
)
CANVASES = st.sampled_from([(1080, 1920), (1920, 1080), (1080, 1080), (64, 36), (3840, 2160), (1080, 1350)])
EVERY = pytest.mark.parametrize("motion", list(MOTIONS), ids=lambda m: m.name)


def test_the_list_is_whole() -> None:
    assert set(NAMED) <= set(MOTIONS.by_name)


@pytest.mark.parametrize("shelf", [MOTIONS, EASINGS], ids=lambda s: s.kind)
def test_names_and_aliases_are_unique(shelf) -> None:  # type: ignore[no-untyped-def]
    said = [fold(n) for w in shelf for n in {fold(w.name), *map(fold, w.aliases)}]
    assert len(said) == len(set(said))
    assert all(w.en and w.zh for w in shelf)


@EVERY
@settings(max_examples=60, deadline=None)
@given(SHOTS, CANVASES, st.floats(-0.3, 1.3))
def test_the_window_stays_in_the_picture_and_keeps_its_shape(
    motion: Motion, shot: Shot, canvas: tuple[int, int], p: float
) -> None:
    frame = framing(shot, *canvas)
    view = motion.view(p, frame)
    assert view.w > 0 and view.h > 0
    assert view.x >= -1e-12 and view.y >= -1e-12
    assert view.x + view.w <= 1 + 1e-12 and view.y + view.h <= 1 + 1e-12
    shape = view.w * shot.width / (view.h * shot.height)
    assert shape == pytest.approx(canvas[0] / canvas[1], rel=1e-9)


@EVERY
@settings(max_examples=60, deadline=None)
@given(SHOTS, CANVASES, st.floats(-0.3, 1.3))
def test_what_matters_is_never_left(motion: Motion, shot: Shot, canvas: tuple[int, int], p: float) -> None:
    frame = framing(shot, *canvas)
    # a reveal travels the whole picture by its nature; it ends where the aim is
    if motion.name.startswith("reveal"):
        p = 1.0
        if (x := frame.aim) and not (0.0 < x[0] < 1.0 and 0.0 < x[1] < 1.0):
            return
        view = motion.view(p, frame)
        wide = motion.name == "reveal_wide"
        first = motion.view(0.0, frame)
        aim = frame.aim[0 if wide else 1]
        start, end = (first.x, view.x) if wide else (first.y, view.y)
        span = view.w if wide else view.h
        assert abs(aim - end - span / 2) <= abs(aim - start - span / 2) + 1e-9
        return
    view = motion.view(p, frame)
    x0, y0, x1, y1 = frame.keep
    assert view.x <= x0 + 1e-9 and view.x + view.w >= x1 - 1e-9
    assert view.y <= y0 + 1e-9 and view.y + view.h >= y1 - 1e-9


@settings(max_examples=60, deadline=None)
@given(SHOTS, CANVASES)
def test_faces_and_point_are_what_is_kept_if_they_fit(shot: Shot, canvas: tuple[int, int]) -> None:
    frame = framing(shot, *canvas)
    boxes = [(x, y, x + w, y + h) for x, y, w, h in shot.faces] + [(*shot.at, *shot.at)]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    roomy = 2.0  # headroom at most doubles a face
    if (right - left) * roomy <= frame.base.w and (bottom - top) * roomy <= frame.base.h:
        x0, y0, x1, y1 = frame.keep
        assert x0 <= left + 1e-9 and y0 <= top + 1e-9 and x1 >= right - 1e-9 and y1 >= bottom - 1e-9


@EVERY
@settings(max_examples=30, deadline=None)
@given(SHOTS, CANVASES)
def test_no_move_steps_back(motion: Motion, shot: Shot, canvas: tuple[int, int]) -> None:
    frame = framing(shot, *canvas)
    views = [motion.view(n / 20, frame) for n in range(21)]
    for middle in (
        [v.x + v.w / 2 for v in views],
        [v.y + v.h / 2 for v in views],
        [v.w for v in views],
    ):
        steps = [b - a for a, b in itertools.pairwise(middle)]
        assert all(s >= -1e-9 for s in steps) or all(s <= 1e-9 for s in steps)


@pytest.mark.parametrize("canvas", [(1080, 1920), (1920, 1080), (500, 500)])
@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1, 1), (1080, 1920), (9000, 1000)])
def test_moves_do_what_they_say(size: tuple[int, int], canvas: tuple[int, int]) -> None:
    frame = framing(Shot(*size), *canvas)
    ends = {m.name: (m.view(0.0, frame), m.view(1.0, frame)) for m in MOTIONS}
    a, b = ends["push_in"]
    assert b.w == pytest.approx(a.w * 0.88) and a.w == pytest.approx(frame.base.w)
    a, b = ends["pull_out"]
    assert a.w == pytest.approx(b.w * 0.88)
    for name, (a, b) in ends.items():
        x, y = b.x + b.w / 2 - a.x - a.w / 2, b.y + b.h / 2 - a.y - a.h / 2
        side = name.rsplit("_", 1)[-1]
        seen = frame.base.w if side in ("left", "right") else frame.base.h
        if side in ("left", "right"):
            assert (x > 0.03 * seen) if side == "right" else (x < -0.03 * seen), name
        if side in ("up", "down"):
            assert (y > 0.03 * seen) if side == "down" else (y < -0.03 * seen), name
        if name.startswith("pan"):
            way = 0.12 * seen
            assert max(abs(x), abs(y)) == pytest.approx(way) and a.w == pytest.approx(b.w)
        if name == "tilt":
            assert y <= -0.12 * frame.base.h + 1e-9 and a.w == pytest.approx(b.w)
        if name == "still":
            assert a == b == frame.base


def test_a_reveal_shows_the_whole_picture() -> None:
    wide = framing(Shot(9000, 2000), 1080, 1920)
    a, b = (MOTIONS.get("reveal_wide").view(p, wide) for p in (0.0, 1.0))
    assert min(a.x, b.x) == 0.0 and max(a.x + a.w, b.x + b.w) == pytest.approx(1.0)
    tall = framing(Shot(1000, 6000), 1920, 1080)
    a, b = (MOTIONS.get("reveal_tall").view(p, tall) for p in (0.0, 1.0))
    assert min(a.y, b.y) == 0.0 and max(a.y + a.h, b.y + b.h) == pytest.approx(1.0)


def test_a_push_aims_at_the_face() -> None:
    face = (0.7, 0.2, 0.1, 0.12)
    frame = framing(Shot(4000, 3000, faces=(face,), amount=0.4), 1920, 1080)
    a, b = (MOTIONS.get("push_in").view(p, frame) for p in (0.0, 1.0))
    before = abs((0.75 - a.x) / a.w - 0.5)
    assert abs((0.75 - b.x) / b.w - 0.5) < before


@EVERY
@settings(max_examples=40, deadline=None)
@given(SHOTS, CANVASES)
def test_prepared_no_finer_than_needed(motion: Motion, shot: Shot, canvas: tuple[int, int]) -> None:
    frame = framing(shot, *canvas)
    w, h = prepared_size(motion, frame, *canvas)
    assert w >= 2 and h >= 2 and w % 2 == 0 and h % 2 == 0
    assert w <= max(2, shot.width) and h <= max(2, shot.height)
    tight = min(motion.view(p, frame).w for p in (0.0, 1.0))
    assert w * tight <= canvas[0] + 4
    assert w >= shot.width - 1 or w * tight >= canvas[0] - 1e-3


@pytest.mark.parametrize("easing", list(EASINGS), ids=lambda e: e.name)
def test_easings(easing: Easing) -> None:
    assert easing.f(0.0) == 0.0 and easing.f(1.0) == 1.0 and easing.f(-1.0) == 0.0 and easing.f(2.0) == 1.0
    assert easing.curve(0.0) == pytest.approx(0.0, abs=1e-12) and easing.curve(1.0) == pytest.approx(1.0)
    values = [easing.f(n / 500) for n in range(501)]
    if easing.name == "overshoot":
        assert 1.02 < max(values) < 1.2
    else:
        assert all(b >= a for a, b in itertools.pairwise(values))
    assert max(abs(b - a) for a, b in itertools.pairwise(values)) < 0.02


def test_easings_are_all_there_and_found_by_other_names() -> None:
    assert {"linear", "ease_in", "ease_out", "ease_in_out", "smooth", "snap", "overshoot"} <= set(
        EASINGS.by_name
    )
    assert EASINGS.get("cubic").name == "ease_in_out" and EASINGS.get("Bounce").name == "overshoot"
