"""Uploads and edits that the draft tests build on: real assets' facts, no files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.edits import read
from stillreel.draft.model import Draft

SIZES = ((4000, 3000), (3000, 4000), (3000, 3000), (6000, 2000), (1200, 4800), (800, 600))


def photo(n: int, **facts: Any) -> Asset:
    width, height = facts.pop("size_px", SIZES[n % len(SIZES)])
    base = Asset(
        id=f"p{n}",
        kind="image",
        mime="image/jpeg",
        size=1000 + n,
        name=f"beach_walk_{n}.jpg",
        width=width,
        height=height,
        sharpness=100.0,
        fingerprint=0x9E3779B97F4A7C15 * (n + 1) % 2**64,
    )
    return replace(base, **facts)


def clip(n: int = 90, **facts: Any) -> Asset:
    base = Asset(
        id=f"c{n}", kind="video", mime="video/mp4", size=9, name=f"clip_{n}.mp4", width=1920, height=1080
    )
    return replace(base, **{"duration": 8000, "has_sound": True, **facts})


def song() -> Asset:
    beats = tuple(range(250, 90_000, 480))
    return Asset("song", "audio", "audio/mpeg", 5, "our song.mp3", duration=90_000, beats=beats)


FACE = ((0.4, 0.2, 0.2, 0.25),)
SHELF = Shelf((*(photo(n) for n in range(4)), photo(4, faces=FACE), clip(), song()))
PHOTOS = Shelf(tuple(photo(n) for n in range(6)))


def made(shelf: Shelf = PHOTOS, **brief: Any) -> Draft:
    """A draft as the director makes it."""
    return read({"op": "make", **brief}).apply(Draft(), shelf)


def done(draft: Draft, shelf: Shelf = PHOTOS, **edit: Any) -> Draft:
    return read(edit).apply(draft, shelf)


# ---- edits at random: every op, plausible and less plausible values -----------------------------------------

refs = st.one_of(
    st.just("all"),
    st.lists(st.integers(-8, 12), min_size=1, max_size=4),
    st.lists(st.just("s1"), min_size=1, max_size=1),
)
one = st.integers(-3, 9)
place = st.one_of(st.sampled_from(["start", "end"]), st.integers(-3, 9))
length = st.integers(40, 30_000)
factor = st.floats(0.2, 4, allow_nan=False)
delta = st.integers(-4000, 4000)
share = st.floats(-1, 1, allow_nan=False)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def _edit(op: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The op with any of its optional fields; a name ending in `_` is required."""
    required = {k[:-1]: v for k, v in fields.items() if k.endswith("_")}
    optional = {k: v for k, v in fields.items() if not k.endswith("_")}
    return st.fixed_dictionaries({"op": st.just(op), **required}, optional=optional)


def names(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


moods = names("energetic", "calm", "premium", "kids", "elegant", "dramatic", "minimal", "jazz", "fun")
transitions = names("fade", "cut", "crossfade", "slide_left", "zoom_in", "wipe_right")
motions = names("push_in", "still", "pan_left", "drift", "reveal_wide")
styles = names("headline", "caption", "cta", "price")
positions = names("top", "bottom", "center", "lower_third")
animations = names("none", "fade", "rise", "pop")
colours = names("#FF0000", "#00ff88")
platforms = names("tiktok", "youtube", "reels", "web", "xiaohongshu")
aspects = names("1:1", "16:9", "4:5", "square", "portrait", "2.39:1")

EDITS = {
    "make": _edit(
        "make", length=st.integers(500, 60_000), each=length,
        platform=platforms, aspect=aspects, mood=moods, title=words,
        subtitle=words, cta=words, price=words, captions=st.just("names"), transitions=st.booleans() | transitions,
        music=st.booleans() | names("lofi", "epic"), motion=st.booleans(), seed=st.integers(0, 99),
        template=names("promo", "quote", "travel"), fps=names("30000/1001") | st.just(25), volume=st.floats(0, 1),
    ),
    "set_length": _edit("set_length", length=length) | _edit("set_length", factor_=factor)
    | _edit("set_length", delta_=delta),
    "set_duration": _edit("set_duration", shots=refs, length_=length, keep_total=st.booleans())
    | _edit("set_duration", shots=refs, factor_=factor)
    | _edit("set_duration", shots=refs, delta_=delta, keep_total=st.booleans()),
    "reorder": _edit("reorder", order_=st.lists(one, min_size=1, max_size=5)),
    "swap": _edit("swap", a_=one, b_=one),
    "move": _edit("move", shots_=refs, to=place) | _edit("move", shots_=refs, before_=one)
    | _edit("move", shots_=refs, after_=one),
    "reverse": _edit("reverse"),
    "shuffle": _edit("shuffle", seed=st.integers(0, 9)),
    "remove": _edit("remove", shots_=refs, keep_total=st.booleans()),
    "keep": _edit("keep", shots_=refs, keep_total=st.booleans()),
    "duplicate": _edit("duplicate", shots_=refs, to=place, keep_total=st.booleans()),
    "replace": _edit("replace", shot_=one, asset_=names("p0", "p3", "p4", "c90", "song", "nobody")),
    "insert": _edit("insert", assets=st.lists(names("p1", "c90"), min_size=1, max_size=3), to=place, length=length),
    "motion": _edit("motion", shots=refs, kind=motions | st.just("mix"), amount=st.floats(0, 1), factor=factor,
                    ease=names("linear")),
    "fit": _edit("fit", shots=refs, fit_=names("cover", "contain", "blur")),
    "focus": _edit("focus", shots=refs, where_=names("top", "face", "auto", "bottom_left"))
    | _edit("focus", shots=refs, at_=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(list)),
    "look": _edit("look", shots=refs, kind=names("warm", "none", "mono"), amount=st.floats(0, 1), delta=share),
    "speed": _edit("speed", shots=refs, factor_=st.floats(0.1, 10)),
    "trim": _edit("trim", shot_=one, in_point=st.integers(0, 9000), length=length),
    "transition": _edit("transition", cuts=refs, kind=transitions, length=st.integers(0, 3000), factor=factor)
    | _edit("transition", cuts=refs, kinds_=st.just("mix") | st.lists(transitions, min_size=1, max_size=3)),
    "add_text": _edit(
        "add_text", text_=words, role=names("title", "subtitle", "caption", "cta", "price", "quote", "kicker"),
        start=st.integers(0, 20_000), length=length, shots=refs, style=styles, position=positions, animation=animations,
        colour=colours, size=st.floats(0.1, 10),
    ),
    "change_text": _edit("change_text", texts=refs, text_=words),
    "style_text": _edit(
        "style_text", texts=refs, style=styles, position=positions, colour=colours, factor=factor, animation=animations,
        start=st.integers(0, 20_000), length=length, shots=refs,
    ),
    "remove_text": _edit("remove_text", texts=refs),
    "captions": _edit("captions", shots=refs, source=st.lists(words, min_size=1, max_size=3), style=styles),
    "music": _edit(
        "music", kind=names("lofi", "upbeat", "epic"), bpm=st.floats(40, 240), factor=factor, another=st.booleans(),
        asset=names("song", "p1", "c90"), start=st.integers(0, 20_000), offset=st.integers(0, 9000),
        volume=st.floats(0, 4),
        fade_in=length, fade_out=length, duck=st.booleans(), key=names("F", "Am"), seed=st.integers(0, 9),
    ),
    "volume": _edit("volume", target=names("music", "clips", "all"), value_=st.floats(0, 4))
    | _edit("volume", delta_=share) | _edit("volume", mute_=st.booleans()) | _edit("volume", factor_=factor),
    "remove_music": _edit("remove_music"),
    "beat_cut": _edit("beat_cut"),
    "clip_sound": _edit("clip_sound", shots=refs, volume_=st.floats(0, 4)),
    "canvas": _edit("canvas", aspect=aspects,
                    width=st.just(720), background=colours, fps=st.sampled_from([24, 29.97, "30000/1001"])),
    "platform": _edit("platform", name_=platforms),
    "variants": _edit("variants", names_=st.lists(platforms | aspects, max_size=3), add=st.booleans()),
    "feel": _edit("feel", kind_=moods, pace=st.booleans(), strength=st.floats(0.25, 2)),
    "rename": _edit("rename", title_=words),
    "reset": _edit("reset"),
}  # fmt: skip
any_edit = st.sampled_from(sorted(EDITS)).flatmap(EDITS.__getitem__)
