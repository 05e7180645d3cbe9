"""The one-line timeline: exact shapes, as agents on the wire parse them."""

from __future__ import annotations

from typing import Any

import pytest
from draft_cases import PHOTOS, done, made

from stillreel.draft.model import Draft
from stillreel.draft.rules import load
from stillreel.draft.summary import percent, summary


def video(*names: str, each: int = 10_000) -> dict[str, Any]:
    row = [
        {"id": f"s{n}", "a": "p", "s": n * each, "d": each, "m": {"name": name}}
        for n, name in enumerate(names)
    ]
    return {"id": "v1", "tt": 0, "m": {"name": "Video"}, "sg": row}


def bgm(**segment: Any) -> dict[str, Any]:
    base = {"id": "b1", "s": 0, "d": 10_000, "mu": {"k": "lofi"}, **segment}
    return {"id": "a1", "tt": 1, "m": {"name": "BGM"}, "sg": [base]}


def title(*words: str, start: int = 0, length: int = 3000) -> dict[str, Any]:
    row = [{"id": f"x{n}", "tx": w, "s": start + n * length, "d": length} for n, w in enumerate(words)]
    return {"id": "x1", "tt": 7, "m": {"name": "Title"}, "sg": row}


@pytest.mark.parametrize(
    ("tracks", "line"),
    [
        (
            [video("city timelapse"), bgm(), title("Urban Dreams")],
            "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
            '3. Title: "Urban Dreams" (0-3s)',
        ),
        ([video("a.jpg")], "Timeline (1 track): 1. Video: a.jpg (0-10s)"),
        (
            [video("a.jpg", "b.jpg", each=2500)],
            "Timeline (1 track): 1. Video: a.jpg (0-2.5s), b.jpg (2.5-5s)",
        ),
        ([video(*"abcdef", each=2500)], "Timeline (1 track): 1. Video: 6 shots (0-15s)"),
        (
            [video("a"), title("One", "Two\n lines")],
            'Timeline (2 tracks): 1. Video: a (0-10s) 2. Title: "One" (0-3s), "Two lines" (3-6s)',
        ),
        ([video("a"), bgm(vol=0.2)], "Timeline (2 tracks): 1. Video: a (0-10s) 2. BGM: Lo-fi (0-10s, 20%)"),
        (
            [video("a"), bgm(mu={"k": "hiphop"})],
            "Timeline (2 tracks): 1. Video: a (0-10s) 2. BGM: Hip hop (0-10s, 35%)",
        ),
        (
            [video("a"), bgm(mu=None, a="song", s=500, d=1234, m={"name": "our song.mp3"})],
            "Timeline (2 tracks): 1. Video: a (0-10s) 2. BGM: our song.mp3 (0.5-1.734s, 35%)",
        ),
        ([video("a"), {"id": "x9", "tt": 7, "sg": []}], "Timeline (1 track): 1. Video: a (0-10s)"),
    ],
)
def test_exact_shapes(tracks: list[dict[str, Any]], line: str) -> None:
    assert summary(load({"t": tracks})) == line


def test_tracks_without_names_are_called_by_their_kind() -> None:
    tracks = [video("a"), bgm(), title("Hi")]
    for track in tracks:
        del track["m"]
    assert summary(load({"t": tracks})) == (
        'Timeline (3 tracks): 1. Video: a (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Hi" (0-3s)'
    )


def test_an_empty_draft() -> None:
    assert summary(Draft()) == "Timeline (0 tracks): empty"


def test_a_made_draft_follows_the_edits() -> None:
    draft = made(PHOTOS, length=15_000, title="Lake", music="lofi")
    assert summary(draft).startswith(
        "Timeline (3 tracks): 1. Video: 6 shots (0-15s) 2. BGM: Lo-fi (0-15s, 35%) 3. Title: "
    )
    quiet = done(done(draft, op="set_length", length=20_000), op="volume", value=0.2)
    assert "2. BGM: Lo-fi (0-20s, 20%)" in summary(quiet)


def test_percent_rounds() -> None:
    assert [percent(v) for v in (0.0, 0.35, 0.355, 1.0)] == ["0%", "35%", "36%", "100%"]
