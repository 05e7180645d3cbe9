"""Chinese however it is written: traditional or simplified, full width or half, a character wrong that sounds right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from stillreel.chat import plan
from stillreel.chat.hearing import tokens_of
from stillreel.chat.languages import sounds, variants
from stillreel.draft.assets import Shelf
from stillreel.draft.model import TEXT, dump

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from effects import judge, rows
from talk import fixture

FIVE = fixture("five")


def after(said: str) -> object:
    """The draft that becomes of a message; it must have been understood."""
    made = plan(said, FIVE)
    assert made.steps and made.understood, said
    return dump(made.draft)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("把轉場改成淡入淡出", "把转场改成淡入淡出"),
        ("標題改成黃色", "标题改成黄色"),
        ("背景音樂小聲一點", "背景音乐小声一点"),
        ("刪掉最後兩張", "删掉最后两张"),
        ("畫面調暖一點", "画面调暖一点"),
        ("縮短到１０秒", "缩短到10秒"),
        ("第２张显示５秒", "第2张显示5秒"),
        ("转厂改成淡入淡出", "转场改成淡入淡出"),
        ("标提改成黄色", "标题改成黄色"),
        ("背静音乐小声一点", "背景音乐小声一点"),
        ("改成竖平", "改成竖屏"),
        ("最后一张变黑白", "最后一张改成黑白"),
    ],
)
def test_two_spellings_of_one_wish(one: str, other: str) -> None:
    assert after(one) == after(other)


def test_words_for_the_screen_stay_as_they_were_typed() -> None:
    for said, words in (("標題改成「轉場與樂」", "轉場與樂"), ("标题写我们的转厂", "我们的转厂")):
        made = plan(said, FIVE)
        assert words in {t.text for t in made.draft.segments(TEXT)}, said


def test_a_right_word_is_never_corrected() -> None:
    for said in ("民宿的照片放第一张", "咖啡店的视频", "小店开业视频", "公路和海边", "猫和狗"):
        assert "".join(t.text.replace(" ", "") for t in tokens_of(said, Shelf())) == said


def test_the_tables_are_one_character_each() -> None:
    assert len(variants()) > 2000 and all(len(a) == len(b) == 1 != (a == b) for a, b in variants().items())
    assert {"zhong", "chong"} <= sounds()["重"] and len(sounds()) > 3500


def test_what_people_say_does_what_they_mean() -> None:
    failed = [
        f"{r.text}: {bad}" for r in rows(Path(__file__).with_name("spoken.tsv")) if (bad := judge(r)[0])
    ]
    assert not failed, "\n".join(failed)
