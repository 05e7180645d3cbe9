"""Cuts on the beat."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import recut, shots, sounds
from ..direct import pace
from ..model import Draft, change
from ..pick import row_of
from ..speech import nothing, say
from .edit import Edit, Says


class BeatCut(Edit):
    """Move every cut to the nearest beat of the music; the total stays.

    before  | A  | B | C  |
            :   :   :   :
    after   | A | B | C |
            :   :   :   :
    """

    op: ClassVar[str] = "beat_cut"
    says: ClassVar[Says] = {
        "en": (
            "cut on the beat",
            "sync to the music",
            "match the cuts to the beat",
            "beat sync",
            "make the cuts land on the beats",
        ),
        "zh": (
            "卡点",
            "踩点",
            "跟着节奏切换",
            "按节拍剪",
            "踩着节拍切",
        ),
    }

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row = row_of(draft)
        lengths = [s.length for s in row]
        moved = pace.snapped(lengths, beats(draft, shelf), reach=0.5)
        if list(moved) == lengths:
            return draft
        return recut(draft, [change(s, length=n) for s, n in zip(row, moved, strict=True)])

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        was = {s.id: s.start for s in shots(before)}
        moves = [abs(s.start - was[s.id]) for s in shots(after) if s.start != was[s.id]]
        count, most = len(moves), max(moves)
        return say(
            lang,
            f"{count} cut{'s' if count > 1 else ''} moved onto the beat, by {most} ms at most.",
            f"{count}处切换对齐到节拍，最多移动{most}毫秒。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "every cut that can be is on the beat already", "切换点已经都在节拍上")


def beats(draft: Draft, shelf: Shelf) -> tuple[int, ...]:
    """The moments of the video at which the music has a beat, ms. Raises Refused when there is none."""
    music = next(iter(sounds(draft)), None)
    if music is None:
        raise Refused(
            "there is no music to cut to", remedy='Add some first, for instance "add upbeat music".'
        )
    if music.music is not None:
        tempo = music.music.bpm or pace.tempo_of(music.music.kind)
        cuts = tuple(s.start - music.start for s in shots(draft)[1:] if s.start > music.start)
        grid = pace.grid_for(music.length, tempo, cuts)
        return tuple(m + music.start for m in pace.steps(grid, len(shots(draft)))[:-1])
    song = shelf.get(music.asset or "")
    found = pace.marks_of(song, music.in_point, music.length) if song is not None else ()
    if not found:
        raise Refused(
            "no beat was found in that song", remedy='Ask for composed music, for instance "upbeat music".'
        )
    return tuple(b + music.start for b in found)
