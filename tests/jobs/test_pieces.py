"""Where films are cut, and what a piece's key depends on: everything that matters, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import film, moved
from hypothesis import given
from hypothesis import strategies as st

from stillreel.media.quality import recipe
from stillreel.pixels.frame import same
from stillreel.render import pieces as module
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.render.pieces import cuts, part, pieces
from stillreel.timeline.model import Hold, Shot, Timeline, Title

HOW = recipe(96, 160, Fraction(30))


def keys(timeline: Timeline) -> list[str]:
    return [p.key for p in pieces(timeline, HOW)]


@given(
    st.lists(st.integers(1, 700), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 400)), max_size=4),
    st.integers(1, 120),
)
def test_pieces_tile_the_film_at_span_borders_and_whole_groups(
    lengths: list[int], texts: list[tuple[int, int]], gop: int
) -> None:
    at, spans = 0, []
    for n in lengths:
        spans.append(Hold(at, n, Shot("s", "a", "image", 4, 3, at, n)))
        at += n
    titles = tuple(Title("t", "x", s, n) for s, n in texts if s + n <= at)
    timeline = Timeline(96, 160, Fraction(30), at, tuple(spans), titles)
    borders = cuts(timeline, gop)
    assert (borders[0], borders[-1]) == (0, at)
    assert list(borders) == sorted(set(borders))
    assert {s.start for s in spans} <= set(borders)
    assert max(b - a for a, b in pairwise(borders)) <= 2.5 * gop
    if not titles:
        starts = {s.start for s in spans}
        last = 0
        for border in borders[:-1]:
            last = border if border in starts else last
            assert (border - last) % gop == 0


def test_a_piece_of_the_film_paints_what_the_film_paints(read: Callable[[str], Path]) -> None:
    timeline = film("abc", title="Hello")
    whole = Gallery(read)
    for piece in pieces(timeline, HOW):
        alone = Gallery(read)
        for n in {piece.start, piece.start + piece.frames // 2, piece.start + piece.frames - 1}:
            assert same(paint(piece.plan, n, alone), paint(timeline, n, whole))


def test_equal_keys_paint_equal_frames_wherever_they_stand(read: Callable[[str], Path]) -> None:
    early = film("ab", title="Hi")
    late = moved(early, 77)
    late = replace(late, spans=(Hold(0, 77, Shot("x", "h", "image", 320, 240, 0, 77)), *late.spans))
    mine = {p.key: p for p in pieces(early, HOW)}
    theirs = {p.key: p for p in pieces(late, HOW)}
    assert set(mine) < set(theirs)
    gallery = Gallery(read)
    for key, piece in mine.items():
        for n in (0, piece.frames - 1):
            a = paint(piece.plan, piece.start + n, gallery)
            assert same(a, paint(theirs[key].plan, theirs[key].start + n, gallery))


def test_reordering_renaming_and_inserting_keep_what_stays_the_same() -> None:
    before = film("abcd")
    assert len(set(keys(before)) & set(keys(film("abdc")))) >= 2
    renamed = replace(
        before,
        spans=tuple(
            replace(s, shot=replace(s.shot, id="new")) if isinstance(s, Hold) else s for s in before.spans
        ),
    )
    assert keys(renamed) == keys(before)
    assert set(keys(film("abcd", title="T"))) >= set(keys(before)) - {keys(before)[2]}


def test_a_title_touches_only_its_own_seconds() -> None:
    one, two = film("abcdef", title="One"), film("abcdef", title="Two")
    changed = sum(p.frames for p in pieces(two, HOW) if p.key not in keys(one))
    assert changed == two.titles[0].frames


CHANGES = {
    "id": None,
    "start": None,
    "asset": "z",
    "kind": "video",
    "width": 11,
    "height": 11,
    "frames": 999,
    "fit": "blur",
    "at": (0.1, 0.2),
    "faces": ((0.1, 0.1, 0.2, 0.2),),
    "move": "pan_left",
    "amount": 0.01,
    "ease": "linear",
    "look": "noir",
    "look_amount": 0.5,
    "matte": "#123456",
    "in_ms": 5,
    "speed": 2.0,
    "clip_ms": 5,
    "lead": 3,
    "seed": 12345,
}


@pytest.mark.parametrize("field", [f.name for f in fields(Shot)])
def test_every_property_of_a_shot_is_in_the_key(field: str) -> None:
    value = CHANGES[field]
    if value is None:
        return
    shot = Shot("s", "a", "image", 320, 240, 0, 30)
    base = Timeline(96, 160, Fraction(30), 30, (Hold(0, 30, shot),))
    other = replace(base, spans=(Hold(0, 30, replace(shot, **{field: value})),))  # type: ignore[arg-type]
    assert keys(other) != keys(base)


def test_recipe_background_and_versions_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    base = film("ab")
    assert keys(replace(base, background="#FFFFFF")) != keys(base)
    for other in (
        recipe(96, 160, Fraction(30), level="high"),
        recipe(96, 160, Fraction(30), kbps=500),
        recipe(96, 160, Fraction(30), codec="vp9"),
    ):
        assert not {p.key for p in pieces(base, other)} & set(keys(base))
    before = keys(base)
    monkeypatch.setattr(module, "sources", lambda: "other code")
    module.engine.cache_clear()
    try:
        assert not set(keys(base)) & set(before)
    finally:
        monkeypatch.undo()
        module.engine.cache_clear()


def test_a_part_holds_only_what_it_needs() -> None:
    timeline = film("abcdefgh")
    middle = timeline.spans[4]
    needed = part(timeline, middle.start, middle.start + middle.frames)
    assert needed.spans == (middle,)
