"""An edit is declared once: what the grammar, the language model, the docs and the wire read off it."""

from __future__ import annotations

import json
import re
import string

import pytest
from draft_cases import PHOTOS, done, made

from stillreel.draft.edits import EDITS, edit, read
from stillreel.draft.edits.swap import Swap
from stillreel.errors import BadRequest, UnknownName

SLOTS = set(re.findall(r"\{(\w+)\}", edit.__doc__ or ""))


@pytest.mark.parametrize("op", sorted(EDITS))
def test_declaration_is_complete(op: str) -> None:
    kind = EDITS[op]
    assert kind.op == op and kind.__module__.endswith(f".{op}")
    drawing = kind.strip().splitlines()
    assert len(drawing) == 4 and all(len(line) < 80 for line in drawing)
    for lang in ("en", "zh"):
        phrases = kind.says[lang]
        assert len(phrases) >= 3 and len(set(phrases)) == len(phrases)
        for phrase in phrases:
            used = {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
            assert used <= SLOTS, f"{phrase!r} uses unknown slots {used - SLOTS}"
            assert phrase.count("[") == phrase.count("]")
    schema = kind.model_json_schema()
    assert schema["additionalProperties"] is False
    json.dumps(schema)
    for name in kind.model_fields:
        assert re.fullmatch(r"[a-z][a-z_]*", name)


def test_edits_are_json_both_ways() -> None:
    value = {"op": "remove", "shots": [1, "s3", -1], "keep_total": True}
    assert read(json.loads(json.dumps(value))).dump() == value
    assert read({"op": "swap", "a": 1, "b": "s2"}) == Swap(a=1, b="s2")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"op": "swp", "a": 1}, "did you mean swap"),
        ({"op": 7}, "no edit"),
        ({}, "no edit"),
        ([], "JSON object"),
        ({"op": "swap", "a": 1}, "swap.b"),
        ({"op": "swap", "a": 1, "b": True}, "swap.b"),
        ({"op": "swap", "a": 1, "b": 2.5}, "swap.b"),
        ({"op": "volume", "vlaue": 0.2}, "did you mean value"),
        ({"op": "volume", "value": float("nan")}, "finite"),
        ({"op": "set_length", "length": "15s"}, "set_length.length"),
        ({"op": "set_length", "length": 10**30}, "set_length.length"),
        ({"op": "add_text", "text": "\ud800"}, "add_text.text"),
        ({"op": "style_text", "colour": "red"}, "style_text.colour"),
        ({"op": "remove", "shots": []}, "remove.shots"),
    ],
)
def test_wrong_values_say_where(value: object, said: str) -> None:
    with pytest.raises(BadRequest, match=re.escape(said)):
        read(value)


@pytest.mark.parametrize(
    "value",
    [
        {"op": "motion", "kind": "zooom_in_a_lot"},
        {"op": "transition", "kind": "fadee"},
        {"op": "look", "kind": "warmish_tone"},
        {"op": "music", "kind": "heavy_metal_polka"},
        {"op": "platform", "name": "tiktoc"},
        {"op": "feel", "kind": "energetik"},
        {"op": "style_text", "style": "hedline"},
    ],
)
def test_unknown_names_are_refused_with_the_nearest(value: dict[str, object]) -> None:
    draft = made(PHOTOS, title="Hi")
    with pytest.raises(UnknownName, match=r"did you mean|known:"):
        done(draft, **value)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ({"op": "swap", "a": 1, "b": 3}, "Swapped photos 1 and 3.", "第1张和第3张已对调。"),
        ({"op": "remove", "shots": [6]}, "Removed photo 6, 5 left; 12 → 10 s in total.",
         "已删除第6张，还剩5张，总长12→10秒。"),
        ({"op": "volume", "value": 0.2}, "Volume: music 20%.", "音量：音乐20%。"),
        ({"op": "canvas", "aspect": "1:1"}, "The frame is now 1080x1080.", "画面改为1080x1080。"),
        ({"op": "set_duration", "shots": [2], "length": 5000}, "Photo 2 now lasts 5 s; 12 → 15 s in total.",
         "第2张现在显示5秒，总长12→15秒。"),
        ({"op": "volume", "value": 0.35}, "Nothing changed because it is that loud already.",
         "没有改动：音量本来就是这样。"),
        ({"op": "rename", "title": "Trip"}, "The video is called “Trip”.", "视频命名为“Trip”。"),
    ],
)  # fmt: skip
def test_replies_name_the_numbers(value: dict[str, object], en: str, zh: str) -> None:
    draft = made(PHOTOS, each=2000, music="lofi", aspect="9:16")
    asked = read(value)
    after = asked.apply(draft, PHOTOS)
    assert (asked.done(draft, after), asked.done(draft, after, "zh")) == (en, zh)


def test_a_feel_says_all_that_it_changed() -> None:
    draft = made(PHOTOS, length=15_000, title="Lake", music="lofi")
    asked = read({"op": "feel", "kind": "energetic"})
    after = asked.apply(draft, PHOTOS)
    assert after.length < draft.length
    said = asked.done(draft, after)
    for part in ("a photo", "transitions", "camera moves", "music", "bpm", "type"):
        assert part in said
    same = read({"op": "feel", "kind": "energetic", "pace": False}).apply(draft, PHOTOS)
    assert same.length == draft.length and same != draft


def test_livelier_is_never_slower_and_calmer_never_faster() -> None:
    for kind, faster in (("energetic", True), ("calm", False)):
        draft = made(PHOTOS, length=15_000, mood=kind)
        for _ in range(3):
            after = done(draft, op="feel", kind=kind)
            old, new = (next(s.music for s in d.segments(1)) for d in (draft, after))
            assert old is not None and new is not None and old.bpm and new.bpm
            assert new.bpm >= old.bpm * 0.94 if faster else new.bpm <= old.bpm * 1.06
            assert after.length <= draft.length if faster else after.length >= draft.length
            draft = after
