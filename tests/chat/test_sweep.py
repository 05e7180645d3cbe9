"""Sentence shapes times quantities times names: the same meaning however it is filled in; and noise changes nothing."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.chat import Context, compose, plan
from stillreel.chat.languages import languages, phrases, replies
from stillreel.chat.quantities import zh_number
from stillreel.draft.model import VIDEO, Draft, dump
from stillreel.draft.names import shelf

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from talk import fixture, told

FIVE = fixture("five")
TIMES = {
    "5 seconds": 5000,
    "five seconds": 5000,
    "5s": 5000,
    "2.5 sec": 2500,
    "two and a half seconds": 2500,
    "half a second": 500,
    "1m10s": 70000,
    "a minute": 60000,
    "0.8s": 800,
    "90 secs": 90000,
}
ZH_TIMES = {
    "5秒": 5000,
    "五秒": 5000,
    "两秒半": 2500,
    "半分钟": 30000,
    "一分半": 90000,
    "1分10秒": 70000,
    "十二秒钟": 12000,
    "零点五秒": 500,
}
WHICH = {
    "the second photo": [2],
    "photo 2": [2],
    "#2": [2],
    "the first and last photos": [1, 5],
    "photos 2-4": [2, 3, 4],
    "the last two photos": [4, 5],
    "all but the first photo": [2, 3, 4, 5],
    "the sunset": [3],
    "the team photo": [5],
    "every other photo": [2, 4],
    "IMG_2044.jpg": [2],
    "images 1, 3 and 5": [1, 3, 5],
    "the third": [3],
    "the middle one": [3],
}
ZH_WHICH = {
    "第二张": [2],
    "第2张照片": [2],
    "第一张和最后一张": [1, 5],
    "第二到第四张": [2, 3, 4],
    "最后两张": [4, 5],
    "前三张": [1, 2, 3],
    "日落那张": [3],
    "每隔一张": [2, 4],
    "倒数第二张": [4],
    "中间那张": [3],
}


def numbers(context: Context, ids: object) -> object:
    """Segment ids as places counted from 1."""
    place = {s.id: n for n, s in enumerate(context.draft.segments(VIDEO), 1)}
    return [place[i] for i in ids] if isinstance(ids, tuple) else ids


@pytest.mark.parametrize(
    "shape",
    [
        "make it {}",
        "make the video {} long",
        "I want it to be {} in total",
        "shorten it to {}",
        "the total length should be {}",
        "can you make it {} please?",
        "change the duration to {}",
    ],
)
def test_total_length(shape: str) -> None:
    for said, ms in TIMES.items():
        made = plan(shape.format(said), FIVE)
        got = [(e.op, getattr(e, "length", None)) for e in made.edits]
        assert got == [("set_length", ms)] or (ms < 1000 and made.refusals), (shape.format(said), told(made))


@pytest.mark.parametrize(
    "shape",
    ["show {} for {}", "{} should stay on screen for {}", "hold {} for {}", "keep {} on screen for {}"],
)
def test_one_shots_length(shape: str) -> None:
    for (which, wanted), (said, ms) in product(WHICH.items(), list(TIMES.items())[:4]):
        made = plan(shape.format(which, said), FIVE)
        assert [
            (e.op, numbers(FIVE, getattr(e, "shots", None)), getattr(e, "length", None)) for e in made.edits
        ] == [("set_duration", wanted, ms)], (shape.format(which, said), told(made))


@pytest.mark.parametrize("shape", ["{}停留{}", "把{}延长到{}", "{}显示{}"])
def test_one_shots_length_zh(shape: str) -> None:
    for (which, wanted), (said, ms) in product(ZH_WHICH.items(), list(ZH_TIMES.items())[:4]):
        made = plan(shape.format(which, said), FIVE)
        assert [
            (e.op, numbers(FIVE, getattr(e, "shots", None)), getattr(e, "length", None)) for e in made.edits
        ] == [("set_duration", wanted, ms)], (shape.format(which, said), told(made))


@pytest.mark.parametrize(
    ("shape", "op"),
    [
        ("remove {}", "remove"),
        ("delete {} please", "remove"),
        ("zoom in on {}", "motion"),
        ("make {} black and white", "look"),
        ("don't crop {}", "fit"),
        ("move {} to the end", "move"),
    ],
)
def test_references(shape: str, op: str) -> None:
    for which, wanted in WHICH.items():
        made = plan(shape.format(which), FIVE)
        assert [(e.op, numbers(FIVE, getattr(e, "shots", None))) for e in made.edits] == [(op, wanted)], (
            shape.format(which),
            told(made),
        )


@pytest.mark.parametrize(
    ("shape", "op"),
    [("删掉{}", "remove"), ("把{}改成黑白", "look"), ("{}慢慢放大", "motion"), ("把{}移到最后", "move")],
)
def test_references_zh(shape: str, op: str) -> None:
    for which, wanted in ZH_WHICH.items():
        made = plan(shape.format(which), FIVE)
        assert [(e.op, numbers(FIVE, getattr(e, "shots", None))) for e in made.edits] == [(op, wanted)], (
            shape.format(which),
            told(made),
        )


def test_every_music_style_and_look_by_name() -> None:
    for word in shelf("music"):
        made = plan(f"change the music to {word.name.replace('_', ' ')}", FIVE)
        assert [getattr(e, "kind", None) for e in made.edits] == [word.name], told(made)
    for word in shelf("transition"):
        made = plan(f"use the {word.name.replace('_', ' ')} transition everywhere", FIVE)
        assert [e.op for e in made.edits] == ["transition"], (word.name, told(made))
        assert getattr(made.edits[0], "kind", None) == word.name, (word.name, told(made))


def test_politeness_and_shouting_change_nothing() -> None:
    for text in ("make it square", "remove the second photo", "music at 35%", "改成方形", "删掉第二张"):
        plain = plan(text, FIVE).edits
        for dressed in (
            text.upper(),
            f"please {text}",
            f"{text}, please",
            f"could you {text}?",
            f"{text}!!!",
            f"  {text}  ",
            f"ok {text} thanks",
        ):
            if text.isascii():
                assert plan(dressed, FIVE).edits == plain, dressed
        assert plan(f"请{text}" if not text.isascii() else f"hey, {text}", FIVE).edits == plain


def test_typos_are_understood_but_never_in_quotes() -> None:
    assert plan("remvoe the secnd phtoo", FIVE).edits == plan("remove the second photo", FIVE).edits
    made = plan('add the title "Sumer Sael"', FIVE)
    assert [getattr(e, "text", None) for e in made.edits] == ["Sumer Sael"]


def test_several_orders_see_each_other() -> None:
    made = plan("remove the first photo then make the first black and white", FIVE)
    first = next(iter(made.draft.segments(VIDEO)))
    assert first.look is not None and first.look.kind == "mono"
    assert first.meta.name == "IMG_2044.jpg"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_noise_never_raises(text: str) -> None:
    made = plan(text, FIVE)
    assert compose(made)
    if not made.steps:
        assert made.draft == FIVE.draft


WORDS = sorted(phrases())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12),
    st.sampled_from([FIVE, fixture("empty"), fixture("none"), fixture("clips"), fixture("past")]),
)
def test_word_salad_never_raises(words: list[str], context: Context) -> None:
    made = plan(" ".join(words), context)
    assert compose(made)
    dump(made.draft)
    assert dump(context.draft) == dump(context.draft)
    if not made.steps:
        assert made.draft == context.draft


NONSENSE = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=9, max_size=14)


@settings(max_examples=80, deadline=None)
@given(st.lists(NONSENSE, min_size=1, max_size=8))
def test_nonsense_changes_nothing(words: list[str]) -> None:
    made = plan(" ".join(words), FIVE)
    assert not made.steps
    assert made.draft == FIVE.draft


def test_long_and_hostile_messages() -> None:
    for text in (
        "a" * 8000,
        "把" * 8000,
        '"' * 8000,
        "1 and " * 1300,
        "make it square, " * 500,
        "(" * 8000,
        "\ud800 \x00 \ue000",
        "第" * 4000,
        "9" * 8000,
        "除了" * 4000,
        "all but " * 1000,
    ):
        assert compose(plan(text, FIVE))


def test_only_what_was_asked_changes() -> None:
    before = FIVE.draft
    after = plan("make the second photo black and white", FIVE).draft
    for old, new in zip(before.segments(VIDEO), after.segments(VIDEO), strict=True):
        if old.meta.name != "IMG_2044.jpg":
            assert old == new
        else:
            assert new.look is not None
    assert [t for t in before.tracks if t.type != VIDEO] == [t for t in after.tracks if t.type != VIDEO]
    assert before.canvas == after.canvas and before.length == after.length


def test_an_empty_shelf_is_asked_for_photos() -> None:
    made = plan("make a 15 second video", Context(Draft()))
    assert made.ask and not made.steps


def test_numbers_zh() -> None:
    assert [zh_number(t) for t in ("十", "三十五", "二十", "一百二十", "两", "一点五", "零点八")] == [
        10,
        35,
        20,
        120,
        2,
        1.5,
        0.8,
    ]


def test_every_language_can_answer() -> None:
    keys = set(replies("en"))
    for code in languages():
        assert set(replies(code)) == keys, code
        assert set(replies(code)["next"]) == set(replies("en")["next"])
