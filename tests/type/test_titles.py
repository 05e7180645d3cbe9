"""Laws over all styles, animations and positions: inside the safe box, quiet ends, same bytes, any order."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pictures import FPS, busy, copy, shown, title

from stillreel.catalog.titles import ANIMATIONS, POSITIONS, STYLES, reading_ms
from stillreel.pixels.frame import Frame, blank, same
from stillreel.render.titles import MOST_MOMENTS, draw, moments, prepare
from stillreel.render.typeset import arrange, safe_box, tiers
from stillreel.timeline.model import Blend, Hold, Shot

NAMES = [s.name for s in STYLES]
TEXT = "Golden hour\nby the quiet sea, with 👍🏽 friends"
SAFE = (0.1, 0.12, 0.15, 0.2)


def _ink(a: Frame, b: Frame) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.nonzero(np.abs(a.y.astype(int) - b.y) > 2)
    return rows, columns


def test_the_shelves_hold_the_whole_vocabulary() -> None:
    assert " ".join(NAMES) == (
        "headline subtitle lower_third caption quote cta price kicker handwritten typewriter kinetic outline "
        "ticket minimal karaoke"
    )
    assert " ".join(a.name for a in ANIMATIONS) == (
        "none fade rise drop slide_left slide_right pop zoom type word_by_word letters wipe blur_in bounce"
    )
    assert " ".join(sorted(p.name for p in POSITIONS)) == (
        "bottom bottom_left bottom_right center left lower_third right top top_left top_right"
    )
    for shelf in (STYLES, ANIMATIONS, POSITIONS):
        assert all(word.en and word.zh and word.aliases for word in shelf)
    assert all(s.position in POSITIONS for s in STYLES)
    assert all(a.ms == 0 or a.by == "letter" or 250 <= a.ms <= 500 for a in ANIMATIONS)


def test_reading_time() -> None:
    assert reading_ms("") == 1000 and reading_ms("x" * 50) == 4000


@pytest.mark.parametrize("size", [(64, 36), (36, 64), (270, 480), (640, 360), (400, 100)])
@pytest.mark.parametrize("style", NAMES)
def test_settled_ink_stays_in_the_safe_box(style: str, size: tuple[int, int]) -> None:
    dark = blank(*size)  # on black, white type needs no scrim and its shadow does not show
    for position in POSITIONS:
        what = title(TEXT, style, position=position.name, safe=SAFE)
        rows, columns = _ink(shown(what, dark), dark)
        left, top, right, bottom = safe_box(what, *size)
        assert len(rows), f"{style} drew nothing"
        assert columns.min() >= left - 1.5 and columns.max() <= right + 1.5
        assert rows.min() >= top - 1.5 and rows.max() <= bottom + 1.5


@settings(max_examples=25, deadline=None)
@example("0", "karaoke", "top_left", (108, 192), 2.0)
@example("W" * 30, "typewriter", "right", (108, 192), 3.0)
@given(
    st.text(max_size=120),
    st.sampled_from(NAMES),
    st.sampled_from([p.name for p in POSITIONS]),
    st.sampled_from([(108, 192), (192, 108), (64, 36)]),
    st.floats(0.3, 3.0),
)
def test_any_text_fits(text: str, style: str, position: str, size: tuple[int, int], scale: float) -> None:
    what = title(text, style, position=position, size=scale)
    layout = arrange(what, *size)
    left, top, right, bottom = safe_box(what, *size)
    assert layout.whole[0] >= left - 0.1 and layout.whole[1] >= top - 0.1
    assert layout.whole[2] <= right + 0.1 and layout.whole[3] <= bottom + 0.1
    dark = blank(*size)
    rows, columns = _ink(shown(what, dark), dark)
    if len(rows):
        assert columns.min() >= left - 1.5 and columns.max() <= right + 1.5


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\u200b", "x", "\x00\x1b[0m", "\u202e", "W" * 400, "字" * 2000]
)
def test_odd_texts_are_no_trouble(text: str) -> None:
    dark = blank(108, 192)
    for style in ("headline", "caption", "kinetic", "ticket", "karaoke", "typewriter"):
        for animation in ("none", "letters", "wipe"):
            frame = shown(title(text, style, animation=animation), dark)
            if not text.strip("\u200b\u202e \n"):
                assert len(_ink(frame, dark)[0]) == 0


@pytest.mark.parametrize("animation", [a.name for a in ANIMATIONS])
def test_entering_and_leaving(animation: str) -> None:
    ground = busy(240, 136)
    what = title(TEXT, "headline", animation=animation, start=7, frames=90)
    plate = prepare(what, 240, 136, FPS, [ground])

    def frame(n: int) -> Frame:
        out = copy(ground)
        draw(plate, n, out)
        return out

    def distance(a: Frame, b: Frame) -> float:
        return float(np.abs(a.y.astype(int) - b.y).mean())

    assert same(frame(6), ground) and same(frame(97), ground)
    settled = frame(52)
    assert same(settled, frame(53)) and distance(settled, ground) > 1.0
    if animation == "none":
        assert same(frame(7), settled) and same(frame(96), settled)
        return
    full = distance(settled, ground)
    assert distance(frame(7), ground) < 0.45 * full
    assert distance(frame(96), ground) < 0.25 * full
    gone = [distance(frame(n), ground) for n in range(88, 97)]
    assert all(b <= a + 0.02 * full for a, b in itertools.pairwise(gone))


@pytest.mark.parametrize("style", NAMES)
def test_same_bytes_in_any_order(style: str) -> None:
    ground = busy(160, 90)
    animation = [a.name for a in ANIMATIONS][NAMES.index(style) % 14]
    what = title("Follow me to the sea", style, animation=animation, frames=40)
    numbers = [0, 3, 7, 11, 20, 33, 39]

    def frames(order: list[int]) -> dict[int, bytes]:
        plate = prepare(what, 160, 90, FPS, [ground])
        made = {}
        for n in order:
            out = copy(ground)
            draw(plate, n, out)
            made[n] = out.tobytes()
        return made

    assert frames(numbers) == frames(numbers[::-1])


def test_a_short_title_still_comes_and_goes() -> None:
    ground = blank(160, 90)
    for animation in ANIMATIONS:
        for frames in (1, 2, 5):
            plate = prepare(title("Hi", animation=animation.name, frames=frames), 160, 90, FPS, [ground])
            shown_at = []
            for n in range(frames):
                out = copy(ground)
                draw(plate, n, out)
                shown_at.append(not same(out, ground))
            assert any(shown_at)


def test_moving_is_finer_than_a_pixel() -> None:
    ground = blank(320, 180)
    plate = prepare(title("HHH", "subtitle", animation="slide_left"), 320, 180, FPS, [ground])
    centres = []
    for n in range(3, 16):
        out = copy(ground)
        draw(plate, n, out)
        light = out.y.astype(float) - 16
        centres.append(float((light * np.arange(320)).sum() / light.sum()))
    steps = -np.diff(centres)
    assert (steps >= -0.02).all()
    assert len({round(s % 1, 1) for s in steps if s > 0.05}) > 2  # no steps of whole pixels
    assert steps[-1] < 0.3 < steps[0]  # eased


@pytest.mark.parametrize(
    "text", [r"%{pts}", r"\N{\b1}", "drawtext='x':y=1;[a]", "<b>&amp;</b>", "$(id) `id`"]
)
def test_text_is_drawn_literally(text: str) -> None:
    layout = arrange(title(text, "caption"), 480, 270)
    assert "".join(line.line.text for line in layout.lines).replace(" ", "") == text.replace(" ", "")


def test_two_tiers_have_contrast_of_scale() -> None:
    parts = tiers("Urban Dreams\nA weekend in the mountains", STYLES.get("headline"))
    assert [p.ratio for p in parts] == [1.0, 0.39]
    assert [p.text for p in tiers("SUMMER\nSALE", STYLES.get("headline"))] == ["SUMMER\nSALE"]
    assert [p.text for p in tiers("Only $49.99 today", STYLES.get("price")) if p.lead] == ["$49.99"]
    assert [p.text for p in tiers("Be bold. — Ada", STYLES.get("quote"))] == ["Be bold.", "— ADA"]


def test_kinetic_lines_fill_the_width() -> None:
    layout = arrange(title("Summer sale now on", "kinetic"), 1080, 1920)
    widths = [p.line.width for p in layout.lines]
    assert len(widths) >= 2 and max(widths) < 1.06 * min(widths)
    assert max(p.line.size for p in layout.lines) > 1.2 * min(p.line.size for p in layout.lines)


def test_long_text_shrinks_before_it_breaks() -> None:
    sizes = [arrange(title("word " * n, "headline"), 1080, 1920).em for n in (2, 10, 40, 400)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > 2 * sizes[-1]
    assert len(arrange(title("word " * 12, "headline"), 1080, 1920).lines) <= 3


def test_the_accent_is_seen() -> None:
    ground = blank(640, 360, (60, 128, 128))
    for style in (
        "headline",
        "quote",
        "kicker",
        "lower_third",
        "cta",
        "price",
        "handwritten",
        "minimal",
        "karaoke",
    ):
        warm = shown(title("One two", style, accent="#FF3B30"), ground)
        assert (warm.v.astype(int) > 150).any(), style


def test_a_spoken_word_moves_on() -> None:
    ground = blank(320, 180)
    plate = prepare(title("one two three four", "karaoke"), 320, 180, FPS, [ground])
    frames = []
    for n in (5, 30, 50, 80):
        out = copy(ground)
        draw(plate, n, out)
        frames.append(out.tobytes())
    assert len(set(frames)) == 4


def test_size_and_colour_are_obeyed() -> None:
    small, large = (arrange(title("Hi", size=s), 640, 360).em for s in (0.5, 1.5))
    assert large == pytest.approx(3 * small, rel=0.02)
    ground = blank(320, 180)
    red = shown(replace(title("HHH", "subtitle"), colour="#FF0000"), ground)
    assert red.v.max() > 200


def test_4k_is_the_same_design() -> None:
    small, large = arrange(title(TEXT), 384, 216), arrange(title(TEXT), 3840, 2160)
    assert [p.line.text for p in small.lines] == [p.line.text for p in large.lines]
    assert large.em == pytest.approx(10 * small.em, rel=0.03)
    dark = blank(3840, 2160)
    assert len(_ink(shown(title(TEXT), dark), dark)[0]) > 10000


def test_every_span_behind_a_title_is_looked_at() -> None:
    shot = Shot("s", "a", "image", 10, 10, 0, 500)
    spans = (
        Hold(0, 40, shot),
        Blend(40, 11, shot, shot, "fade_white"),
        Hold(51, 100, shot),
        Hold(151, 40, shot),
    )
    seen = moments(title("x", start=20, frames=100), spans)
    assert seen == (20, 29, 39, 40, 45, 50, 51, 85, 101, 119)
    many = tuple(Hold(10 * k, 10, shot) for k in range(100))
    found = moments(title("x", start=0, frames=1000), many)
    assert len(found) == MOST_MOMENTS and found[0] == 0 and found[-1] == 999


@pytest.mark.parametrize(("text", "first"), [("golden hour", 0), ("مغامرة الصيف", 1)])
def test_a_wipe_follows_the_reading(text: str, first: int) -> None:
    ground = blank(320, 180)
    plate = prepare(title(text, "subtitle", animation="wipe"), 320, 180, FPS, [ground])
    out = copy(ground)
    draw(plate, 2, out)
    columns = np.nonzero(out.y.max(axis=0) > 60)[0]
    assert len(columns) and (columns.mean() > 160) == bool(first)
