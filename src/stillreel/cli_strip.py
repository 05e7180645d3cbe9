"""The timeline drawn in a terminal: shots as blocks as wide as they are long, words and music in lanes below.

Plain text, any width from 24 columns. Invariant: every line is `width` columns at most, whatever script the names
are written in, and blocks end where the cuts are, to the column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LEAD = 3
VIDEO, AUDIO, TEXT = 0, 1, 7
"""Kinds of tracks, as `draft.model` has them; spelt here so that --help loads no models."""


def columns(text: str) -> int:
    """How many columns a text takes: East Asian wide ones two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def fitted(text: str, width: int) -> str:
    """Cut or filled to exactly so many columns."""
    kept = ""
    for c in " ".join(text.split()):
        if columns(kept + c) > width:
            break
        kept += c
    return kept + " " * (width - columns(kept))


def strip(draft: Mapping[str, Any], width: int = 80) -> str:
    """The drawing; one line that says so for an empty draft."""
    rows = [t for t in draft.get("t") or [] if t.get("sg")]
    shots = [s for t in rows if t.get("tt") == VIDEO for s in t["sg"]]
    end = max((s["s"] + s["d"] for s in shots), default=0)
    if not end:
        return "(nothing on the timeline yet)"
    room = max(24, width) - LEAD - 1
    lines = [_ruler(end, room), _shots(shots, end, room)]
    for kind, mark in ((TEXT, "T"), (AUDIO, "♪")):
        for track in rows:
            if track.get("tt") == kind:
                lines += _lanes(track["sg"], end, room, mark)
    return "\n".join(line.rstrip() for line in lines)


def _at(ms: int, end: int, room: int) -> int:
    return min(room, round(ms * room / end))


def _ruler(end: int, room: int) -> str:
    step = next(
        (n for n in (500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000) if end / n * 7 <= room),
        1_800_000,
    )
    line = [" "] * (room + 8)
    for ms in range(0, end + 1, step):
        label = f"{ms / 1000:g}s"
        at = _at(ms, end, room)
        if at + len(label) <= room:
            line[at : at + len(label)] = label
    return " " * LEAD + "".join(line)[:room]


def _shots(shots: Sequence[Mapping[str, Any]], end: int, room: int) -> str:
    line = ""
    blended = False
    for n, shot in enumerate(shots, 1):
        left, right = _at(shot["s"], end, room), _at(shot["s"] + shot["d"], end, room)
        if right <= left:
            continue
        kind = (shot.get("tr") or {}).get("k", "cut")
        name = str((shot.get("m") or {}).get("name") or "").rsplit(".", 1)[0]
        line += ("▒" if blended else "▌") + fitted(f"{n} {name}", right - left - 1)
        blended = kind != "cut" and n < len(shots)
    return " ▶ " + line + "▐"


def _lanes(segments: Sequence[Mapping[str, Any]], end: int, room: int, mark: str) -> list[str]:
    lines: list[str] = []
    ends: list[int] = []
    for segment in segments:
        left, right = _at(segment["s"], end, room), _at(segment["s"] + segment["d"], end, room)
        if right <= left:
            right = left + 1
        lane = next((k for k, e in enumerate(ends) if e <= left), len(ends))
        if lane == len(ends):
            ends.append(0)
            lines.append("")
        lines[lane] += (
            " " * (left - columns(lines[lane])) + fitted(f"[{_label(segment)}", right - left - 1) + "]"
        )
        ends[lane] = right
    return [f" {mark if n == 0 else ' '} {line}" for n, line in enumerate(lines)]


def _label(segment: Mapping[str, Any]) -> str:
    if segment.get("tx"):
        return str(segment["tx"])
    music = segment.get("mu") or {}
    name = str((segment.get("m") or {}).get("name") or music.get("k") or "sound")
    volume = segment.get("vol")
    return name if volume is None else f"{name} {round(volume * 100)}%"
