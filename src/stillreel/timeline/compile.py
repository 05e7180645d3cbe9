"""Draft -> Timeline: a visible list of passes, each a pure function from a plan to a fuller plan.

    canvas -> cuts -> handles -> shots -> spans -> titles -> sound

Everything that could be decided late is decided here, once: names, whole frames, what a transition may
borrow, what lies under a title. Invariant: spans tile [0, frames) exactly; no pass moves a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from ..catalog.platforms import PLATFORMS
from ..catalog.transitions import TRANSITIONS
from ..clock import frame_at, ms_at, rate
from ..draft.assets import Asset, Shelf
from ..draft.model import VIDEO, Draft, Segment
from ..errors import BadDraft
from ..rng import seed_of
from .model import Blend, Hold, Note, Shot, Span, Timeline
from .sound import sound
from .words import titles


@dataclass(frozen=True, slots=True)
class Output:
    """What one export wants of the plan; None = as the draft says. Sizes in pixels, even."""

    width: int | None = None
    height: int | None = None
    fps: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A segment on the frame grid: frames [start, end); `before` and `after` are what its transitions
    borrow beyond its own cuts, `inward` and `outward` what they take of it."""

    segment: Segment
    start: int
    end: int
    before: int = 0
    inward: int = 0
    outward: int = 0
    after: int = 0

    @property
    def frames(self) -> int:
        return self.end - self.start


def compile(draft: Draft, shelf: Shelf, output: Output | None = None) -> Timeline:
    """The plan of a checked draft (`draft.rules.check`) over its assets.

    Raises BadDraft when nothing is there to show or an asset is missing."""
    output = output or Output()
    plan = canvas(draft, output)
    slots, notes = handles(*cuts(draft, plan.fps), plan.fps)
    if not slots:
        raise BadDraft("the draft has no picture yet", remedy="Add photos and ask for a video.")
    shots = tuple(_shot(slot, shelf, draft) for slot in slots)
    plan = replace(plan, frames=slots[-1].end, spans=spans(slots, shots, draft), notes=notes)
    texts, reading = titles(draft, shelf, plan.fps, plan.frames)
    heard = sound(draft, shelf, slots_ms=tuple((s.segment, s.segment.start) for s in slots))
    return replace(
        plan, titles=texts, sound=heard, notes=plan.notes + reading + clip_notes(slots, shelf) + limits(draft)
    )


def canvas(draft: Draft, output: Output) -> Timeline:
    """Size, rate and colour; nothing on it yet."""
    size = draft.canvas
    fps = output.fps or rate(size.fps)
    width, height = output.width or size.width, output.height or size.height
    return Timeline(width, height, fps, 0, (), background=size.background.upper())


def cuts(draft: Draft, fps: Fraction) -> tuple[tuple[Slot, ...], tuple[Note, ...]]:
    """Boundaries rounded to frames. Video tracks all tile the whole video, so the topmost one is what is seen."""
    tracks = [t for t in draft.tracks if t.type == VIDEO and t.segments]
    row = (
        [Slot(s, frame_at(s.start, fps), frame_at(s.end, fps)) for s in tracks[-1].segments] if tracks else []
    )
    notes = tuple(Note("too_short", s.segment.id, s.segment.length, 0) for s in row if not s.frames)
    return tuple(s for s in row if s.frames), notes


def handles(
    slots: Sequence[Slot], notes: tuple[Note, ...], fps: Fraction
) -> tuple[tuple[Slot, ...], tuple[Note, ...]]:
    """How long each transition really is. A segment gives its two transitions at most all its frames, in
    proportion to what they want; a transition is as long as its poorer neighbour allows, and stays centred."""
    halves = [_half(slot, fps) for slot in slots[:-1]]
    row = list(slots)
    for k, half in enumerate(halves):
        a, b = slots[k], slots[k + 1]
        coming = halves[k - 1] if k else 0
        going = halves[k + 1] if k + 1 < len(halves) else 0
        room = min(_share(half, coming, a.frames), _share(half, going, b.frames))
        if room < half:
            given = ms_at(2 * room, fps)
            assert a.segment.transition is not None
            notes += (Note("transition_shortened", a.segment.id, a.segment.transition.length, given),)
        row[k] = replace(row[k], outward=room, after=room)
        row[k + 1] = replace(row[k + 1], before=room, inward=room)
    return tuple(row), notes


def _half(slot: Slot, fps: Fraction) -> int:
    """Frames on each side of the cut: as many as are whole there, at least one where a transition is wished."""
    transition = slot.segment.transition
    if transition is None or TRANSITIONS.get(transition.kind).name == "cut":
        return 0
    frames = frame_at(transition.length, fps)
    return max(frames // 2, min(frames, 1))


def _share(mine: int, other: int, frames: int) -> int:
    if mine + other <= frames:
        return mine
    return frames * mine // (mine + other)


def spans(slots: Sequence[Slot], shots: Sequence[Shot], draft: Draft) -> tuple[Span, ...]:
    """Holds and blends that tile [0, frames) exactly."""
    row: list[Span] = []
    for k, (slot, shot) in enumerate(zip(slots, shots, strict=True)):
        start, end = slot.start + slot.inward, slot.end - slot.outward
        if end > start:
            row.append(Hold(start, end - start, shot))
        if slot.outward + slot.after:
            transition = slot.segment.transition
            assert transition is not None
            name = TRANSITIONS.get(transition.kind).name
            seed = seed_of(draft.meta.seed, name, slot.segment.id) % 2**31
            row.append(Blend(end, slot.outward + slot.after, shot, shots[k + 1], name, seed))
    assert all(a.start + a.frames == b.start for a, b in pairwise(row))
    return tuple(row)


def _shot(slot: Slot, shelf: Shelf, draft: Draft) -> Shot:
    segment = slot.segment
    asset = shelf.get(segment.asset or "")
    if asset is None:
        raise BadDraft(
            f"segment {segment.id} shows an asset that this session does not have", asset=segment.asset
        )
    if asset.kind == "audio":
        raise BadDraft(f"segment {segment.id} is on a video track, but its asset is a sound")
    move, look = segment.move, segment.look
    shot = Shot(
        id=segment.id,
        asset=asset.id,
        kind=asset.kind,
        width=asset.width,
        height=asset.height,
        start=slot.start - slot.before,
        frames=slot.frames + slot.before + slot.after,
        fit=segment.fit,
        at=segment.at or asset.focus,
        faces=asset.faces if segment.at is None else (),
        matte=matte(draft, asset),
        seed=seed_of(draft.meta.seed, "shot", segment.id) % 2**31,
    )
    if move is not None:
        shot = replace(shot, move=move.kind, amount=move.amount, ease=move.ease)
    if look is not None:
        shot = replace(shot, look=look.kind, look_amount=look.amount)
    if asset.kind == "video":
        shot = replace(
            shot, in_ms=segment.in_point, speed=segment.speed, clip_ms=asset.duration, lead=slot.before
        )
    return shot


def matte(draft: Draft, asset: Asset) -> str:
    """What shows through a transparent picture: the background if one was asked for, else whichever of white
    and near-black the picture's own colours stand out from."""
    if "background" in draft.canvas.model_fields_set or not asset.has_alpha or not asset.colours:
        return draft.canvas.background.upper()
    r, g, b = (int(asset.colours[0][i : i + 2], 16) for i in (1, 3, 5))
    return "#FFFFFF" if 0.2126 * r + 0.7152 * g + 0.0722 * b < 160 else "#101014"


def clip_notes(slots: Sequence[Slot], shelf: Shelf) -> tuple[Note, ...]:
    """Clips that end before their segment does: the last picture stays, and we say so."""
    notes = []
    for slot in slots:
        segment, asset = slot.segment, shelf.get(slot.segment.asset or "")
        if asset is not None and asset.kind == "video" and asset.duration:
            there = round(max(0, asset.duration - segment.in_point) / segment.speed)
            if there + 40 < segment.length:
                notes.append(Note("clip_frozen", segment.id, segment.length, there))
    return tuple(notes)


def limits(draft: Draft) -> tuple[Note, ...]:
    """The platform's own length limit, if the video is longer."""
    if draft.meta.platform is None:
        return ()
    platform = PLATFORMS.get(draft.meta.platform)
    if platform.max_ms and draft.length > platform.max_ms:
        return (Note("too_long", "video", draft.length, platform.max_ms),)
    return ()
