"""How loud."""

from __future__ import annotations

from typing import ClassVar, Literal

from ...errors import Refused
from ..amounts import only, share_from
from ..assets import Shelf
from ..cutting import each, sounds
from ..model import ABSENT, Draft, Segment, change
from ..model import Volume as Vol
from ..pick import row_of
from ..speech import listed, nothing, say
from ..summary import percent
from .edit import Edit, Factor, Says, Share


class Volume(Edit):
    """Set the volume of the music, of the clips' own sound, or of all to `value` (a fraction of full), `factor` times
    or `delta` more; or `mute` it (false: back to the usual volume). Exactly one of the four.

        before  |~~~~~~~~| 35%
                0        6
        after   |........| 20%
                0        6
    """

    op: ClassVar[str] = "volume"
    says: ClassVar[Says] = {
        "en": (
            "music at {percent}",
            "volume {percent}",
            "quieter",
            "louder",
            "mute",
            "mute the music",
            "turn the music down",
            "turn the music up",
            "drop the music to {percent}",
            "unmute",
        ),
        "zh": (
            "音乐音量{percent}",
            "音量调到{percent}",
            "小声一点",
            "大声一点",
            "静音",
            "音乐小一点",
            "音乐大一点",
            "取消静音",
        ),
    }

    target: Literal["music", "clips", "all"] = "music"
    value: Vol | None = None
    factor: Factor | None = None
    delta: Share | None = None
    mute: bool | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        only("value, factor, delta, mute", self.value, self.factor, self.delta, self.mute)
        row = row_of(draft)
        music = {s.id for s in sounds(draft)} if self.target != "clips" else set()
        clips = {s.id for s in row if _speaks(s, shelf)} if self.target != "music" else set()
        if not music and not clips:
            what = (
                "music"
                if self.target == "music"
                else "clip with sound"
                if self.target == "clips"
                else "sound"
            )
            raise Refused(
                f"there is no {what} in the video", remedy='Add music first, for instance "add calm music".'
            )

        def level(segment: Segment) -> Segment:
            usual = 0.35 if segment.id in music else 1.0
            if self.mute is False:
                return segment if segment.volume in (None, usual) else change(segment, volume=ABSENT)
            old = usual if segment.volume is None else segment.volume
            new = 0.0 if self.mute else share_from(old, self.value, self.factor, self.delta)
            return segment if new == segment.volume else change(segment, volume=float(new))

        return each(draft, music | clips, level)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        parts = []
        now = next(iter(sounds(after)), None)
        if now is not None and self.target != "clips":
            parts.append(say(lang, f"music {_level(now, 0.35)}", f"音乐{_level(now, 0.35)}"))
        was = {s.id: s for s in row_of(before)}
        clip = next((s for s in row_of(after) if was[s.id] != s), None)
        if clip is not None:
            parts.append(say(lang, f"clip sound {_level(clip, 1.0)}", f"原声{_level(clip, 1.0)}"))
        return say(lang, f"Volume: {listed(parts, lang)}.", f"音量：{listed(parts, lang)}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "it is that loud already", "音量本来就是这样")


def _speaks(segment: Segment, shelf: Shelf) -> bool:
    asset = shelf.get(segment.asset or "")
    return asset is not None and asset.kind == "video" and asset.has_sound


def _level(segment: Segment, usual: float) -> str:
    return percent(usual if segment.volume is None else segment.volume)
