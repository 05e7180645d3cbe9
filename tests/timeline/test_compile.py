"""Compile: spans tile exactly at every rate, no transition moves a cut, what is shortened is said."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.clock import frame_at, ms_at, rate
from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.model import Draft
from stillreel.draft.rules import load
from stillreel.errors import BadDraft
from stillreel.timeline.compile import Output, compile
from stillreel.timeline.model import Blend, Hold, Timeline

RATES = [24, 25, 30, 50, 60, "30000/1001", "24000/1001", 29.97, 12.5]
PHOTO = Asset(
    "p" * 64, "image", "image/jpeg", 9, "p.jpg", 4000, 3000, focus=(0.3, 0.6), colours=("#204060", "#E05020")
)
LOGO = Asset("l" * 64, "image", "image/png", 9, "l.png", 500, 500, has_alpha=True, colours=("#101010",))
CLIP = Asset("c" * 64, "video", "video/mp4", 9, "c.mp4", 1920, 1080, duration=3000, has_sound=True)
SONG = Asset("s" * 64, "audio", "audio/mpeg", 9, "s.mp3", duration=60000)
SHELF = Shelf((PHOTO, LOGO, CLIP, SONG))


def document(shots: list[dict[str, Any]], **more: Any) -> Draft:
    at, row = 0, []
    for n, shot in enumerate(shots):
        row.append({"id": f"s{n}", "a": PHOTO.id, "s": at, **shot})
        at += shot["d"]
    tracks = [{"id": "v", "tt": 0, "sg": row}, *more.pop("tracks", [])]
    return load({"v": 1, "t": tracks, **more}, SHELF)


def tiles(plan: Timeline) -> None:
    assert plan.spans[0].start == 0
    assert all(a.start + a.frames == b.start for a, b in pairwise(plan.spans))
    assert plan.spans[-1].start + plan.spans[-1].frames == plan.frames
    assert all(s.frames > 0 for s in plan.spans)


shots = st.lists(
    st.fixed_dictionaries(
        {"d": st.integers(40, 6000)},
        optional={
            "tr": st.fixed_dictionaries(
                {"k": st.sampled_from(["fade", "cut", "wipe_left"]), "d": st.integers(0, 9000)}
            )
        },
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(shots, st.sampled_from(RATES))
def test_spans_tile_and_cuts_stay(row: list[dict[str, Any]], fps: Any) -> None:
    draft = document(row, cv={"w": 64, "h": 36, "fps": fps})
    plan = compile(draft, SHELF)
    tiles(plan)
    exact = rate(fps)
    assert plan.frames == frame_at(draft.length, exact)
    borders = [frame_at(s.start, exact) for s in draft.segments(0)]
    for span in plan.spans:
        if isinstance(span, Blend):
            # Centred: the cut lies in the middle, to the half frame.
            middle = Fraction(2 * span.start + span.frames, 2)
            assert min(abs(middle - b) for b in borders) <= Fraction(1, 2)
        else:
            assert span.shot.start <= span.start
            assert span.start + span.frames <= span.shot.start + span.shot.frames


@settings(deadline=None)
@given(st.integers(0, 3_600_000), st.sampled_from(RATES))
def test_the_clock_rounds_one_way(ms: int, fps: Any) -> None:
    exact = rate(fps)
    frame = frame_at(ms, exact)
    assert abs(Fraction(frame) - Fraction(ms) * exact / 1000) <= Fraction(1, 2)
    assert frame_at(ms_at(frame, exact), exact) == frame


def test_a_transition_borrows_half_from_each_side() -> None:
    plan = compile(document([{"d": 2000, "tr": {"k": "fade", "d": 1000}}, {"d": 2000}]), SHELF)
    assert [(type(s), s.start, s.frames) for s in plan.spans] == [
        (Hold, 0, 45),
        (Blend, 45, 30),
        (Hold, 75, 45),
    ]
    blend = plan.spans[1]
    assert isinstance(blend, Blend)
    assert (blend.a.start, blend.a.frames) == (0, 75)
    assert (blend.b.start, blend.b.frames) == (45, 75)
    assert plan.notes == ()


def test_too_long_a_transition_is_shortened_and_said() -> None:
    plan = compile(document([{"d": 1000, "tr": {"k": "fade", "d": 4000}}, {"d": 3000}]), SHELF)
    tiles(plan)
    [note] = plan.notes
    assert (note.kind, note.segment, note.asked, note.given) == ("transition_shortened", "s0", 4000, 2000)
    assert "shortened from 4 to 2 s" in str(note)


def test_two_transitions_share_a_short_shot() -> None:
    fade = {"k": "fade", "d": 2000}
    plan = compile(document([{"d": 3000, "tr": fade}, {"d": 1000, "tr": fade}, {"d": 3000}]), SHELF)
    tiles(plan)
    blends = [s for s in plan.spans if isinstance(s, Blend)]
    assert [b.frames for b in blends] == [30, 30]
    assert {n.kind for n in plan.notes} == {"transition_shortened"}


def test_names_are_resolved_by_alias() -> None:
    plan = compile(document([{"d": 1000, "tr": {"k": "fadeblack"}}, {"d": 1000}]), SHELF)
    assert [s.transition for s in plan.spans if isinstance(s, Blend)] == ["fade_black"]


def test_clips_keep_time_through_their_handles() -> None:
    fade = {"k": "fade", "d": 400}
    row = [{"d": 2000, "tr": fade}, {"d": 2000, "a": CLIP.id, "in": 1000, "sp": 0.5, "tr": fade}, {"d": 2000}]
    plan = compile(document(row), SHELF)
    shot = next(s.shot for s in plan.spans if isinstance(s, Hold) and s.shot.kind == "video")
    assert (shot.lead, shot.in_ms, shot.speed, shot.clip_ms) == (6, 1000, 0.5, 3000)
    assert shot.start + shot.lead == 60
    [cue] = plan.sound.cues
    assert (cue.asset, cue.start, cue.length, cue.offset, cue.speed, cue.voice) == (
        CLIP.id,
        2000,
        2000,
        1000,
        0.5,
        True,
    )


def test_a_clip_that_ends_early_freezes_and_says_so() -> None:
    plan = compile(document([{"d": 5000, "a": CLIP.id}]), SHELF)
    assert [(n.kind, n.given) for n in plan.notes] == [("clip_frozen", 3000)]


def test_output_overrides_and_the_topmost_track_wins() -> None:
    above = {"id": "w", "tt": 0, "sg": [{"id": "u0", "a": LOGO.id, "s": 0, "d": 3000}]}
    draft = document([{"d": 1000}, {"d": 2000}], tracks=[above])
    plan = compile(draft, SHELF, Output(width=64, height=64, fps=Fraction(10)))
    tiles(plan)
    assert (plan.width, plan.height, plan.fps, plan.frames) == (64, 64, 10, 30)
    assert [s.shot.id for s in plan.spans if isinstance(s, Hold)] == ["u0"]


def test_a_dark_logo_stands_on_white_unless_a_background_was_asked() -> None:
    plan = compile(document([{"d": 1000, "a": LOGO.id}]), SHELF)
    assert isinstance(plan.spans[0], Hold) and plan.spans[0].shot.matte == "#FFFFFF"
    plan = compile(document([{"d": 1000, "a": LOGO.id}], cv={"bg": "#00ff00"}), SHELF)
    assert isinstance(plan.spans[0], Hold) and plan.spans[0].shot.matte == "#00FF00"


def test_titles_are_clipped_to_the_video_and_slow_readers_are_minded() -> None:
    texts = [
        {"id": "t0", "tx": "Hello", "s": 500, "d": 9000},
        {"id": "t2", "tx": "late", "s": 5000, "d": 1000},
        {"id": "t3", "tx": "words " * 30, "s": 0, "d": 1000},
    ]
    plan = compile(document([{"d": 2000}], tracks=[{"id": "x", "tt": 7, "sg": texts}]), SHELF)
    assert [(t.id, t.start, t.frames) for t in plan.titles] == [("t0", 15, 45), ("t3", 0, 30)]
    assert [n.segment for n in plan.notes if n.kind == "reading"] == ["t3"]
    assert plan.titles[0].accent != "#FFFFFF"


def test_sound_lists_music_songs_and_accents() -> None:
    sounds = [
        {"id": "m", "s": 0, "d": 9000, "fi": 300, "fo": 1500, "mu": {"k": "lofi", "bpm": 84.0, "seed": 7}},
        {"id": "u", "a": SONG.id, "s": 1000, "d": 1000, "in": 4000, "vol": 0.8},
    ]
    plan = compile(document([{"d": 2000}, {"d": 2000}], tracks=[{"id": "a", "tt": 1, "sg": sounds}]), SHELF)
    music, song = plan.sound.cues
    assert (music.style, music.length, music.accents, music.volume) == ("lofi", 4000, (2000,), 0.35)
    assert (song.asset, song.offset, song.volume, song.start) == (SONG.id, 4000, 0.8, 1000)
    assert plan.sound.length == 4000


@pytest.mark.parametrize(
    "bad",
    [
        {"v": 1},
        {"v": 1, "t": [{"id": "a", "tt": 1, "sg": [{"id": "m", "s": 0, "d": 100, "mu": {"k": "lofi"}}]}]},
    ],
)
def test_nothing_to_show_is_said(bad: dict[str, Any]) -> None:
    with pytest.raises(BadDraft, match="Add photos"):
        compile(load(bad, SHELF), SHELF)
