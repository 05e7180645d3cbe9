"""The music: which, how fast, how loud, from when."""

from __future__ import annotations

from typing import Any, ClassVar

from ...errors import Refused
from ...rng import seed_of
from ..assets import Shelf
from ..cutting import each, fresh, put, shots, sounds
from ..direct import pace
from ..model import ABSENT, AUDIO, Draft, Id, Label, Ms, Name, Seed, Segment, Volume, change
from ..model import Music as Composed
from ..names import canonical
from ..pick import row_of
from ..speech import nothing, say, span
from ..summary import music_name, percent
from .edit import Bpm, Edit, Factor, Key, Says


class Music(Edit):
    """Compose or change the music; only what is given changes. `kind`: a style; `asset`: an uploaded song instead;
    `another`: the same style, another piece; `factor`: times the tempo; `start` ms: when it begins in the video;
    `offset` ms into an uploaded song; fades in ms; `volume` a fraction of full; `duck`: softer under speech.

        before  | A | B | C |
                0   2   4   6
        after   | A | B | C |
                |~~~~~~~~~~~|
    """

    op: ClassVar[str] = "music"
    says: ClassVar[Says] = {
        "en": (
            "add {music} music",
            "change the music to {music}",
            "{music} music",
            "another song",
            "different music",
            "faster music",
            "slower music",
            "{number} bpm",
            "fade out the music",
            "fade the music in over {time}",
            "start the music at {time}",
            "use {asset} as the music",
            "duck the music under the voice",
        ),
        "zh": (
            "加{music}音乐",
            "换成{music}音乐",
            "配{music}的音乐",
            "换一首[音乐]",
            "音乐快一点",
            "音乐慢一点",
            "音乐淡出{time}",
            "音乐淡入",
            "音乐从{time}开始",
            "用{asset}做背景音乐",
        ),
    }

    kind: Name | None = None
    bpm: Bpm | None = None
    factor: Factor | None = None
    key: Key | None = None
    seed: Seed | None = None
    another: bool = False
    asset: Id | None = None
    start: Ms | None = None
    offset: Ms | None = None
    volume: Volume | None = None
    fade_in: Ms | None = None
    fade_out: Ms | None = None
    duck: bool | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        row_of(draft)
        old = next(iter(sounds(draft)), None)
        if not self.model_fields_set:
            raise Refused("that does not say which music", remedy='For instance: "add calm music".')
        if old is None:
            if not (self.model_fields_set & WHICH):
                raise Refused(
                    "there is no music yet", remedy='Add some first, for instance "add lofi music".'
                )
            (name,) = fresh(draft, "s")
            base = Segment.model_validate(
                {
                    "id": name,
                    "s": 0,
                    "d": draft.length,
                    "vol": 0.35,
                    "fi": 300,
                    "fo": 1500,
                    "mu": {"k": "lofi"},
                }
            )
            return put(
                draft,
                AUDIO,
                "BGM",
                self._mixed(draft, shelf, self._piece(draft, shelf, base, fresh_one=True)),
            )
        changed = self._mixed(draft, shelf, self._piece(draft, shelf, old, fresh_one=False))
        return each(draft, {old.id}, lambda s: s if s == changed else changed)

    def _piece(self, draft: Draft, shelf: Shelf, segment: Segment, *, fresh_one: bool) -> Segment:
        if self.asset is not None:
            song = shelf.get(self.asset)
            if song is None or not (song.kind == "audio" or song.has_sound):
                raise Refused("there is no such song among the uploads", remedy="Upload it, or name a style.")
            label = change(segment.meta, name=song.name[:200]) if song.name else Label()
            start = pace.best_start(song, segment.length) or ABSENT
            return change(segment, asset=song.id, music=ABSENT, meta=label, in_point=start)
        if not (self.model_fields_set & WHICH):
            return segment
        if segment.music is None and self.kind is None:
            raise Refused(
                "an uploaded song is as it is", remedy='Ask for a style instead, for instance "upbeat music".'
            )
        old = segment.music or Composed(kind="lofi")
        fields: dict[str, Any] = {}
        if self.kind is not None:
            fields["kind"] = canonical("music", self.kind)
        kind = fields.get("kind", old.kind)
        if self.another or (fresh_one and self.seed is None):
            fields["seed"] = seed_of(old.seed if not fresh_one else draft.meta.seed, "another") % 2**31
        if self.seed is not None:
            fields["seed"] = self.seed
        if self.key is not None:
            fields["key"] = self.key
        fields.update(self._tempo(draft, old, kind, new_kind=kind != old.kind or fresh_one))
        fresh = change(old, **fields)
        extra = (
            {"asset": ABSENT, "in_point": ABSENT, "meta": change(segment.meta, name=ABSENT)}
            if segment.asset
            else {}
        )
        if segment.meta.name and kind != old.kind:
            extra["meta"] = change(segment.meta, name=ABSENT)
        return segment if fresh == segment.music else change(segment, music=fresh, **extra)

    def _tempo(self, draft: Draft, old: Composed, kind: str, *, new_kind: bool) -> dict[str, Any]:
        if self.bpm is not None:
            return {"bpm": float(self.bpm)}
        now = old.bpm if old.bpm is not None and not new_kind else pace.tempo_of(kind)
        if self.factor is not None:
            return {"bpm": round(min(240.0, max(40.0, now * self.factor)), 3)}
        if new_kind:  # The new piece takes the tempo that meets the cuts as they are.
            cuts = tuple(s.start for s in shots(draft)[1:])
            tempo = pace.grid_for(draft.length, now, cuts).bpm
            return {"bpm": round(tempo, 6)} if 40 <= tempo <= 240 else {"bpm": ABSENT}
        return {}

    def _mixed(self, draft: Draft, shelf: Shelf, segment: Segment) -> Segment:
        total, fields = draft.length, dict[str, Any]()
        if self.start is not None:
            if self.start >= total:
                raise Refused(
                    f"the video ends at {total / 1000:g} s",
                    remedy="Let it start earlier.",
                    nearest=max(0, total - 1000),
                )
            fields.update(start=self.start, length=total - self.start)
        if self.offset is not None:
            if segment.music is not None:
                raise Refused(
                    "composed music always begins at its beginning", remedy="Ask for another piece instead."
                )
            song = shelf.get(segment.asset or "")
            if song is not None and song.duration and self.offset >= song.duration:
                raise Refused(
                    f"the song is {song.duration / 1000:g} s long",
                    remedy="Start earlier in it.",
                    nearest=max(0, song.duration - 1000),
                )
            fields["in_point"] = self.offset
        if self.volume is not None:
            fields["volume"] = float(self.volume)
        if self.duck is not None:
            fields["duck"] = self.duck
        length = fields.get("length", segment.length)
        if self.fade_in is not None:
            fields["fade_in"] = min(self.fade_in, length)
        if self.fade_out is not None:
            fields["fade_out"] = min(self.fade_out, length)
        fields = {k: v for k, v in fields.items() if getattr(segment, k) != v}
        segment = change(segment, **fields) if fields else segment
        if segment.fade_in + segment.fade_out > segment.length:
            half = segment.length // 2
            segment = change(
                segment, fade_in=min(half, segment.fade_in), fade_out=min(half, segment.fade_out)
            )
        return segment

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        old = next(iter(sounds(before)), None)
        now = sounds(after)[0]
        parts = [music_name(now, lang)]
        if now.music is not None and now.music.bpm is not None:
            parts.append(say(lang, f"{now.music.bpm:.0f} bpm", f"{now.music.bpm:.0f} BPM"))
        parts.append(percent(0.35 if now.volume is None else now.volume))
        if now.start:
            parts.append(say(lang, f"from {span(now.start, lang)}", f"从{span(now.start, lang)}开始"))
        if now.in_point:
            parts.append(
                say(lang, f"song from {span(now.in_point, lang)}", f"歌曲从{span(now.in_point, lang)}起")
            )
        if now.fade_in and (old is None or old.fade_in != now.fade_in):
            parts.append(say(lang, f"fade in {span(now.fade_in, lang)}", f"淡入{span(now.fade_in, lang)}"))
        if now.fade_out and (old is None or old.fade_out != now.fade_out):
            parts.append(say(lang, f"fade out {span(now.fade_out, lang)}", f"淡出{span(now.fade_out, lang)}"))
        if self.another:
            parts.append(say(lang, "another piece", "换了一首"))
        if self.duck is not None:
            parts.append(
                say(
                    lang,
                    "softer under speech" if now.duck else "not ducked",
                    "人声时压低" if now.duck else "不压低",
                )
            )
        return say(lang, f"Music: {', '.join(parts)}.", f"音乐：{'，'.join(parts)}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "the music is so already", "音乐本来就是这样")


WHICH = frozenset({"kind", "bpm", "factor", "key", "seed", "another", "asset"})
"""The fields that say which music; the others say how it is played."""
