"""A whole video from the uploads: the brief, directed."""

from __future__ import annotations

from typing import ClassVar

from ..assets import Shelf
from ..cutting import shots, sounds, texts
from ..direct.brief import Brief
from ..direct.storyboard import storyboard
from ..model import ABSENT, Draft, change
from ..speech import nothing, quoted, say, span
from ..summary import music_name
from .edit import Edit, Says


class Make(Brief, Edit):
    """Make the video anew from the uploads: every one once, in upload order unless told otherwise, exactly as
    long as asked. Every field of the brief that is not given is the director's choice.

        before  |
                0
        after   | A | B | C | + titles, music
                0   2   4   6
    """

    op: ClassVar[str] = "make"
    says: ClassVar[Says] = {
        "en": (
            "turn {shots} into a {time} video",
            "make a {time} {template}",
            "make a slideshow of these, {time} each",
            "create a {platform} video [with music]",
            "convert {shots} into a {size} video",
            "make a {feel} {template} with transitions and music",
            "make a video [from these]",
        ),
        "zh": (
            "做一个{time}的{template}",
            "把{shots}做成{time}的视频",
            "做一个{time}的竖屏宣传片",
            "用这些照片做视频",
            "每张{time}做成幻灯片",
            "生成一个{platform}视频",
            "做一个{feel}的视频，配{music}的音乐",
        ),
    }

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        made = storyboard(self, shelf)
        given = made.meta.model_fields_set
        fields = {k: getattr(made.meta, k) for k in given}
        fields.setdefault("platform", ABSENT)
        canvas = {k: getattr(made.canvas, k) for k in made.canvas.model_fields_set}
        canvas.setdefault("background", ABSENT)
        return change(
            draft,
            canvas=change(draft.canvas, **canvas),
            meta=change(draft.meta, **fields),
            tracks=made.tracks,
        )

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        row, canvas = shots(after), after.canvas
        pictures = len({s.asset for s in row})
        size, total = f"{canvas.width}x{canvas.height}", span(after.length, lang)
        parts = [
            say(lang, f"{pictures} photo{'s' if pictures > 1 else ''}", f"{pictures}张图片"),
            total,
            size,
        ]
        music = next(iter(sounds(after)), None)
        if music is not None:
            bpm = f" {music.music.bpm:.0f} bpm" if music.music is not None and music.music.bpm else ""
            parts.append(
                say(lang, f"{music_name(music, lang)} music{bpm}", f"{music_name(music, lang)}音乐{bpm}")
            )
        if words := texts(after):
            parts.append(quoted(words[0].text or "", lang))
        return say(lang, f"Made a video: {', '.join(parts)}.", f"视频已做好：{'，'.join(parts)}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "this is exactly that video", "现在的视频就是这样")
