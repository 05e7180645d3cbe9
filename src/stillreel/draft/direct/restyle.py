"""The same video in another mood: camera, transitions, colour, music and type change together; nothing else does.

What the user put there stays: photos, order, words, an uploaded song, "no music".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..assets import Shelf
from ..cutting import each, shots, sounds, texts
from ..model import ABSENT, Draft, Look, Segment, Transition, change
from ..names import canonical
from ..roles import role_of
from . import pace
from .framing import frame
from .moods import Mood
from .storyboard import blend_ms


def restyled(draft: Draft, shelf: Shelf, mood: Mood, strength: float = 1.0) -> Draft:
    """The draft in this mood; `strength` (0.25..2) scales how far the camera goes. No time changes."""
    mood = replace(mood, amount=min(0.3, mood.amount * strength))
    draft = _pictures(draft, shelf, mood)
    draft = _music(draft, mood)
    titles = {t.id for t in texts(draft) if role_of(t) == "title"}
    style, animation = canonical("style", mood.headline), canonical("animation", mood.animation)

    def lettered(segment: Segment) -> Segment:
        if (segment.style, segment.animation) == (style, animation):
            return segment
        return change(segment, style=style, animation=animation)

    return each(draft, titles, lettered)


def _pictures(draft: Draft, shelf: Shelf, mood: Mood) -> Draft:
    row, before = shots(draft), None
    fresh: dict[str, Segment] = {}
    kinds = tuple(canonical("transition", kind) for kind in mood.motive)
    for n, segment in enumerate(row):
        fields: dict[str, Any] = {}
        asset = shelf.get(segment.asset or "")
        if asset is not None:
            move = frame(asset, draft.canvas, mood, n, before, segment.length).move
            before = move.kind
            if move != segment.move:
                fields["move"] = move
        if n < len(row) - 1:
            length, kind = blend_ms(mood, segment.length, row[n + 1].length), kinds[n % len(kinds)]
            blend = None if kind == "cut" or not length else Transition(k=kind, d=length)
            if blend != segment.transition:
                fields["transition"] = ABSENT if blend is None else blend
        if mood.look != "none" and (segment.look is None or segment.look.kind != mood.look):
            fields["look"] = Look(k=canonical("look", mood.look))
        fresh[segment.id] = change(segment, **fields) if fields else segment
    return each(draft, fresh, lambda s: fresh[s.id])


def _music(draft: Draft, mood: Mood) -> Draft:
    composed = {s.id for s in sounds(draft) if s.music is not None}

    def replayed(segment: Segment) -> Segment:
        old = segment.music
        assert old is not None
        kind = old.kind if old.kind in mood.music else canonical("music", mood.music[0])
        cuts = tuple(s.start for s in shots(draft)[1:])
        wish = pace.tempo_of(kind) * mood.tempo
        if (
            kind == old.kind and old.bpm is not None
        ):  # The same piece gets livelier or calmer, never the reverse.
            wish = max(wish, old.bpm) if mood.tempo > 1 else min(wish, old.bpm) if mood.tempo < 1 else wish
        bpm = round(pace.grid_for(draft.length, wish, cuts).bpm, 6)
        fields: dict[str, Any] = {} if kind == old.kind else {"kind": kind}
        if 40 <= bpm <= 240 and bpm != old.bpm:
            fields["bpm"] = bpm
        if not fields:
            return segment
        meta = {"meta": change(segment.meta, name=ABSENT)} if segment.meta.name and kind != old.kind else {}
        return change(segment, music=change(old, **fields), **meta)

    return each(draft, composed, replayed)
