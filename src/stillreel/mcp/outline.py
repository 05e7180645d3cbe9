"""A draft as an agent reads it: the strip, and one line for each shot, text and sound with its id and its times.

Short enough to be given after every change; ids are what edits refer to. Works on the JSON of any draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..cli_strip import strip
from ..client import State
from ..draft.model import AUDIO, TEXT, VIDEO

MANY = 60


def outline(state: State, width: int = 80) -> str:
    """Summary, strip and lines; of more than 60 shots the first ones."""
    lines = [state.summary, strip(state.draft, width)]
    for kind, word in ((VIDEO, "shot"), (TEXT, "text"), (AUDIO, "sound")):
        rows = list(segments(state.draft, kind))
        lines += [f"{word} {n}: {_line(row)}" for n, row in enumerate(rows[:MANY], 1)]
        if len(rows) > MANY:
            lines.append(f"... and {len(rows) - MANY} more")
    if state.files:
        names = ", ".join(f"{f.get('id', '')[:12]} {f.get('name')}" for f in state.files[:MANY])
        lines.append(f"files: {names}")
    return "\n".join(lines)


def segments(draft: Mapping[str, Any], kind: int) -> Iterator[Mapping[str, Any]]:
    """The segments of a kind, in order."""
    for track in draft.get("t") or ():
        if track.get("tt") == kind:
            yield from track.get("sg") or ()


def facts(state: State) -> dict[str, Any]:
    """The same as values: what a program reads after every call."""
    shots = list(segments(state.draft, VIDEO))
    canvas = state.draft.get("cv") or {}
    return {
        "project": state.session,
        "revision": state.revision,
        "summary": state.summary,
        "length_ms": max((int(s["s"]) + int(s["d"]) for s in shots), default=0),
        "width": canvas.get("w"),
        "height": canvas.get("h"),
        "shots": [{"id": s.get("id"), "start_ms": s["s"], "length_ms": s["d"]} for s in shots[:MANY]],
        "texts": [{"id": s.get("id"), "text": s.get("tx")} for s in segments(state.draft, TEXT)][:MANY],
        "files": [{k: f.get(k) for k in ("id", "name", "kind")} for f in state.files[:MANY]],
    }


def _line(row: Mapping[str, Any]) -> str:
    parts = [str(row.get("id", "")), f"{row['s'] / 1000:g}-{(row['s'] + row['d']) / 1000:g} s"]
    if row.get("tx"):
        parts.append(f"“{row['tx']}”")
    elif (row.get("m") or {}).get("name"):
        parts.append(str(row["m"]["name"]))
    for key, word in (("mo", "moves"), ("lk", "look"), ("mu", "music"), ("tr", "then")):
        kind = (row.get(key) or {}).get("k")
        if kind and kind not in ("none", "still", "cut"):
            parts.append(f"{word} {kind}")
    return ", ".join(parts)
