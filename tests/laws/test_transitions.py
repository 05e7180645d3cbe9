"""The laws of transitions, checked for every word on the shelf: a new file is held to them by being there.

The two pictures differ in light, colour and detail, and are smooth enough for a law about motion to measure.
"""

from __future__ import annotations

import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imageio_ffmpeg import get_ffmpeg_exe

from stillreel.catalog.transitions import MOODS, TRANSITIONS, Transition
from stillreel.catalog.words import fold
from stillreel.pixels import engine
from stillreel.pixels.frame import Frame, blank, same

NAMES = sorted(TRANSITIONS.by_name)
SIZES = ((16, 16), (64, 36), (36, 64), (62, 34), (2, 2), (30, 98))
SIDES = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
CORNERS = {"tl": (-1, -1), "tr": (1, -1), "bl": (-1, 1), "br": (1, 1)}

XFADE = """fade wipeleft wiperight wipeup wipedown slideleft slideright slideup slidedown circlecrop rectcrop
distance fadeblack fadewhite radial smoothleft smoothright smoothup smoothdown circleopen circleclose vertopen
vertclose horzopen horzclose dissolve pixelize diagtl diagtr diagbl diagbr hlslice hrslice vuslice vdslice hblur
fadegrays wipetl wipetr wipebl wipebr squeezeh squeezev zoomin fadefast fadeslow hlwind hrwind vuwind vdwind
coverleft coverright coverup coverdown revealleft revealright revealup revealdown""".split()  # noqa: SIM905 - a table reads better than 125 lines

GL = """AdvancedMosaic BlockDissolve BookFlip Bounce BowTieHorizontal BowTieVertical BowTieWithParameter Box
ButterflyWaveScrawler CircleCrop ColourDistance CrazyParametricFun CrossZoom DefocusBlur Directional DirectionalScaled
DoomScreenTransition Dreamy DreamyZoom Drop_Zone_Flicker EdgeTransition FilmBurn Fold GlitchDisplace GlitchMemories
GridFlip HSVfade HorizontalClose HorizontalOpen InvertedPageCurl LeftRight LinearBlur Mosaic Overexposure
PolkaDotsCurtain PuzzleRight Radial Rectangle RectangleCrop Revolve_Left Rolls RotateScaleVanish SimpleFlip SimpleZoom
SimpleZoomOut Slides StarWipe StaticFade StereoViewer StripDatamoshGlitch Swirl TVStatic TilesWave TopBottom
VerticalClose VerticalOpen WaterDrop ZoomInCircles ZoomLeftWipe ZoomRigthWipe angular burn burn0 cannabisleaf chessboard
circle circleopen colorphase coord-from-in crosshatch crosswarp cube directional-easing directionalwarp directionalwipe
displacement dissolve doorway fade fadecolor fadegrayscale flyeye fragment heart hexagonalize kaleidoscope luma
luminance_melt morph mosaic_transition multiply_blend old_tv_lost_signal parametric_glitch perlin pinwheel pixelize
polar_function powerKaleido randomNoisex randomsquares ripple rotateTransition rotate_scale_fade scale-in
splitSlideInHorizontal splitSlideInOutHorizontal splitSlideInOutVertical splitSlideInVertical splitSlideOutHorizontal
splitSlideOutVertical squareswire squeeze static_wipe swap tangentMotionBlur undulatingBurnOut wind windowblinds
windowslice wipeDown wipeLeft wipeRight wipeUp x_axis_translation zoomInOut""".split()  # noqa: SIM905 - a table reads better than 125 lines

SPEC = """cut fade fade_black fade_white fade_gray dissolve pixelize blur wipe_left wipe_right wipe_up wipe_down wipe_tl
wipe_tr wipe_bl wipe_br slide_left slide_right slide_up slide_down push_left push_right push_up push_down cover_left
cover_right cover_up cover_down reveal_left reveal_right reveal_up reveal_down smooth_left smooth_right smooth_up
smooth_down circle_open circle_close circle_crop rect_crop vert_open vert_close horz_open horz_close radial diag_tl
diag_tr diag_bl diag_br slice_left slice_right slice_up slice_down wind_left wind_right wind_up wind_down squeeze_h
squeeze_v zoom_in zoom_out zoom_cross whip_left whip_right spin cube flip_h flip_v page_curl doorway fold heart star
ripple swirl water_drop burn film_burn light_leak glitch tv_static mosaic kaleidoscope polka blinds checkerboard
grid_flip luma morph overexpose crosswarp wave hexagonalize butterfly_wave windowslice scale_in swap bounce""".split()  # noqa: SIM905 - a table reads better than 125 lines


@pytest.fixture(autouse=True, scope="module")
def compiled_loops() -> None:
    engine.warm()


@cache
def picture(width: int, height: int, turn: float) -> Frame:
    """A smooth, colourful picture, locked against writing."""
    x, y = np.linspace(0, 1, width)[None, :], np.linspace(0, 1, height)[:, None]
    luma = 110 + 40 * turn + 30 * np.sin(7 * x + 4 * y + turn) + 20 * np.cos(11 * x * y - 3 * turn)
    u = 128 + 50 * np.sin(3 * x[:, ::2] + 2 * turn) * np.cos(2 * y[::2])
    v = 128 + 50 * np.cos(4 * y[::2] - 3 * turn) + 0 * x[:, ::2]
    planes = [np.clip(p, 16, 235).astype(np.uint8) for p in (luma, u, v)]
    for plane in planes:
        plane.flags.writeable = False
    return Frame(*planes)


def pair(width: int, height: int) -> tuple[Frame, Frame]:
    return picture(width, height, 0.0), picture(width, height, 1.4)


def paint(word: Transition, a: Frame, b: Frame, p: float, seed: int = 7, stale: int = 77) -> Frame:
    out = blank(a.width, a.height, (stale, 255 - stale, stale))
    word.paint(a, b, p, out, seed)
    return out


def distance(a: Frame, b: Frame) -> float:
    """Mean absolute difference over all samples."""
    return float(
        np.mean([np.abs(p.astype(np.int16) - q).mean() for p, q in zip(a.planes, b.planes, strict=True)])
    )


words = pytest.mark.parametrize("word", [TRANSITIONS.by_name[n] for n in NAMES], ids=NAMES)


@words
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_ends_are_exact_and_the_middle_is_lawful_at_any_size(word: Transition, size: tuple[int, int]) -> None:
    a, b = pair(*size)
    before = a.tobytes(), b.tobytes()
    assert same(paint(word, a, b, 0.0), a) and same(paint(word, a, b, 1.0), b)
    assert same(paint(word, a, b, -0.5), a) and same(paint(word, a, b, 2.0), b)
    for p in (1 / 60, 0.31, 0.5, 0.77, 59 / 60):
        out = paint(word, a, b, p, stale=77)
        assert same(out, paint(word, a, b, p, stale=200)), "what was in `out` shows, or the same call differs"
        assert out.y.min() >= 16 and out.y.max() <= 235
        assert min(out.u.min(), out.v.min()) >= 16 and max(out.u.max(), out.v.max()) <= 240
    assert (a.tobytes(), b.tobytes()) == before


@words
def test_it_leaves_a_gently_arrives_at_b_and_gets_nearer(word: Transition) -> None:
    a, b = pair(108, 192)
    whole = distance(a, b)
    if word.name == "cut":
        assert same(paint(word, a, b, 0.49), a) and same(paint(word, a, b, 0.5), b)
        return
    assert distance(paint(word, a, b, 0.01), a) < 0.16 * whole
    assert distance(paint(word, a, b, 0.99), b) < 0.16 * whole
    gaps = [distance(paint(word, a, b, p), b) for p in (0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.98)]
    assert gaps[0] > gaps[-1] + 0.6 * whole
    # Overall it comes nearer: the last third is nearer than the first, whatever the motive does between.
    assert sum(gaps[-3:]) < 0.75 * sum(gaps[:3])


@words
def test_nothing_jumps_but_what_means_to(word: Transition) -> None:
    """From one sixtieth to the next the picture changes by a fraction of what the whole transition changes."""
    if word.family in {"cut", "glitch", "tv_static"}:
        pytest.skip("jumping is its motive")
    a, b = pair(54, 96)
    frames = [paint(word, a, b, n / 60) for n in range(61)]
    steps = [distance(one, two) for one, two in pairwise(frames)]
    assert max(steps) < 0.3 * distance(a, b)
    assert max(steps[0], steps[-1]) < 0.12 * distance(a, b)


@words
def test_the_middle_is_neither_picture_nor_black(word: Transition) -> None:
    a, b = pair(108, 192)
    low, high = sorted((a.y.mean(), b.y.mean()))
    middles = [paint(word, a, b, p) for p in (0.42, 0.5, 0.58)]
    if word.name != "cut":
        assert all(not same(m, a) and not same(m, b) for m in middles)
    for middle in middles:
        mean = middle.y.mean()
        if word.via == "black":
            continue
        assert mean - 16 > 0.5 * (low - 16), f"too dark: {mean}"
        if word.via not in ("white", "light"):
            assert mean < high + 8, f"too bright: {mean}"
    if word.via in ("black", "white"):
        assert middles[1].y.mean() == pytest.approx({"black": 16, "white": 235}[word.via], abs=2)


@words
def test_size_does_not_change_the_look(word: Transition) -> None:
    """Four times the size, made small again, is nearly the small one: parameters are fractions of the frame."""
    if word.via == "noise" or word.name == "dissolve":
        pytest.skip("its grain is as fine as the pixels allow")
    little, large = pair(96, 160), pair(384, 640)
    p = 0.37
    small, big = paint(word, *little, p), paint(word, *large, p)
    shrunk = big.y.reshape(160, 4, 96, 4).mean(axis=(1, 3))
    whole = distance(*little)
    assert np.abs(shrunk - small.y).mean() < 0.22 * whole + 1.0


@words
def test_a_seed_is_a_look_and_the_same_one_everywhere(word: Transition) -> None:
    a, b = pair(64, 36)
    first = paint(word, a, b, 0.4, seed=3)
    for other in NAMES[:3]:
        paint(TRANSITIONS.by_name[other], a, b, 0.4, seed=9)  # nothing is remembered between words
    assert same(first, paint(word, a, b, 0.4, seed=3))


@pytest.mark.parametrize(
    "name", ["wipe_left", "push_up", "zoom_in", "cube", "page_curl", "swirl", "burn", "polka"]
)
def test_full_hd_upright_and_4k(name: str) -> None:
    word = TRANSITIONS.get(name)
    for size in ((1080, 1920), (3840, 2160)):
        a, b = pair(*size)
        out = paint(word, a, b, 0.5)
        assert distance(out, b) / distance(a, b) > 0.05 and distance(out, a) / distance(a, b) > 0.05
        assert out.y.min() >= 16 and out.y.max() <= 235


def test_rows_of_a_buffer_may_be_wider_than_the_frame() -> None:
    """An encoder's rows have padding: it is neither read into the picture nor written."""
    a, b = pair(62, 34)
    for word in TRANSITIONS:
        buffers = [np.full((rows, 96), 7, np.uint8) for rows in (34, 17, 17)]
        out = Frame(buffers[0][:, :62], buffers[1][:, :31], buffers[2][:, :31])
        word.paint(a, b, 0.44, out, 7)
        assert same(out, paint(word, a, b, 0.44)), word.name
        assert all(
            (buffer[:, width:] == 7).all() for buffer, width in zip(buffers, (62, 31, 31), strict=True)
        )


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES), st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**63 - 1)
)
def test_any_size_any_progress_any_seed(name: str, w: int, h: int, p: float, seed: int) -> None:
    a, b = pair(2 * w, 2 * h)
    word = TRANSITIONS.get(name)
    assert same(paint(word, a, b, p, seed, stale=20), paint(word, a, b, p, seed, stale=230))


# Which way things go --------------------------------------------------------------------------------------

TRAVELS = ["wipe", "slide", "push", "cover", "smooth", "slice", "wind", "whip"]


def centre_of(change: np.ndarray) -> tuple[float, float]:
    ys, xs = np.mgrid[0 : change.shape[0], 0 : change.shape[1]]
    return float((xs * change).sum() / change.sum()), float((ys * change).sum() / change.sum())


def flat_pair(size: int = 96) -> tuple[Frame, Frame]:
    return blank(size, size, (60, 128, 128)), blank(size, size, (200, 128, 128))


def b_shows(name: str, p: float) -> np.ndarray:
    """How much of B is at each place, 0..1, by two flat pictures (shadows count as nothing)."""
    a, b = flat_pair()
    out = paint(TRANSITIONS.get(name), a, b, p)
    return np.clip((out.y.astype(float) - 60) / 140, 0, 1)


@pytest.mark.parametrize("family", [*TRAVELS, "reveal"])
@pytest.mark.parametrize("side", SIDES)
def test_sides_say_where_things_travel_to(family: str, side: str) -> None:
    dx, dy = SIDES[side]
    x, y = centre_of(b_shows(f"{family}_{side}", 0.35))
    # B appears first where the travel starts: on the left when it goes right.
    assert (x - 47.5) * dx <= 0 and (y - 47.5) * dy <= 0
    assert abs(x - 47.5) > 6 if dx else abs(y - 47.5) > 6


@pytest.mark.parametrize("family", ["wipe", "diag"])
@pytest.mark.parametrize("corner", CORNERS)
def test_corners_say_where_things_travel_to(family: str, corner: str) -> None:
    dx, dy = CORNERS[corner]
    x, y = centre_of(b_shows(f"{family}_{corner}", 0.35))
    assert (x - 47.5) * dx < -2 and (y - 47.5) * dy < -2


@pytest.mark.parametrize("family", [f for f in [*TRAVELS, "reveal"] if f != "wind"])
def test_opposite_sides_mirror_each_other(family: str) -> None:
    a, b = flat_pair()
    for one, other, axis in (("left", "right", 1), ("up", "down", 0)):
        for p in (0.2, 0.5, 0.8):
            left = paint(TRANSITIONS.get(f"{family}_{one}"), a, b, p).y.astype(int)
            right = paint(TRANSITIONS.get(f"{family}_{other}"), a, b, p).y.astype(int)
            off = np.abs(np.flip(left, axis) - right)
            assert np.mean(off > 3) < 0.04, f"{family} {one}/{other} at {p}"


@pytest.mark.parametrize(("name", "inside_first"), [("circle_open", True), ("circle_close", False),
                         ("vert_open", True), ("vert_close", False), ("horz_open", True), ("horz_close", False),
                         ("heart", True), ("star", True), ("scale_in", True), ("box_open", True)])  # fmt: skip
def test_open_starts_in_the_middle_and_close_at_the_rim(name: str, inside_first: bool) -> None:
    shown = b_shows(name, 0.35)
    middle, rim = shown[40:56, 40:56].mean(), np.mean([shown[:6, :6], shown[-6:, -6:]])
    assert (middle > rim + 0.3) if inside_first else (rim > middle + 0.3)


@pytest.mark.parametrize("family", ["push", "slide"])
@pytest.mark.parametrize("side", SIDES)
def test_what_travels_moves_by_fractions_of_a_pixel(family: str, side: str) -> None:
    """The incoming picture lies where the eased pace says, to a twentieth of a pixel, however small the step."""
    dx, dy = SIDES[side]
    n, period = 128, 32.0
    turn = 2 * np.pi / period * np.arange(n)
    line = 125 + 90 * np.sin(turn)
    luma = np.broadcast_to(line if dx else line[:, None], (n, n)).astype(np.uint8)
    a, chroma = blank(n, n, (128, 128, 128)), blank(n, n).u
    word = TRANSITIONS.get(f"{family}_{side}")
    for p in np.linspace(0.7, 0.76, 13):
        shown = paint(word, a, Frame(luma.copy(), chroma, chroma), float(p)).y.astype(float)
        profile = shown[32:96, 32:96].mean(axis=0 if dx else 1) - 125
        phase = np.arctan2((profile * np.cos(turn[32:96])).sum(), (profile * np.sin(turn[32:96])).sum())
        travelled = p**3 * (p * (6 * p - 15) + 10)
        expected = (dx or dy) * (travelled - 1.0) * n
        seen = -phase * period / (2 * np.pi)
        assert abs((seen - expected + period / 2) % period - period / 2) < 0.05


@cache
def by_ffmpeg(name: str) -> np.ndarray:
    """The same for the real xfade filter, a third of the way: an independent opinion on what a name means."""
    n = 96
    source = "color=c=0x{}:s={n}x{n}:r=20:d=1"
    dark, light = (source.format(c * 3, n=n) for c in ("30", "d0"))
    graph = f"[0][1]xfade=transition={name}:duration=1:offset=0,format=gray"
    command = [get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", dark, "-f", "lavfi", "-i", light]
    command += ["-filter_complex", graph, "-frames:v", "8", "-f", "rawvideo", "-"]
    frames = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8)
    shown = frames.reshape(-1, n, n)[7].astype(float)
    return np.clip((shown - 0x30) / (0xD0 - 0x30), 0, 1)


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in XFADE
        if n.endswith(("left", "right", "up", "down", "tl", "tr", "bl", "br", "slice", "wind"))
    ],
)
def test_directions_agree_with_ffmpeg(name: str) -> None:
    theirs, ours = centre_of(by_ffmpeg(name)), centre_of(b_shows(TRANSITIONS.get(name).name, 0.35))
    for their, our in zip(theirs, ours, strict=True):
        assert np.sign(round((their - 47.5) / 8)) == np.sign(round((our - 47.5) / 8))


# The shelf ------------------------------------------------------------------------------------------------


def test_every_name_of_the_specification_is_there() -> None:
    assert set(SPEC) <= set(NAMES)


@pytest.mark.parametrize(("tool", "names"), [("xfade", XFADE), ("gl-transitions", GL)])
def test_names_of_other_tools_lead_somewhere(tool: str, names: list[str]) -> None:
    assert len(names) == {"xfade": 58, "gl-transitions": 125}[tool]
    for name in names:
        assert TRANSITIONS.get(name).name in NAMES


@pytest.mark.parametrize(
    ("other", "ours"),
    [("wipeleft", "wipe_left"), ("hlslice", "slice_left"), ("vdwind", "wind_down"), ("CrossZoom", "zoom_cross"),
     ("fadegrays", "fade_gray"), ("TVStatic", "tv_static"), ("InvertedPageCurl", "page_curl"),
     ("distance", "color_distance")],
)  # fmt: skip
def test_some_aliases_by_hand(other: str, ours: str) -> None:
    assert TRANSITIONS.get(other).name == ours


def test_no_two_words_share_a_name_or_an_alias() -> None:
    seen: dict[str, str] = {}
    for word in TRANSITIONS:
        for name in {fold(word.name), *map(fold, word.aliases)}:
            assert seen.setdefault(name, word.name) == word.name, f"{name}: {seen[name]} and {word.name}"


@words
def test_rows_are_whole(word: Transition) -> None:
    assert word.mood in MOODS and word.via in {"", "black", "white", "light", "noise"}
    assert word.en and word.zh and all(word.en) and all(word.zh)
    assert all(any("一" <= c <= "鿿" for c in text) for text in word.zh)
    assert word.name == word.name.lower() and " " not in word.name


def test_plain_words_are_clear() -> None:
    """A phrase leads to one transition."""
    seen: dict[str, str] = {}
    for word in TRANSITIONS:
        for phrase in (*word.en, *word.zh):
            assert seen.setdefault(phrase.casefold(), word.name) == word.name, phrase


def test_the_page_of_transitions_names_every_word() -> None:
    page = (Path(__file__).parents[2] / "docs" / "transitions.md").read_text(encoding="utf-8")
    for word in TRANSITIONS:
        row = next((line for line in page.splitlines() if line.startswith(f"| `{word.name}` |")), "")
        assert all(f"`{alias}`" in row for alias in word.aliases) and all(text in row for text in word.zh), (
            word.name
        )
