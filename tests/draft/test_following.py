"""What everything else does when the row of shots changes."""

from __future__ import annotations

import pytest
from draft_cases import PHOTOS, SHELF, done, made

from stillreel.draft.cutting import shots, sounds, texts
from stillreel.draft.model import Draft, dump
from stillreel.draft.rules import load
from stillreel.errors import Refused


def five(**more: object) -> Draft:
    return made(SHELF, length=15_000, music="lofi", title="Hello", cta="Buy now", captions="names", **more)


def by_role(draft: Draft, role: str) -> list[tuple[int, int]]:
    return [(t.start, t.end) for t in texts(draft) if t.meta.role == role]


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "set_length", "length": 21_000},
        {"op": "set_length", "factor": 0.5},
        {"op": "set_duration", "shots": [2], "length": 5000},
        {"op": "set_duration", "shots": [-1], "delta": 1500},
        {"op": "remove", "shots": [2, 3]},
        {"op": "keep", "shots": [1, 2]},
        {"op": "duplicate", "shots": [1], "to": "end"},
        {"op": "reverse"},
        {"op": "shuffle"},
        {"op": "feel", "kind": "energetic"},
    ],
)
def test_music_spans_all_titles_open_and_calls_close(edit: dict[str, object]) -> None:
    draft = done(five(), SHELF, **edit)
    (music,) = sounds(draft)
    assert (music.start, music.end) == (0, draft.length)
    assert by_role(draft, "title")[0][0] == 0
    assert by_role(draft, "cta")[0][1] == draft.length
    row = {s.id: s for s in shots(draft)}
    for text in texts(draft):
        if text.meta.of is not None:
            shot = row[text.meta.of]
            assert (text.start, text.length) == (shot.start, shot.length)


def test_a_removed_shot_takes_its_caption_along() -> None:
    draft = done(five(), SHELF, op="remove", shots=[2])
    assert "beach walk 1" not in [t.text for t in texts(draft)]
    assert len(by_role(draft, "caption")) == len(shots(draft))


def test_words_that_start_with_a_shot_move_with_it() -> None:
    draft = made(PHOTOS, each=2000)
    value = dump(draft)
    value["t"].append({"id": "x1", "tt": 7, "sg": [{"id": "w", "tx": "Hi", "s": 4000, "d": 1000}]})
    moved = done(load(value), op="move", shots=[3], to=1)
    (text,) = texts(moved)
    assert (text.start, text.length) == (0, 1000)
    gone = done(load(value), op="set_duration", shots=[1], length=5000)
    assert texts(gone)[0].start == 7000


def test_text_over_several_shots_spans_them_after_a_change() -> None:
    draft = done(made(PHOTOS, each=2000), op="add_text", text="Both", shots=[2, 3])
    assert (texts(draft)[0].start, texts(draft)[0].end) == (2000, 6000)
    longer = done(draft, op="set_duration", shots=[3], length=4000)
    assert (texts(longer)[0].start, texts(longer)[0].end) == (2000, 8000)


def test_text_under_all_stays_under_all() -> None:
    draft = done(made(PHOTOS, each=2000), op="add_text", text="Always", shots="all")
    assert texts(draft)[0].length == 12_000
    assert texts(done(draft, op="set_length", length=20_000))[0].length == 20_000


def test_cuts_keep_their_transitions_when_shots_change_places() -> None:
    draft = made(PHOTOS, each=2000, transitions="fade")
    draft = done(draft, op="transition", cuts=[1], kind="slide_left")
    for edit in ({"op": "swap", "a": 1, "b": 6}, {"op": "reverse"}, {"op": "shuffle"}):
        kinds = [s.transition.kind if s.transition else None for s in shots(done(draft, **edit))]
        assert kinds == ["slide_left", "fade", "fade", "fade", "fade", None]
    assert [s.transition is None for s in shots(done(draft, op="remove", shots=[6]))][-1]
    grown = done(draft, op="duplicate", shots=[1], to="end")
    assert [s.transition is not None for s in shots(grown)] == [True] * 6 + [False]


def test_asked_lengths_are_exact_and_the_total_follows() -> None:
    draft = done(five(), SHELF, op="set_duration", shots=[2], length=5000)
    assert shots(draft)[1].length == 5000
    assert draft.length == 15_000 - shots(five())[1].length + 5000
    kept = done(five(), SHELF, op="set_duration", shots=[2], length=5000, keep_total=True)
    assert shots(kept)[1].length == 5000 and kept.length == 15_000
    assert done(five(), SHELF, op="set_length", length=12_345).length == 12_345
    doubled = done(
        made(PHOTOS, lengths=[1000, 3000, 1000, 1000, 1000, 1000], music=False), op="set_length", factor=2.0
    )
    assert [s.length for s in shots(doubled)] == [2000, 6000, 2000, 2000, 2000, 2000]


def test_impossible_things_are_refused_with_the_nearest() -> None:
    draft = made(PHOTOS, length=12_000)
    with pytest.raises(Refused, match="There are 6") as refused:
        done(draft, op="remove", shots=[9])
    assert refused.value.data["nearest"] == 6
    with pytest.raises(Refused, match="no photo"):
        done(draft, op="remove", shots="all")
    with pytest.raises(Refused, match="no room"):
        done(draft, op="set_duration", shots=[1], length=12_000, keep_total=True)
    with pytest.raises(Refused, match="60 minutes"):
        done(made(PHOTOS, length=60_000), op="set_length", factor=100.0)
    with pytest.raises(Refused, match="shortest possible"):
        done(draft, op="set_length", length=50)
    with pytest.raises(Refused, match="no speed"):
        done(draft, op="speed", factor=2.0)
    with pytest.raises(Refused, match="no sound"):
        done(draft, op="clip_sound", volume=0.5)
    with pytest.raises(Refused, match="no music"):
        done(made(PHOTOS, music=False), op="beat_cut")
    with pytest.raises(Refused, match="TikTok takes 600 s"):
        done(made(PHOTOS, length=900_000), op="platform", name="tiktok")


def test_cuts_go_to_the_beats() -> None:
    draft = made(SHELF, length=12_000, song="song")
    cut = done(draft, SHELF, op="beat_cut")
    beats = set(range(250, 90_000, 480))
    assert all(s.start in beats for s in shots(cut)[1:])
    assert cut.length == 12_000


def test_another_frame_frames_anew_but_keeps_what_was_chosen() -> None:
    draft = made(PHOTOS, length=12_000, platform="tiktok")
    chosen = done(draft, op="fit", shots=[2], fit="contain")
    wide = done(chosen, op="canvas", aspect="16:9")
    assert (wide.canvas.width, wide.canvas.height) == (1920, 1080)
    assert shots(wide)[1].fit == "contain"
    panorama = shots(wide)[3]
    assert panorama.move is not None and panorama.move.kind == "reveal_wide"
    tall = next(s for s in shots(draft) if s.asset == "p4")
    assert tall.move is not None and tall.move.kind == "reveal_tall"
    assert [s.length for s in shots(wide)] == [s.length for s in shots(draft)]


def test_new_words_do_not_lie_on_others() -> None:
    draft = made(PHOTOS, length=15_000, title="Hello", captions="names")
    draft = done(draft, op="add_text", text="Buy now", role="cta")
    draft = done(draft, op="add_text", text="All week", role="subtitle")
    for text in texts(draft):
        for other in texts(draft):
            if text.id != other.id and text.start < other.end and other.start < text.end:
                assert text.position != other.position
    again = done(draft, op="add_text", text="Welcome", role="title")
    assert [t.text for t in texts(again)].count("Welcome") == 1 and len(texts(again)) == len(texts(draft))
