"""The situations in which people speak to the chat: uploads, and videos that are already there.

Every video is written out value by value, so that no edit's taste is in it and what is expected can be exact.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from stillreel.draft.assets import Asset, Shelf
from stillreel.draft.model import AUDIO, TEXT, VIDEO, Draft, validate

CAPTIONS = ("Beach day", "The hotel", "Dinner", "Seaside Inn", "Sunset", "All of us")
SIX = ("beach.jpg", "hotel.jpg", "dinner.jpg", "logo.png", "sunset.jpg", "family_photo.jpg")
THREE = ("IMG_2044.jpg", "IMG_2045.jpg", "IMG_2051.jpg")


def photo(n: int, name: str, width: int = 1600, height: int = 1200) -> Asset:
    """A plausible upload."""
    face = ((0.4, 0.1, 0.2, 0.25),) if "family" in name else ()
    return Asset(
        id=f"{n + 1:064x}",
        kind="image",
        mime="image/jpeg",
        size=100_000,
        name=name,
        width=width,
        height=height,
        faces=face,
        sharpness=50.0,
        fingerprint=(n + 1) * 0x9E3779B97F4A7C15 % 2**63,
    )


@cache
def shelf_of(name: str) -> Shelf:
    """The uploads of a fixture."""
    if name == "none":
        return Shelf()
    if name == "three":
        return Shelf(tuple(photo(n, f) for n, f in enumerate(THREE)))
    if name in ("six", "raw6"):
        return Shelf(tuple(photo(n, f) for n, f in enumerate(SIX)))
    clip = Asset(
        id=f"{9:064x}",
        kind="video",
        mime="video/mp4",
        size=900_000,
        name="dance.mp4",
        width=1920,
        height=1080,
        duration=12_000,
        has_sound=True,
    )
    song = Asset(
        id=f"{8:064x}", kind="audio", mime="audio/mpeg", size=900_000, name="happy.mp3", duration=120_000
    )
    return Shelf((*(photo(n, f) for n, f in enumerate(("cake.jpg", "party.jpg", "kids.jpg"))), clip, song))


def _words(number: int, text: str, start: int, length: int, **more: Any) -> dict[str, Any]:
    return {"id": f"x{number}", "tx": text, "s": start, "d": length, **more}


@cache
def draft_of(name: str) -> Draft:
    """The video that a fixture already holds: written out, so that no edit's taste is in it."""
    shelf = shelf_of(name)
    if name not in ("six", "mixed"):
        return Draft()
    lengths = [3000] * 6 if name == "six" else [3000, 3000, 3000, 6000]
    shots, at = [], 0
    for n, (asset, length) in enumerate(zip(shelf.pictures, lengths, strict=True)):
        shot: dict[str, Any] = {"id": f"v{n}", "a": asset.id, "s": at, "d": length, "m": {"name": asset.name}}
        if asset.kind == "image":
            shot["mo"] = {"k": "push_in", "amt": 0.12}
        if n + 1 < len(lengths):
            shot["tr"] = {"k": "slide_left", "d": 500}
        if asset.name == "logo.png":
            shot["fit"] = "contain"
        shots.append(shot)
        at += length
    kind, bpm = ("lofi", 84) if name == "six" else ("upbeat", 110)
    music = {
        "id": "a1",
        "s": 0,
        "d": at,
        "vol": 0.35,
        "fo": 1500,
        "duck": name == "six",
        "mu": {"k": kind, "bpm": bpm},
    }
    tracks: list[dict[str, Any]] = [
        {"id": "tv", "tt": VIDEO, "m": {"name": "Video"}, "sg": shots},
        {"id": "ta", "tt": AUDIO, "m": {"name": "BGM"}, "sg": [music]},
    ]
    title = {"st": "headline", "po": "center", "an": "rise", "m": {"role": "title"}}
    tracks.append(
        {"id": "t1", "tt": TEXT, "m": {"name": "Title"}, "sg": [_words(0, "Our summer", 0, 3000, **title)]}
    )
    if name == "six":
        small = [
            _words(
                n + 1, words, 3000 * n, 3000, st="caption", po="bottom", m={"role": "caption", "of": f"v{n}"}
            )
            for n, words in enumerate(CAPTIONS)
        ]
        tracks.append({"id": "t2", "tt": TEXT, "m": {"name": "Captions"}, "sg": small})
        last = _words(7, "Book now", 15000, 3000, st="cta", po="center", an="pop", m={"role": "cta"})
        tracks.append({"id": "t3", "tt": TEXT, "m": {"name": "Call to action"}, "sg": [last]})
    return validate(
        {"v": 1, "cv": {"w": 1920, "h": 1080, "fps": 30}, "m": {"lang": "en", "seed": 7}, "t": tracks}
    )
