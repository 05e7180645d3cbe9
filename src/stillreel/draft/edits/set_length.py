"""The total length: every shot is stretched or shortened in proportion."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..amounts import length_from
from ..assets import Shelf
from ..direct.retime import retimed
from ..model import AUDIO, MAX_MS, Draft, Length
from ..pick import row_of
from ..speech import nothing, say, span
from .edit import Delta, Edit, Factor, Says


class SetLength(Edit):
    """Make the whole video `length` ms long, or `factor` times, or `delta` ms longer (exactly one of the three).

    before  |  A  |  B  |  C  |
            0     2     4     6
    after   | A | B | C |
            0   1   2   3
    """

    op: ClassVar[str] = "set_length"
    says: ClassVar[Says] = {
        "en": (
            "make it {time} [long]",
            "{time} in total",
            "shorten [the video] to {time}",
            "make it {time} longer",
            "make it {time} shorter",
            "make it {factor} as long",
            "make it shorter",
            "make it longer",
            "cut it down to {time}",
            "trim [the video] to {time}",
        ),
        "zh": (
            "总长[改成]{time}",
            "[视频]改成{time}",
            "[视频]缩短到{time}",
            "[视频]延长到{time}",
            "长{time}",
            "短{time}",
            "[视频]短一点",
            "[视频]长一点",
        ),
    }

    length: Length | None = None
    factor: Factor | None = None
    delta: Delta | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row_of(draft)
        total = length_from(draft.length, self.length, self.factor, self.delta)
        if total == draft.length:
            return draft
        if total > MAX_MS:
            raise Refused("a video is 60 minutes long at most", remedy="Ask for less.", nearest=MAX_MS)
        return retimed(draft, total)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        was, now = span(before.length, lang), span(after.length, lang)
        each = span(after.length // max(1, len(row_of(after))), lang)
        old, new = (next((s.music.bpm for s in d.segments(AUDIO) if s.music), None) for d in (before, after))
        tempo = ""
        if new is not None and old != new:
            tempo = say(lang, f"; the music plays at {new:.0f} bpm", f"，音乐改为{new:.0f} BPM")
        return say(
            lang,
            f"The video is now {now} long (was {was}), about {each} a photo{tempo}.",
            f"视频总长改为{now}（原来{was}），平均每张{each}{tempo}。",
        )

    def unchanged(self, before: Draft, lang: str) -> str:
        now = span(before.length, lang)
        return nothing(lang, f"the video is {now} long already", f"视频本来就是{now}")
