"""Another mood for the whole video."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..assets import Shelf
from ..cutting import recut, shots, sounds, stretch, texts
from ..direct.moods import Mood, mood_of
from ..direct.restyle import restyled
from ..direct.retime import retimed
from ..model import Draft, Name
from ..names import spoken
from ..pick import row_of
from ..speech import nothing, say, span
from .edit import Edit, Says


class Feel(Edit):
    """Change pace, motion, transitions, music and type together to a mood (`MOODS` in draft/direct); the photos, their
    order and the words stay, the total too unless a faster or slower pace was asked (`pace`).

        before  |  A  |  B  | calm
                0     3     6
        after   | A | B | energetic
                0   2   4
    """

    op: ClassVar[str] = "feel"
    says: ClassVar[Says] = {
        "en": (
            "more {feel}",
            "make it {feel}",
            "{feel}",
            "something more {feel}",
            "give it a {feel} feel",
            "less {feel}",
        ),
        "zh": (
            "更{feel}",
            "{feel}一点",
            "来点{feel}的感觉",
            "风格{feel}",
        ),
    }

    kind: Name
    pace: bool = True
    strength: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.25, le=2)] = 1.0

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row, mood = row_of(draft), mood_of(self.kind)
        total = self._total(draft, mood) if self.pace else draft.length
        if total != draft.length:
            draft = recut(draft, stretch(draft, row, total))
        old = next((s.music for s in sounds(draft) if s.music), None)
        draft = restyled(draft, shelf, mood, self.strength)
        if not self.pace:
            return draft
        new = next((s.music for s in sounds(draft) if s.music), None)
        now = old.bpm if old is not None and new is not None and old.kind == new.kind else None
        slowest = now if now is not None and mood.tempo > 1 else 0.0
        fastest = now if now is not None and mood.tempo < 1 else 1000.0
        return retimed(draft, total, (slowest, fastest))

    def _total(self, draft: Draft, mood: Mood) -> int:
        row = row_of(draft)
        now = draft.length / len(row)
        factor = mood.pace / now
        if abs(factor - 1) < 0.05:
            factor = 0.9 if mood.pace < 2400 else 1.1 if mood.pace > 3000 else 1.0
        factor = 1 + (min(1.3, max(0.75, factor)) - 1) * min(1.0, self.strength)
        if not 700 <= now * factor <= 8000:
            return draft.length
        return max(1000, round(draft.length * factor / 500) * 500)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        mood = mood_of(self.kind)
        row, count = shots(after), len(shots(after))
        was, now = span(before.length // count, lang), span(after.length // count, lang)
        parts = []
        if before.length != after.length:
            total = f"{span(before.length, lang)} → {span(after.length, lang)}"
            parts.append(say(lang, f"{was} → {now} a photo ({total})", f"每张{was}→{now}（{total}）"))
        blend = next((s.transition for s in row if s.transition), None)
        if count > 1:
            name = spoken("transition", blend.kind if blend else "cut", lang)
            length = span(blend.length, lang) if blend else ""
            parts.append(say(lang, f"{name} transitions {length}".strip(), f"{name}转场{length}"))
        move = next((s.move for s in row if s.move and s.move.kind != "still"), None)
        if move is not None:
            parts.append(
                say(lang, f"camera moves of {move.amount * 100:.0f}%", f"镜头幅度{move.amount * 100:.0f}%")
            )
        music = next((s.music for s in sounds(after) if s.music), None)
        if music is not None:
            bpm = f" {music.bpm:.0f} bpm" if music.bpm else ""
            parts.append(f"{spoken('music', music.kind, lang)}{say(lang, ' music', '音乐')}{bpm}")
        if any(a != b for a, b in zip(texts(before), texts(after), strict=False)):
            parts.append(
                say(
                    lang,
                    f"{spoken('style', mood.headline, lang)} type",
                    f"{spoken('style', mood.headline, lang)}标题",
                )
            )
        name = say(lang, (*mood.en, mood.name)[0].capitalize(), (*mood.zh, mood.name)[0])
        return say(lang, f"{name}: {', '.join(parts)}.", f"{name}：{'，'.join(parts)}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "it has that feel already", "已经是这种感觉了")
