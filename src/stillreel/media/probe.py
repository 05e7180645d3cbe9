"""A file -> the facts of it, found once and kept as an `Asset`.

The SHA-256 is taken here, everything else inside the jail. Invariant: an Asset is only made of a file of which
one frame or 0.1 s of sound really decoded, within the limits.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..draft.assets import Asset
from ..errors import StillreelError, Unsupported
from . import jail
from .sandbox import Limits

_LIMITS = Limits(memory=1 << 30, cpu=10, wall=15.0)
_SONG_LIMITS = Limits(memory=3 << 29, cpu=20, wall=30.0)
_KINDS = ("image", "video", "audio")
_COLOUR = re.compile(r"#[0-9A-F]{6}")


def probe(path: Path, name: str = "") -> Asset:
    """The facts of a file; `name` is only remembered. Raises Unsupported, TooLarge, NotFound, Unavailable."""
    facts, _ = jail.run("stillreel.media.inside.asking:probe", path, {}, _LIMITS)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        asset = _asset(facts, digest, path.stat().st_size, name)
        return _listened(asset, path) if asset.kind == "audio" else asset
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unsupported("the file is damaged: its decoder gave no sense") from error


def _listened(asset: Asset, path: Path) -> Asset:
    """A song with its beats, bars and levels; as it is where its sound cannot be followed that far."""
    try:
        facts, _ = jail.run("stillreel.media.inside.asking:song", path, {}, _SONG_LIMITS)
    except StillreelError:
        return asset
    beats, bars, levels = (
        tuple(_whole(v) for v in list(facts.get(key, ()))[:4000]) for key in ("beats", "bars", "levels")
    )
    return replace(asset, beats=tuple(sorted(beats)), bars=tuple(sorted(bars)), levels=levels)


def _asset(facts: dict[str, Any], digest: str, size: int, name: str) -> Asset:
    """An Asset of a child's answer, which is not believed to have any form."""
    if facts["kind"] not in _KINDS:
        raise ValueError(facts["kind"])
    boxes = (tuple(_share(v) for v in box) for box in list(facts.get("faces", ()))[:16])
    x, y = (_share(v) for v in facts.get("focus", (0.5, 0.5)))
    return Asset(
        id=digest,
        kind=facts["kind"],
        mime=str(facts["mime"])[:40],
        size=size,
        name=name,
        width=_whole(facts.get("width", 0)),
        height=_whole(facts.get("height", 0)),
        duration=_whole(facts.get("duration", 0)),
        has_alpha=facts.get("has_alpha") is True,
        has_sound=facts.get("has_sound") is True,
        faces=tuple((a, b, c, d) for a, b, c, d in boxes),
        focus=(x, y),
        sharpness=_share(facts.get("sharpness", 0.0)),
        colours=tuple(c for c in map(str, list(facts.get("colours", ()))[:5]) if _COLOUR.fullmatch(c)),
        fingerprint=int(str(facts.get("fingerprint", "0"))[:20]) & (1 << 64) - 1,
    )


def _whole(value: Any) -> int:
    number = int(value)
    if not 0 <= number < 1 << 31:
        raise ValueError(number)
    return number


def _share(value: Any) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(number)
    return number
