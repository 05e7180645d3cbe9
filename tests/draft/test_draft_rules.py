"""The one door: what a draft may be, and what is refused at once, whoever sends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from draft_cases import PHOTOS, SHELF, made

from stillreel.draft.model import MAX_BYTES, Draft, dump
from stillreel.draft.names import canonical
from stillreel.draft.rules import check, load
from stillreel.draft.upgrades import STEPS, upgrade
from stillreel.errors import BadDraft, NotFound, StillreelError, UnknownName

SAVED = Path(__file__).parent / "saved"


def one(**segment: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "t": [{"id": "v1", "tt": 0, "sg": [{"id": "s1", "a": "p0", "s": 0, "d": 2500, **segment}]}],
    }


def text(**segment: Any) -> dict[str, Any]:
    value = one()
    value["t"].append({"id": "x1", "tt": 7, "sg": [{"id": "s2", "tx": "Hi", "s": 0, "d": 900, **segment}]})
    return value


def sound(**segment: Any) -> dict[str, Any]:
    value = one()
    value["t"].append(
        {"id": "a1", "tt": 1, "sg": [{"id": "s2", "s": 0, "d": 900, "mu": {"k": "lofi"}, **segment}]}
    )
    return value


def row(*spans: tuple[int, int]) -> dict[str, Any]:
    return {
        "t": [
            {
                "id": "v1",
                "tt": 0,
                "sg": [{"id": f"s{n}", "a": "p0", "s": s, "d": d} for n, (s, d) in enumerate(spans)],
            }
        ]
    }


HOSTILE: dict[str, Any] = {
    "no object": [],
    "null": None,
    "a number": 7,
    "negative start": one(s=-1),
    "negative length": one(d=-5),
    "no length": one(d=0),
    "true for a time": one(d=True),
    "a text for a time": one(d="2500"),
    "a fraction for a time": one(d=2500.5),
    "a huge time": one(d=10**12),
    "an endless time": one(d=10**4000),
    "after 60 minutes": row((0, 3_000_000), (3_000_000, 3_000_000)),
    "text after 60 minutes": text(s=3_599_999, d=2),
    "infinite speed": one(sp=float("inf")),
    "no speed": one(sp=float("nan")),
    "negative volume": one(vol=-0.1),
    "a focus outside": one(at=[0.5, 1.5]),
    "a focus of three": one(at=[0.5, 0.5, 0.5]),
    "a lone surrogate": text(tx="\ud800"),
    "NUL": text(tx="a\x00b"),
    "no words": text(tx="  "),
    "far too many words": text(tx="a" * 2001),
    "a path as an asset": one(a="../../etc/passwd"),
    "a url as an asset": one(a="http://127.0.0.1/x"),
    "no asset": one(a=None),
    "an expression as a colour": text(c="expression(1)"),
    "a font file as a style": text(st="../font.ttf"),
    "an unknown fit": one(fit="stretch"),
    "a gap": row((0, 1000), (1001, 1000)),
    "an overlap": row((0, 1000), (999, 1000)),
    "a late start": row((1, 1000)),
    "backwards": row((1000, 1000), (0, 1000)),
    "two segments of one id": {
        "t": [*row((0, 9))["t"], {"id": "v2", "tt": 0, "sg": [{"id": "s0", "a": "p0", "s": 0, "d": 9}]}]
    },
    "two tracks of one id": {"t": [*row((0, 9))["t"], {"id": "v1", "tt": 7, "sg": []}]},
    "a shorter second video track": {
        "t": [*row((0, 9))["t"], {"id": "v2", "tt": 0, "sg": [{"id": "z", "a": "p0", "s": 0, "d": 8}]}]
    },
    "an unknown type of track": {"t": [{"id": "v1", "tt": 3, "sg": []}]},
    "a wrong total": {**one(), "d": 2501},
    "a future version": {**one(), "v": 2},
    "a negative version": {**one(), "v": -1},
    "true as version": {**one(), "v": True},
    "65 tracks": {"t": [{"id": f"t{n}", "tt": 7, "sg": []} for n in range(65)]},
    "2001 segments": row(*((n, 1) for n in range(2001))),
    "2001 segments in two tracks": {
        "t": [
            {
                "id": f"x{k}",
                "tt": 7,
                "sg": [{"id": f"s{k}_{n}", "tx": "a", "s": 0, "d": 1} for n in range(1001)],
            }
            for k in range(2)
        ]
    },
    "a million segments": {
        "t": [{"id": "v1", "tt": 0, "sg": [{"id": "s", "a": "p", "s": 0, "d": 1}] * 1_000_000}]
    },
    "an odd canvas": {**one(), "cv": {"w": 1081, "h": 1080}},
    "a huge canvas": {**one(), "cv": {"w": 100_000, "h": 1080}},
    "no frames": {**one(), "cv": {"fps": 0}},
    "a rate of 0/0": {**one(), "cv": {"fps": "0/0"}},
    "a rate of 1e9": {**one(), "cv": {"fps": 1e9}},
    "a rate of half a frame": {**one(), "cv": {"fps": "1/2"}},
    "neither music nor song": sound(mu=None),
    "music and song": sound(a="song"),
    "a tempo of a million": sound(mu={"k": "lofi", "bpm": 1e6}),
    "an infinite unknown key": {**one(), "x": float("inf")},
    "a surrogate in an unknown key": {**one(), "m": {"x": ["\udfff"]}},
    "a surrogate as an unknown key": {**one(), "m": {"\udfff": 1}},
    "an unknown key of 60 levels": {**one(), "x": json.loads("[" * 60 + "]" * 60)},
    "an unknown key of 5000 values": {**one(), "x": list(range(5000))},
    "not JSON in an unknown key": {**one(), "x": {1, 2}},
    "seconds in version 0": {
        "v": 0,
        "tracks": [{"id": "v1", "tt": 0, "sg": [{"id": "s1", "a": "p0", "s": 0, "d": 1e12}]}],
    },
    "no tracks in version 0": {"v": 0, "tracks": 7},
}
HOSTILE_TEXT: dict[str, str] = {
    "NaN": '{"t": [], "x": NaN}',
    "1e400": '{"x": 1e400}',
    "-1e400 as a time": '{"t":[{"id":"v1","tt":0,"sg":[{"id":"s","a":"p","s":0,"d":-1e400}]}]}',
    "twin keys": '{"t": [], "t": []}',
    "depth 100000": '{"x":' + "[" * 100_000 + "]" * 100_000 + "}",
    "depth of objects": '{"x":' * 50_000 + "1" + "}" * 50_000,
    "a number of 5000 digits": '{"d": ' + "9" * 5000 + "}",
    "a million segments": '{"t":[{"id":"v","tt":0,"sg":[' + '{"a":"p"},' * 400_000 + "]}]}",
    "more than 4 MiB": '{"x":"' + "a" * MAX_BYTES + '"}',
    "half": '{"t": [',
    "a surrogate escape": '{"m":{"title":"\\ud800"}}',
    "nothing": "",
    "a million numbers": "[" + "0," * 1_000_000 + "0]",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_values_are_refused(name: str) -> None:
    with pytest.raises(StillreelError) as refused:
        load(HOSTILE[name], SHELF)
    assert isinstance(refused.value, BadDraft | UnknownName)
    assert refused.value.http == 400 and len(str(refused.value)) < 1000


@pytest.mark.parametrize("name", sorted(HOSTILE_TEXT))
@pytest.mark.parametrize("as_bytes", [False, True])
def test_hostile_texts_are_refused(name: str, as_bytes: bool) -> None:
    source = HOSTILE_TEXT[name]
    with pytest.raises(BadDraft):
        load(source.encode() if as_bytes else source, SHELF)


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(BadDraft):
        load(b'{"m": {"title": "\xff\xfe"}}')


def test_another_tenants_asset_is_as_good_as_missing() -> None:
    said = set()
    for name in ("f" * 64, "e" * 64):
        with pytest.raises(NotFound) as refused:
            load(one(a=name), SHELF)
        said.add(str(refused.value).replace(name, "X"))
    assert len(said) == 1


def test_assets_must_suit_their_track() -> None:
    with pytest.raises(BadDraft, match="sound"):
        load(one(a="song"), SHELF)
    with pytest.raises(BadDraft, match="no sound"):
        load(sound(mu=None, a="p0"), SHELF)
    with pytest.raises(BadDraft, match="end"):
        load(one(a="c90", **{"in": 8000}), SHELF)
    assert load(sound(mu=None, a="c90"), SHELF).ready
    assert load(one(a="nobody-looks-it-up")).ready


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (one(tr={"k": "fadee"}), "transition"),
        (one(mo={"k": "zoom_inn"}), "motion"),
        (one(mo={"k": "still", "e": "ease_inn"}), "easing"),
        (text(st="headlines"), "style"),
        (text(an="raise"), "animation"),
        (text(po="centre_of_it"), "position"),
        (sound(mu={"k": "low_fi_beats"}), "music"),
        ({**one(), "m": {"platform": "tictok"}}, "platform"),
    ],
)
def test_unknown_names_say_what_was_meant(value: dict[str, Any], kind: str) -> None:
    with pytest.raises(UnknownName, match=r"did you mean|known:"):
        load(value, SHELF)


def test_aliases_become_canonical_names_and_stay_so() -> None:
    draft = load(one(tr={"k": "crossfade", "d": 400, "x": 1}), SHELF)
    blend = draft.tracks[0].segments[0].transition
    assert blend is not None and blend.kind == "fade" and blend.length == 400
    assert blend.model_extra == {"x": 1}
    assert check(draft, SHELF) is draft
    assert canonical("platform", "IG") == "instagram_reel"


def test_unknown_keys_survive_everywhere() -> None:
    value = dump(made(PHOTOS, length=9000, title="Hi"))
    for part in (
        value,
        value["cv"],
        value["m"],
        value["t"][0],
        value["t"][0]["sg"][0],
        value["t"][0]["sg"][0]["mo"],
    ):
        part["x_new"] = {"a": [1, 2.5, None, "b"]}
    assert dump(load(json.dumps(value), PHOTOS)) == value


def test_defaults_are_not_written() -> None:
    assert dump(load(one(), SHELF)) == {"v": 1, "d": 2500, "t": one()["t"]}
    assert dump(Draft()) == {"v": 1, "d": 0, "t": []}


def test_largest_lawful_draft() -> None:
    draft = load(row(*((n * 30, 30) for n in range(2000))), SHELF)
    assert draft.length == 60_000


def test_every_saved_version_still_loads() -> None:
    for version in range(len(STEPS) + 1):
        saved = json.loads((SAVED / f"v{version}.json").read_text())
        assert saved["v"] == version
        draft = load(saved)
        assert draft.version == 1 and draft.length == 7500
        first = draft.tracks[0].segments[0]
        assert (first.start, first.length) == (0, 2500)
        assert first.transition is not None and first.transition.length == 500
        assert draft.model_extra == {"x_future": {"kept": True}}
        assert dump(load(dump(draft))) == dump(draft)


def test_upgrading_the_newest_changes_nothing() -> None:
    value = json.loads((SAVED / "v1.json").read_text())
    assert upgrade(value) == value
