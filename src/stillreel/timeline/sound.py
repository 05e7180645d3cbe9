"""The pass that lists what is heard: music, uploaded sounds, and the clips' own sound.

Times stay in milliseconds: sound has its own, finer clock, and its length is the video's exactly."""

from __future__ import annotations

from dataclasses import replace

from ..catalog.music import MUSIC
from ..catalog.platforms import PLATFORMS
from ..draft.assets import Shelf
from ..draft.model import AUDIO, Draft, Segment
from ..errors import BadDraft
from .model import Cue, Sound


def sound(draft: Draft, shelf: Shelf, slots_ms: tuple[tuple[Segment, int], ...]) -> Sound:
    """All cues of a draft; a cue that starts after the video's end is left out, a longer one is cut there."""
    length = draft.length
    marks = tuple(start for _, start in slots_ms)
    cues = [_cue(s, shelf, length, marks) for s in draft.segments(AUDIO) if s.start < length]
    cues += [_own(segment, shelf) for segment, _ in slots_ms if _speaks(segment, shelf)]
    platform = PLATFORMS.get(draft.meta.platform) if draft.meta.platform else None
    return Sound(length, tuple(cues), platform.loudness if platform else -14.0)


def _cue(segment: Segment, shelf: Shelf, total: int, marks: tuple[int, ...]) -> Cue:
    length = min(segment.length, total - segment.start)
    cue = Cue(
        id=segment.id,
        start=segment.start,
        length=length,
        volume=0.35 if segment.volume is None else segment.volume,
        fade_in=min(segment.fade_in, length),
        fade_out=min(segment.fade_out, length),
        duck=segment.duck,
        offset=segment.in_point,
        speed=segment.speed,
    )
    if segment.music is not None:
        music = segment.music
        accents = tuple(m - segment.start for m in marks if segment.start < m < segment.start + length)
        style = MUSIC.get(music.kind).name
        return replace(cue, style=style, bpm=music.bpm, key=music.key, seed=music.seed, accents=accents)
    if segment.asset is None:
        raise BadDraft(f"segment {segment.id} of the sound track has neither music nor an asset")
    if shelf.get(segment.asset) is None:
        raise BadDraft(f"segment {segment.id} plays an asset that this session does not have")
    return replace(cue, asset=segment.asset)


def _speaks(segment: Segment, shelf: Shelf) -> bool:
    asset = shelf.get(segment.asset or "")
    return asset is not None and asset.kind == "video" and asset.has_sound and segment.volume != 0


def _own(segment: Segment, shelf: Shelf) -> Cue:
    asset = shelf.get(segment.asset or "")
    assert asset is not None
    there = round(max(0, asset.duration - segment.in_point) / segment.speed)
    return Cue(
        id=segment.id,
        start=segment.start,
        length=max(1, min(segment.length, there)),
        asset=asset.id,
        offset=segment.in_point,
        speed=segment.speed,
        volume=1.0 if segment.volume is None else segment.volume,
        fade_in=10,
        fade_out=10,
        duck=False,
        voice=True,
    )
