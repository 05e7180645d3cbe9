"""A brief and the uploads -> a draft: the storyboard a designer would accept.

    pictures -> canvas -> lengths (on beats) -> framing and moves -> transitions -> music -> words

What the brief says is kept exactly; the rest follows from mood, template, platform and the pictures. Invariant:
the length asked to the ms, every picture used, in order; equal briefs over equal uploads give equal drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...catalog.platforms import PLATFORMS
from ...catalog.templates import TEMPLATES, Template
from ...errors import Refused
from ...rng import seed_of
from ..assets import Asset, Shelf
from ..cutting import fresh, put, shortest, split, tile, track_of
from ..model import (
    AUDIO,
    MAX_MS,
    VIDEO,
    Draft,
    Label,
    Look,
    Meta,
    Move,
    Music,
    Segment,
    Transition,
    change,
)
from ..names import canonical
from ..pick import picture
from . import framing, lettering, pace
from .brief import Brief
from .moods import Mood, mood_of
from .screen import canvas_of

ONE_PICTURE_MS = 12_000
"""One picture alone is looked at in several ways when the video is longer than this."""
VIEW_MS = 5000
BRIEFEST_BLEND_MS = 120
ROLE_FIELDS = (("title", "title"), ("subtitle", "subtitle"), ("price", "price"), ("cta", "cta"))


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided about the whole before the shots: the mood with the template's and the brief's wishes."""

    brief: Brief
    pictures: tuple[Asset, ...]
    mood: Mood
    template: Template | None
    style: str | None
    song: Asset | None
    seed: int


def storyboard(brief: Brief, shelf: Shelf) -> Draft:
    """The draft of a brief. Raises Refused (nothing to show, too short, too long for the platform), UnknownName."""
    plan = _plan(brief, shelf)
    draft = change(Draft(), version=1, canvas=canvas_of(brief, plan.pictures), meta=_meta(plan))
    total = total_of(plan, shortest(draft))
    lengths, bpm = lengths_of(plan, total, shortest(draft))
    draft = change(draft, tracks=(track_of("v1", VIDEO, "Video", _shots(plan, draft, lengths)),))
    draft = _with_music(plan, draft, bpm)
    return _with_words(plan, draft, shelf)


def _plan(brief: Brief, shelf: Shelf) -> Plan:
    pictures = pictures_of(brief, shelf)
    template = TEMPLATES.get(brief.template) if brief.template else None
    mood = mood_of(brief.mood or (template.mood if template else None))
    if template is not None and brief.mood is None:
        mood = replace(mood, pace=template.pace, motive=template.motive or mood.motive)
    song = _song(brief, shelf)
    style: str | None = None
    if brief.music is not False and song is None:
        asked = brief.music if isinstance(brief.music, str) else None
        own = template.music if template is not None and brief.mood is None else None
        style = canonical("music", asked or own or mood.music[0])
    seed = brief.seed if brief.seed is not None else seed_of("make", *(a.id for a in pictures)) % 2**31
    return Plan(brief, pictures, mood, template, style, song, seed)


def pictures_of(brief: Brief, shelf: Shelf) -> tuple[Asset, ...]:
    """What will be shown, in order: upload order, unless ids are named. Raises Refused when there is nothing."""
    row = tuple(picture(shelf, name) for name in brief.use) if brief.use else shelf.pictures
    if isinstance(brief.order, tuple):
        first = tuple(picture(shelf, name) for name in brief.order)
        row = tuple(dict.fromkeys((*(a for a in first if a in row), *row)))
    if not row:
        raise Refused("there are no photos yet", remedy="Upload some photos or clips first, then ask again.")
    return tuple(dict.fromkeys(row))


def _song(brief: Brief, shelf: Shelf) -> Asset | None:
    if brief.song is not None:
        song = shelf.get(brief.song)
        if song is None or not (song.kind == "audio" or song.has_sound):
            raise Refused(
                "there is no such song among the uploads", remedy="Upload it, or ask for composed music."
            )
        return song
    if brief.music in (None, True) and brief.mood is None and brief.bpm is None:
        return next((a for a in reversed(shelf.assets) if a.kind == "audio"), None)
    return None


def _meta(plan: Plan) -> Meta:
    brief, fields = plan.brief, {}
    if brief.title is not None:
        fields["title"] = brief.title
    if brief.lang is not None:
        fields["lang"] = brief.lang
    if brief.platform is not None:
        fields["platform"] = PLATFORMS.get(brief.platform).name
    return change(Meta(), seed=plan.seed, **fields)


def total_of(plan: Plan, least: int) -> int:
    """The total in ms: asked, else from the lengths asked, else the mood's pace, in whole seconds."""
    brief, count = plan.brief, len(plan.pictures)
    limit = PLATFORMS.get(brief.platform).max_ms if brief.platform else 0
    if brief.length is not None:
        total = brief.length
    elif brief.lengths:
        total = sum(_asked(plan))
    elif brief.each is not None:
        total = brief.each * count
    else:
        pace_ms = plan.mood.pace if count > 1 else max(6000, plan.mood.pace)
        total = max(1000, round(count * pace_ms / 1000) * 1000)
        total = min(total, limit or total, MAX_MS)
    if total < least * count:
        raise Refused(
            f"{count} pictures do not fit into {total} ms",
            remedy=f"The shortest possible is {least * count} ms, or use fewer pictures.",
            nearest=least * count,
        )
    longest = min(limit or MAX_MS, MAX_MS)
    if total > longest:
        where = f"on {brief.platform}" if limit and limit < MAX_MS else "here"
        raise Refused(
            f"{total / 1000:g} s is too long {where}",
            remedy=f"The longest possible is {longest / 1000:g} s.",
            nearest=longest,
        )
    return total


def _asked(plan: Plan) -> tuple[int, ...]:
    given = plan.brief.lengths or ()
    usual = plan.brief.each or plan.mood.pace
    return tuple(given[n] if n < len(given) else usual for n in range(len(plan.pictures)))


def lengths_of(plan: Plan, total: int, least: int) -> tuple[tuple[int, ...], float]:
    """Every shot's length, and the tempo of the music that goes with them."""
    brief, count = plan.brief, len(plan.pictures)
    low, high = pace.tempi_of(plan.style)
    wish = brief.bpm or plan.mood.tempo * (low + high) / 2
    if brief.lengths:
        lengths = split(total, _asked(plan), least)
        return lengths, pace.grid_for(total, wish, pace.cuts_of(lengths)).bpm
    if brief.each is not None:
        lengths = split(total, (1.0,) * count, least)
        tempo = brief.bpm or pace.each_grid(max(1, total // count), count, low, high)
        return lengths, pace.grid_for(total, tempo, pace.cuts_of(lengths)).bpm
    if count == 1 and plan.pictures[0].kind == "image" and total > ONE_PICTURE_MS:
        count = min(12, round(total / VIEW_MS))
    fixed = plan.template is not None and plan.template.fixed
    weights = (1.0,) * count if fixed else pace.usual(count, total)
    if plan.song is not None:
        weights = _short_clips(plan, weights, split(total, weights, least))
        marks = pace.marks_of(plan.song, pace.best_start(plan.song, total), total)
        return pace.snapped(split(total, weights, least), marks), wish
    if plan.style is None:
        weights = _short_clips(plan, weights, split(total, weights, least))
        return split(total, weights, least), wish
    bounds = (brief.bpm * 0.95, brief.bpm * 1.05) if brief.bpm else (low * 0.95, high * 1.05)
    even = pace.layout(total, count, bounds, wish, hold=not fixed and total >= 1200 * count)
    if even is not None and min(even[0]) >= least and _short_clips(plan, weights, even[0]) == weights:
        return even[0], even[1].bpm
    grid = pace.grid_for(total, wish)
    for _ in range(4):  # Rounding to beats may lengthen a clip again; each turn takes a little more from it.
        lengths = pace.on_beats(total, weights, grid)
        fewer = _short_clips(plan, weights, lengths)
        if fewer == weights:
            break
        weights = fewer
    return (lengths if min(lengths) >= least else split(total, weights, least)), grid.bpm


def _short_clips(plan: Plan, weights: tuple[float, ...], lengths: tuple[int, ...]) -> tuple[float, ...]:
    """A clip is not shown for longer than it lasts, while photos can take the rest of the time."""
    if len(weights) != len(plan.pictures) or all(a.kind == "video" for a in plan.pictures):
        return weights
    capped = [
        max(0.02, w * a.duration / n * 0.97) if a.kind == "video" and 0 < a.duration < n else w
        for w, n, a in zip(weights, lengths, plan.pictures, strict=True)
    ]
    spare = sum(weights) - sum(capped)
    free = sum(w for w, a in zip(capped, plan.pictures, strict=True) if a.kind == "image")
    if spare <= 0:
        return weights
    return tuple(
        w * (1 + spare / free) if a.kind == "image" else w for w, a in zip(capped, plan.pictures, strict=True)
    )


def _shots(plan: Plan, draft: Draft, lengths: Sequence[int]) -> tuple[Segment, ...]:
    names = fresh(draft, "s", len(lengths))
    if len(lengths) > len(plan.pictures):
        frames = framing.views(plan.pictures[0], len(lengths), plan.mood)
        assets = plan.pictures * len(lengths)
    else:
        assets, frames = plan.pictures, framed(plan, draft, lengths)
    row = []
    for n, (asset, length, look) in enumerate(zip(assets, lengths, frames, strict=True)):
        fields: dict[str, Any] = {"fit": plan.brief.fit or look.fit, "mo": _asked_move(plan.brief, look.move)}
        if look.at is not None:
            fields["at"] = look.at
        if asset.name:
            fields["m"] = Label(name=asset.name[:200])
        row.append(Segment(id=names[n], a=asset.id, s=0, d=length, **fields))
    return blended(plan, _looked(plan, tile(row)))


def framed(plan: Plan, draft: Draft, lengths: Sequence[int]) -> tuple[framing.Framing, ...]:
    """Framing of every picture, one after the other: each knows how the one before moves."""
    found: list[framing.Framing] = []
    for n, (asset, length) in enumerate(zip(plan.pictures, lengths, strict=True)):
        before = found[-1].move.kind if found else None
        found.append(framing.frame(asset, draft.canvas, plan.mood, n, before, length))
    return tuple(found)


def _asked_move(brief: Brief, move: Move) -> Move:
    if brief.motion is False:
        return Move(k="still")
    if isinstance(brief.motion, str):
        kind = canonical("motion", brief.motion)
        return change(move, kind=kind, amount=move.amount if move.amount < 1 else 0.12)
    return move


def _looked(plan: Plan, row: tuple[Segment, ...]) -> tuple[Segment, ...]:
    name = canonical("look", plan.brief.look or plan.mood.look)
    return row if name == "none" else tuple(change(s, look=Look(k=name)) for s in row)


def blended(plan: Plan, row: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The row with one family of transitions, none longer than a third of the shorter neighbour."""
    brief = plan.brief
    kinds = (brief.transitions,) if isinstance(brief.transitions, str) else plan.mood.motive
    kinds = tuple(canonical("transition", kind) for kind in kinds)
    if brief.transitions is True and kinds == ("cut",):
        kinds = ("fade",)  # Transitions were asked for: a mood without any gives way.
    if len(plan.pictures) == 1:
        kinds = ("fade",) if not isinstance(brief.transitions, str) else kinds
    if brief.transitions is False or kinds == ("cut",):
        return row
    asked = brief.transition_length
    joined = []
    for n, segment in enumerate(row[:-1]):
        length = asked if asked is not None else blend_ms(plan.mood, segment.length, row[n + 1].length)
        kind = kinds[n % len(kinds)]
        if length and kind != "cut":
            segment = change(segment, transition=Transition(k=kind, d=length))
        joined.append(segment)
    return (*joined, row[-1])


def blend_ms(mood: Mood, left: int, right: int) -> int:
    """The length of a transition between shots of these lengths; 0 where there is no room for one."""
    length = min(mood.cut_ms or 500, min(left, right) // 3)
    return length if length >= BRIEFEST_BLEND_MS else 0


def _with_music(plan: Plan, draft: Draft, bpm: float) -> Draft:
    if plan.style is None and plan.song is None:
        return draft
    total = draft.length
    (name,) = fresh(draft, "s")
    fields: dict[str, Any] = {"fi": min(300, total // 10), "fo": min(1500, total // 3)}
    fields["vol"] = 0.35 if plan.brief.volume is None else plan.brief.volume
    if plan.song is not None:
        fields["a"] = plan.song.id
        if start := pace.best_start(plan.song, total):
            fields["in"] = start
        if plan.song.name:
            fields["m"] = Label(name=plan.song.name[:200])
    else:
        assert plan.style is not None
        tempo = {"bpm": round(bpm, 6)} if 40 <= bpm <= 240 else {}
        fields["mu"] = Music(k=plan.style, seed=plan.seed, **tempo)
    return put(draft, AUDIO, "BGM", Segment(id=name, s=0, d=total, **fields))


def _with_words(plan: Plan, draft: Draft, shelf: Shelf) -> Draft:
    brief, captioned = plan.brief, bool(plan.brief.captions)
    for field, role in ROLE_FIELDS:
        words = getattr(brief, field)
        if words is None or not words.strip():
            continue
        more: dict[str, Any] = {}
        if role == "title":
            role = plan.template.title_role if plan.template else role
            more = {"st": _headline(plan, role), "an": plan.mood.animation}
            if role == "title":
                more["po"] = lettering.off_the_face(plan.pictures[0], draft.canvas)
        elif captioned and role in ("subtitle", "cta"):
            more = {"po": "top" if role == "subtitle" else "center"}  # The captions stand below.
        draft = lettering.write(draft, role, words, **more)
    if brief.captions:
        row = next(t.segments for t in draft.tracks if t.type == VIDEO)
        words = lettering.names_of(row, shelf) if brief.captions == "names" else brief.captions
        draft = lettering.caption(draft, row, words)
    return draft


def _headline(plan: Plan, role: str) -> str | None:
    return plan.mood.headline if role == "title" and plan.mood.headline != "subtitle" else None
