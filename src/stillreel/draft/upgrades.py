"""Old drafts always load: one function per version, for ever.

`STEPS[n]` turns a raw JSON value of version n into one of version n + 1. A step is never changed once released;
a saved draft of every version lies in tests/draft/saved. Invariant: upgrading the newest version changes
nothing, and a step keeps the keys it does not know.

Version 0 was the sketch before the first release: times in seconds, tracks under `tracks`, no canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import BadDraft
from .model import VERSION

Raw = dict[str, Any]


def _ms(value: object) -> object:
    ok = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 3600
    return round(float(value) * 1000) if ok else value  # type: ignore[arg-type]


def from_0(value: Raw) -> Raw:
    """Seconds become milliseconds (`s`, `d`, the transition's `d`), `tracks` becomes `t`, `d` is derived."""
    fresh = {k: v for k, v in value.items() if k not in ("tracks", "d", "v")}
    rows = value.get("tracks", [])
    if not isinstance(rows, list):
        raise BadDraft("tracks must be a list", field="tracks")
    fresh["t"] = [_track_0(track) for track in rows]
    return {"v": 1, **fresh}


def _track_0(track: object) -> object:
    if not isinstance(track, dict) or not isinstance(track.get("sg"), list):
        return track
    return {**track, "sg": [_segment_0(segment) for segment in track["sg"]]}


def _segment_0(segment: object) -> object:
    if not isinstance(segment, dict):
        return segment
    fresh: Raw = {k: _ms(v) if k in ("s", "d", "fi", "fo", "in") else v for k, v in segment.items()}
    if isinstance(fresh.get("tr"), dict) and "d" in fresh["tr"]:
        fresh["tr"] = {**fresh["tr"], "d": _ms(fresh["tr"]["d"])}
    return fresh


STEPS: tuple[Callable[[Raw], Raw], ...] = (from_0,)


def upgrade(value: object) -> object:
    """A raw JSON value of any version -> the newest. What is not an object is left to `validate` to refuse.

    A draft that names no version is of the first released one. Raises BadDraft for a version from the future."""
    if not isinstance(value, dict):
        return value
    version = value.get("v", 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise BadDraft(f"v must be a version number up to {VERSION}", field="v")
    if version > VERSION:
        raise BadDraft(
            f"the draft is of version {str(version)[:20]}, this program reads up to {VERSION}",
            field="v",
            remedy="Use a newer stillreel.",
        )
    for step in STEPS[version:VERSION]:
        value = step(value)
    return value
