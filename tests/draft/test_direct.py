"""The director's laws: what every storyboard keeps, whatever the uploads, the length and the frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from draft_cases import FACE, PHOTOS, clip, done, made, photo, song
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillreel.catalog.platforms import PLATFORMS
from stillreel.catalog.templates import TEMPLATES
from stillreel.clock import frame_at, rate
from stillreel.draft.assets import Shelf
from stillreel.draft.cutting import shots, sounds, texts
from stillreel.draft.direct import pace
from stillreel.draft.direct.framing import fit_of
from stillreel.draft.direct.moods import MOODS
from stillreel.draft.direct.notices import notices
from stillreel.draft.model import Draft
from stillreel.draft.names import canonical
from stillreel.draft.roles import ROLES, reading_ms
from stillreel.draft.rules import check
from stillreel.errors import Refused, UnknownName
from stillreel.score.grid import fit_tempo


def uploads(count: int) -> Shelf:
    return Shelf(tuple(photo(n) for n in range(count)))


def moves(draft: Draft) -> list[str]:
    return [s.move.kind if s.move else "still" for s in shots(draft)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    count=st.integers(1, 30),
    length=st.integers(1000, 120_000),
    frame=st.sampled_from([{"aspect": "9:16"}, {"aspect": "16:9"}, {"aspect": "1:1"}, {"aspect": "4:5"}, {}]),
    mood=st.sampled_from([None, *(m.name for m in MOODS)]),
)
def test_every_storyboard(count: int, length: int, frame: dict[str, str], mood: str | None) -> None:
    shelf = uploads(count)
    more = {"mood": mood} if mood else {}
    draft = made(shelf, length=length, title="A day at the lake", cta="Come along", **frame, **more)
    assert check(draft, shelf) == draft
    assert draft.length == length, "exactly the length asked"
    row = shots(draft)
    order = [s.asset for s in row]
    assert list(dict.fromkeys(order)) == [a.id for a in shelf], "every photo, in order"
    assert len(order) == count or count == 1, "every photo once"
    for left, right in pairwise(row):
        blend = left.transition
        if blend is not None:
            assert 120 <= blend.length <= min(700, left.length // 3, right.length // 3)
    assert row[-1].transition is None
    for before, after in pairwise(moves(draft)):
        assert before != after or before == "still", "a move never repeats"
    for text in texts(draft):
        assert text.length >= min(reading_ms(text.text or ""), length) or text.length == length
    assert len({s.transition.kind for s in row if s.transition}) <= 3, "one family"
    assert {t.text for t in texts(draft)} == {"A day at the lake", "Come along"}, "no words of its own"


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    count=st.integers(2, 20),
    length=st.integers(6000, 90_000),
    style=st.sampled_from(["lofi", "upbeat", "jazz"]),
)
def test_cuts_land_on_beats_within_one_frame(count: int, length: int, style: str) -> None:
    draft = made(uploads(count), length=length, music=style)
    music = sounds(draft)[0].music
    assert music is not None and music.bpm is not None
    grid = fit_tempo(length, music.bpm, accents=[s.start for s in shots(draft)[1:]])
    fps = rate(30)
    sixteenth = 15_000 / grid.bpm
    for shot in shots(draft)[1:]:
        nearest = round(shot.start / sixteenth) * sixteenth
        assert abs(frame_at(shot.start, fps) - frame_at(round(nearest), fps)) <= 1
    if length / count >= 3000:  # Long enough shots: whole beats.
        beat = 60_000 / grid.bpm
        for shot in shots(draft)[1:]:
            assert abs(shot.start - round(shot.start / beat) * beat) <= 34


@pytest.mark.parametrize("count", [1, 3, 5, 8])
@pytest.mark.parametrize("each", [1500, 2000, 3000, 4500])
def test_each_is_exact_and_its_cuts_are_on_beats(count: int, each: int) -> None:
    draft = made(uploads(count), each=each, music="upbeat")
    assert [s.length for s in shots(draft)] == [each] * count
    music = sounds(draft)[0].music
    assert music is not None and music.bpm is not None
    grid = fit_tempo(draft.length, music.bpm, accents=[s.start for s in shots(draft)[1:]])
    beat = 60_000 / grid.bpm
    assert all(abs(s.start - round(s.start / beat) * beat) <= 34 for s in shots(draft)[1:])


@pytest.mark.parametrize("length", [8000, 12_000, 15_000, 20_000, 30_000])
@pytest.mark.parametrize("edit", ["set_length", "feel"])
def test_even_rows_stay_even_and_on_beats(length: int, edit: str) -> None:
    draft = made(PHOTOS, each=3000, music="lofi")
    was = sounds(draft)[0].music
    if edit == "set_length":
        draft = done(draft, op="set_length", length=length)
        assert draft.length == length
    else:
        draft = done(made(PHOTOS, length=length, music="lofi"), op="feel", kind="calm")
    music = sounds(draft)[0].music
    assert music is not None and music.bpm is not None
    cuts = [s.start for s in shots(draft)[1:]]
    beat = 60_000 / fit_tempo(draft.length, music.bpm, accents=cuts).bpm / 2
    lengths = [s.length for s in shots(draft)]
    assert max(lengths[:-1]) - min(lengths[:-1]) <= 3
    if edit == "set_length":  # The tempo bends by 6 % at most; where that does not do, it stays as it is.
        assert was is not None and was.bpm is not None and abs(music.bpm / was.bpm - 1) <= 0.061
        if music.bpm == was.bpm:
            return
    assert all(abs(cut - round(cut / beat) * beat) <= 34 for cut in cuts)


def test_fifteen_photos_in_ten_seconds() -> None:
    draft = made(uploads(15), length=10_000)
    lengths = [s.length for s in shots(draft)]
    assert sum(lengths) == 10_000 and len(lengths) == 15
    assert max(lengths) <= 2.1 * min(lengths), "no photo is lost among the others"
    assert all((s.transition.length if s.transition else 0) <= s.length // 3 for s in shots(draft))


def test_one_photo_in_thirty_seconds_is_looked_at_in_several_ways() -> None:
    draft = made(uploads(1), length=30_000)
    row = shots(draft)
    assert 4 <= len(row) <= 8 and {s.asset for s in row} == {"p0"}
    assert len(set(moves(draft))) >= 3
    assert len({s.at for s in row}) >= 2
    assert row[0].move is not None and row[0].move.kind == "push_in"
    assert row[-1].move is not None and row[-1].move.kind == "pull_out"


def test_the_last_shot_holds() -> None:
    lengths = [s.length for s in shots(made(uploads(6), length=18_000, music=False))]
    assert lengths[-1] == max(lengths)


def test_two_to_four_seconds_a_shot_when_nothing_is_said() -> None:
    for count in (2, 5, 12):
        draft = made(uploads(count))
        assert 2000 <= draft.length / count <= 4000
        assert draft.length % 1000 == 0


@pytest.mark.parametrize(
    ("asset", "aspect", "fit", "move"),
    [
        (photo(0, size_px=(6000, 2000)), "9:16", "cover", "reveal_wide"),
        (photo(0, size_px=(1200, 4800)), "16:9", "cover", "reveal_tall"),
        (photo(0, size_px=(3000, 4000)), "9:16", "cover", None),
        (photo(0, size_px=(4000, 3000)), "16:9", "cover", None),
        (
            photo(0, size_px=(4000, 3000), faces=((0.1, 0.3, 0.15, 0.2), (0.75, 0.3, 0.15, 0.2))),
            "9:16",
            "blur",
            None,
        ),
        (photo(0, size_px=(3000, 4000), faces=FACE), "9:16", "cover", "push_in"),
        (photo(0, size_px=(1200, 400), has_alpha=True), "9:16", "cover", "reveal_wide"),
        (photo(0, size_px=(900, 500), has_alpha=True), "9:16", "contain", "still"),
    ],
)
def test_framing_follows_the_picture(asset: Any, aspect: str, fit: str, move: str | None) -> None:
    draft = made(Shelf((asset,)), length=4000, aspect=aspect)
    (shot,) = shots(draft)
    assert shot.fit == fit == fit_of(asset, draft.canvas)
    assert move is None or (shot.move is not None and shot.move.kind == move)


def test_faces_are_approached_and_never_left() -> None:
    shelf = Shelf(tuple(photo(n, size_px=(3000, 4000), faces=FACE) for n in range(6)))
    assert all(kind.startswith("push_in") for kind in moves(made(shelf, length=18_000, aspect="9:16")))


def test_canvas_is_wish_then_platform_then_majority() -> None:
    wide = Shelf(
        (photo(0, size_px=(4000, 3000)), photo(1, size_px=(4000, 2000)), photo(2, size_px=(3000, 4000)))
    )
    size = lambda **brief: (lambda c: (c.width, c.height))(made(wide, **brief).canvas)  # noqa: E731
    assert size() == (1920, 1080)
    assert size(platform="tiktok") == (1080, 1920)
    assert size(platform="tiktok", aspect="1:1") == (1080, 1080)
    assert size(aspect="1:1", width=720, height=1280) == (720, 1280)
    assert size(aspect="2.39:1")[0] % 2 == 0
    with pytest.raises(Refused):
        size(aspect="100:1")
    squares = Shelf(tuple(photo(n, size_px=(3000, 3000)) for n in range(3)))
    assert made(squares).canvas.width == made(squares).canvas.height == 1080


def test_words_stand_where_their_role_has_them() -> None:
    draft = made(
        PHOTOS,
        length=15_000,
        title="Sale",
        subtitle="All week",
        price="9.99",
        cta="Shop now",
        captions="names",
    )
    roles = {t.meta.role: t for t in texts(draft) if t.meta.role != "caption"}
    assert set(roles) == {"title", "subtitle", "price", "cta"}
    assert roles["title"].start == 0 and roles["cta"].end == roles["price"].end == 15_000
    captions = [t for t in texts(draft) if t.meta.role == "caption"]
    assert [t.meta.of for t in captions] == [s.id for s in shots(draft)]
    assert captions[0].text == "beach walk 0"
    together = [t for t in texts(draft) if t.start == 0]
    assert len({t.position for t in together}) == len(together), "nothing lies on anything"


def test_music_ends_with_the_video_and_fades() -> None:
    (music,) = sounds(made(PHOTOS, length=15_000))
    assert (music.start, music.end, music.fade_out, music.volume) == (0, 15_000, 1500, 0.35)
    assert not sounds(made(PHOTOS, music=False))
    uploaded = made(Shelf((*PHOTOS, song())), length=15_000)
    assert sounds(uploaded)[0].asset == "song"
    assert all(s.start % 480 == 250 for s in shots(uploaded)[1:]), "cuts follow the song's beats"
    assert sounds(made(Shelf((*PHOTOS, song())), length=15_000, music="jazz"))[0].asset is None


def test_a_clip_is_not_shown_for_longer_than_it_lasts() -> None:
    shelf = Shelf((photo(0), clip(1, duration=1500), photo(2)))
    row = shots(made(shelf, length=15_000, music=False))
    assert row[1].length <= 1500 and sum(s.length for s in row) == 15_000


def test_order_and_choice_are_the_users() -> None:
    draft = made(PHOTOS, use=["p3", "p1"], order=["p1"])
    assert [s.asset for s in shots(draft)] == ["p1", "p3"]
    with pytest.raises(Refused, match="no upload"):
        made(PHOTOS, use=["nobody"])
    with pytest.raises(Refused, match="no photos"):
        made(Shelf((song(),)))


def test_platform_limits_are_said() -> None:
    with pytest.raises(Refused, match="too long") as refused:
        made(PHOTOS, platform="whatsapp", length=90_000)
    assert refused.value.data["nearest"] == 60_000
    with pytest.raises(Refused, match="shortest possible"):
        made(uploads(30), length=500)
    with pytest.raises(UnknownName, match="tiktok"):
        made(PHOTOS, platform="tiktoc")


@pytest.mark.parametrize("name", [t.name for t in TEMPLATES])
def test_every_template_makes_its_own_video(name: str) -> None:
    draft = made(PHOTOS, template=name, title="Lake house")
    assert check(draft, PHOTOS) == draft
    assert [t.text for t in texts(draft)] == ["Lake house"]
    row = TEMPLATES.get(name)
    assert 0.6 * row.pace <= draft.length / 6 <= 1.6 * row.pace
    assert texts(draft)[0].meta.role == row.title_role


def test_templates_and_moods_name_only_words_of_the_catalogue() -> None:
    kinds = {"motive": "transition", "moves": "motion", "music": "music"}
    for mood in MOODS:
        pairs = [(kind, name) for field, kind in kinds.items() for name in getattr(mood, field)]
        pairs += [
            ("easing", mood.ease),
            ("style", mood.headline),
            ("animation", mood.animation),
            ("look", mood.look),
        ]
        for kind, name in pairs:
            assert canonical(kind, name) == name
    for row in TEMPLATES:
        assert MOODS.get(row.mood).name == row.mood
        assert set(row.slots) <= set(ROLES) and row.title_role in ROLES
        assert all(canonical("transition", kind) == kind for kind in row.motive)
        assert row.music is None or canonical("music", row.music) == row.music
    for role in ROLES.values():
        for kind in ("style", "position", "animation"):
            assert canonical(kind, getattr(role, kind)) == getattr(role, kind)


def test_platform_rows_are_lawful_and_complete() -> None:
    wanted = [
        "tiktok",
        "instagram_reel",
        "instagram_story",
        "instagram_feed",
        "instagram_square",
        "youtube",
        "youtube_short",
        "facebook",
        "facebook_reel",
        "x",
        "linkedin",
        "pinterest",
        "snapchat",
        "whatsapp",
        "wechat",
        "douyin",
        "xiaohongshu",
        "bilibili",
        "web",
    ]
    assert [p.name for p in PLATFORMS] == wanted
    for row in PLATFORMS:
        assert row.width % 2 == row.height % 2 == 0 and 16 <= row.width <= 4096 and 16 <= row.height <= 4096
        assert row.en and row.zh and row.source.startswith("https://") and len(row.date) in (0, 10)
        assert (row.max_ms == 0 or row.max_ms >= 1000) and 500 <= row.kbps <= 20_000
        assert -24 <= row.loudness <= -9
        left, top, right, bottom = row.safe
        assert min(row.safe) >= 0 and left + right < 0.5 and top + bottom < 0.5


def test_the_same_brief_gives_the_same_draft() -> None:
    assert made(PHOTOS, length=9000, mood="calm") == made(PHOTOS, length=9000, mood="calm")
    assert made(PHOTOS, seed=1) != made(PHOTOS, seed=2)


def test_near_twins_and_blurred_photos_are_mentioned_not_dropped() -> None:
    clean = uploads(4)
    assert notices(clean) == ()
    twin = photo(9, fingerprint=clean.assets[0].fingerprint ^ 0b101)
    shelf = Shelf((*clean, twin, photo(10, sharpness=3.0), photo(11, size_px=(320, 240))))
    said = notices(shelf)
    assert said == (
        "Photos 1 and 5 look almost the same; I kept them all.",
        "Photo 6 looks blurred.",
        "Small pictures that may look soft: 7.",
    )
    assert len(notices(shelf, "zh")) == 3 and "第1张" in notices(shelf, "zh")[0]
    assert len(shots(made(shelf))) == 7


@pytest.mark.parametrize(
    ("face", "place"),
    [((0.3, 0.35, 0.4, 0.3), "bottom"), ((0.3, 0.45, 0.4, 0.4), "top"), ((0.4, 0.05, 0.2, 0.2), "center")],
)
def test_a_title_does_not_cover_the_first_face(face: tuple[float, ...], place: str) -> None:
    shelf = Shelf((photo(0, size_px=(3000, 4000), faces=(face,)), photo(1)))
    (title,) = texts(made(shelf, title="Hello", aspect="4:5"))
    assert title.position == place


def test_a_song_starts_where_it_is_strongest_and_the_cuts_follow_it() -> None:
    """Quiet for half a minute, then loud: the video takes the loud part, from a bar on."""
    levels = (12,) * 60 + (34,) * 120
    loud = replace(song(), bars=tuple(range(250, 90_000, 1920)), levels=levels)
    draft = made(Shelf((*PHOTOS, loud)), length=15_000)
    (music,) = sounds(draft)
    assert 29_000 <= music.in_point <= 75_000 and music.in_point in loud.bars
    assert all((s.start + music.in_point) % 480 == 250 for s in shots(draft)[1:])
    shelf = Shelf((*PHOTOS, loud))
    named = done(made(shelf, length=15_000, music="jazz"), shelf, op="music", asset="song")
    assert sounds(named)[0].in_point == music.in_point


def test_the_beats_of_a_short_song_go_round_with_it() -> None:
    short = replace(song(), duration=6000, beats=tuple(range(250, 6000, 500)), bars=(250, 2250, 4250))
    marks = pace.marks_of(short, 0, 15_000)
    assert marks == tuple(range(250, 15_000, 500))
    assert pace.best_start(short, 15_000) == 0
