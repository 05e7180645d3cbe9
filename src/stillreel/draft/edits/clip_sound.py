"""A clip's own sound."""

from __future__ import annotations

from typing import ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import each
from ..model import Draft, change
from ..model import Volume as Vol
from ..pick import shots_of
from ..speech import say, shots_said
from ..summary import percent
from .edit import Edit, Refs, Says


class ClipSound(Edit):
    """Play the own sound of clips at `volume` (0 mutes it, 1 is as recorded). Photos have none.

    before  | clip ((( | B |
            0         2   4
    after   | clip     | B |
            0         2   4
    """

    op: ClassVar[str] = "clip_sound"
    says: ClassVar[Says] = {
        "en": (
            "mute {shots}",
            "keep the sound of {shots}",
            "keep the original sound",
            "mute the video's own sound",
            "clip sound at {percent}",
        ),
        "zh": (
            "{shots}静音",
            "保留{shots}的原声",
            "去掉原声",
            "原声{percent}",
        ),
    }

    shots: Refs = "all"
    volume: Vol

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        clips = set()
        for segment in shots_of(draft, self.shots):
            asset = shelf.get(segment.asset or "")
            if asset is not None and asset.kind == "video" and asset.has_sound:
                clips.add(segment.id)
        if not clips:
            raise Refused(
                "photos have no sound of their own", remedy="Name a clip that has, or change the music."
            )
        volume = float(self.volume)
        return each(
            draft,
            clips,
            lambda s: s if (1.0 if s.volume is None else s.volume) == volume else change(s, volume=volume),
        )

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        ids = {a.id for a, b in zip(shots_of(after, "all"), shots_of(before, "all"), strict=True) if a != b}
        who = shots_said(after, ids, lang).replace("photo", "clip")
        level = percent(self.volume)
        if not self.volume:
            return say(lang, f"The own sound of {who} is muted.", f"{who}的原声已静音。")
        return say(lang, f"The own sound of {who} is at {level}.", f"{who}的原声音量为{level}。")
