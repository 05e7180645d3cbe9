"""The timeline in one line, exactly as the wire contract shows it.

    Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)

A track is its name and its segments, joined by ", ". More than MANY shots are counted instead: `6 shots
(0-15s)`. Only tracks that hold something are listed. Invariant: one line, seconds without needless decimals.
"""

from __future__ import annotations

from ..clock import seconds
from .model import AUDIO, TEXT, VIDEO, Draft, Segment, Track
from .names import spoken

MANY = 3
KIND_NAMES = {VIDEO: "Video", AUDIO: "BGM", TEXT: "Title"}
DEFAULT_MUSIC_VOLUME = 0.35


def summary(draft: Draft) -> str:
    """`Timeline (n tracks): 1. ... 2. ...`; an empty draft gives `Timeline (0 tracks): empty`."""
    tracks = [track for track in draft.tracks if track.segments]
    if not tracks:
        return "Timeline (0 tracks): empty"
    rows = " ".join(f"{n}. {_track(track)}" for n, track in enumerate(tracks, 1))
    return f"Timeline ({len(tracks)} track{'s' if len(tracks) > 1 else ''}): {rows}"


def _track(track: Track) -> str:
    name = _line(track.meta.name or KIND_NAMES.get(track.type, "Track"))
    if track.type == VIDEO and len(track.segments) > MANY:
        return (
            f"{name}: {len(track.segments)} shots ({_range(track.segments[0].start, track.segments[-1].end)})"
        )
    return f"{name}: " + ", ".join(_segment(track, n, s) for n, s in enumerate(track.segments, 1))


def _segment(track: Track, place: int, segment: Segment) -> str:
    when = _range(segment.start, segment.end)
    if track.type == TEXT:
        return f'"{_line(segment.text or "")}" ({when})'
    if track.type == AUDIO:
        volume = DEFAULT_MUSIC_VOLUME if segment.volume is None else segment.volume
        return f"{music_name(segment)} ({when}, {percent(volume)})"
    return f"{_line(segment.meta.name or f'shot {place}')} ({when})"


def music_name(segment: Segment, lang: str = "en") -> str:
    """What a piece of music is called: the style's display name, or the uploaded file's."""
    if segment.music is not None and not segment.meta.name:
        name = spoken("music", segment.music.kind, lang)
        return name[:1].upper() + name[1:]
    return _line(segment.meta.name or "song")


def percent(share: float) -> str:
    """`0.35 -> '35%'`."""
    return f"{round(share * 100)}%"


def _range(start: int, end: int) -> str:
    return f"{seconds(start)}-{seconds(end)}s"


def _line(text: str) -> str:
    return " ".join(text.split())
