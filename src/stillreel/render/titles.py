"""Titles over frames: prepared once, then painted at any frame in any order.

    plate = prepare(title, width, height, fps, under)     layout, contrast, rasters: tens of milliseconds
    draw(plate, n, out)                                   one frame: a pure function of (plate, n)

`under` are frames of the same canvas shape (any size) painted without titles at a few of the title's
moments (`moments` says which): what the text must be readable on. Invariant: between entering and leaving
nothing moves (but a spoken word's light and a caret), and the same plate gives the same bytes in whatever
order frames come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor

from ..catalog.titles import ANIMATIONS
from ..pixels.blend import over
from ..pixels.frame import Frame
from ..timeline.model import Span, Title
from .plates import Piece, Plate, Sprite, compose, dress
from .typeset import arrange

LEAVE_MS = 300
MOST_STAGGER_MS = 1400
MOST_MOMENTS = 48
FAR = 0.06
"""Ems from its place beyond which one of many moving letters is painted at whole samples."""


def prepare(title: Title, width: int, height: int, fps: Fraction, under: Sequence[Frame] = ()) -> Plate:
    """Lays out and rasterises a title for a canvas; see the module. Without `under` anything may lie beneath,
    and the scrim is as strong as that needs. Raises UnknownName for a style, position or animation."""
    animation = ANIMATIONS.get(title.animation)
    layout = arrange(title, width, height)
    return compose(title, layout, dress(title, layout, width, height, under), animation, (width, height), fps)


def window(title: Title) -> range:
    """The frames on which the title is painted."""
    return range(title.start, title.start + title.frames)


def moments(title: Title, spans: Sequence[Span]) -> tuple[int, ...]:
    """The frames to look at before a title is drawn: begin, middle and end of every span while it is on
    screen (the middle of a blend is where it may flash white). At most MOST_MOMENTS, evenly chosen."""
    first, last = title.start, title.start + title.frames - 1
    found = set()
    for span in spans:
        begin, end = max(span.start, first), min(span.start + span.frames - 1, last)
        if begin <= end:
            found |= {begin, (begin + end) // 2, end}
            found |= {m for m in (span.start + span.frames // 2,) if begin <= m <= end}
    ordered = sorted(found) or [first]
    if len(ordered) <= MOST_MOMENTS:
        return tuple(ordered)
    return tuple(ordered[k * (len(ordered) - 1) // (MOST_MOMENTS - 1)] for k in range(MOST_MOMENTS))


def draw(plate: Plate, n: int, out: Frame) -> None:
    """Paints the title's frame number `n` (of the video) over `out`; outside its window nothing happens."""
    title = plate.title
    if n not in window(title):
        return
    now = float((n - title.start + Fraction(1, 2)) / plate.fps * 1000)
    length = float(title.frames / plate.fps * 1000)
    enter, leave = timing(plate, length)
    gone = _ease_in(min(max((now - (length - leave)) / leave, 0.0), 1.0)) if leave else 0.0
    arrived = min(now / min(enter, 280.0), 1.0) if enter else 1.0
    for sprite in plate.ground:
        over(out, sprite.layer, sprite.x, sprite.y, _smooth(arrived) * (1.0 - gone))
    if now >= enter and not gone:
        _settled(plate, now, length, out)
    elif plate.pieces and now < enter:
        _staggered(plate, now, out)
    else:
        _moving(plate, min(now / enter, 1.0) if enter else 1.0, gone, out)


def timing(plate: Plate, length: float) -> tuple[float, float]:
    """How long the title enters and leaves, in ms, given how long it is on screen: never more than it has."""
    animation = plate.animation
    if not animation.ms:
        return 0.0, 0.0
    steps = max((p.turn for p in plate.pieces), default=0)
    stagger = min(steps * animation.stagger, MOST_STAGGER_MS)
    return min(animation.ms + stagger, 0.4 * length), min(LEAVE_MS, 0.2 * length)


def _settled(plate: Plate, now: float, length: float, out: Frame) -> None:
    if plate.block is not None:
        over(out, plate.block.layer, plate.block.x, plate.block.y)
    if plate.lit:
        share = min(max(now / length, 0.0), 0.999)
        word = next(p for p in reversed(plate.lit) if p.begins <= share)
        over(out, word.sprite.layer, word.sprite.x, word.sprite.y)
    if plate.caret is not None and plate.pieces and floor(now / 530.0) % 2 == 0:
        over(out, plate.caret, *plate.pieces[-1].after)


def _staggered(plate: Plate, now: float, out: Frame) -> None:
    animation = plate.animation
    turns = max(p.turn for p in plate.pieces) or 1
    enter, _ = timing(plate, float(plate.title.frames / plate.fps * 1000))
    each = min(float(animation.ms), enter * 0.6)
    last: Piece | None = None
    for piece in plate.pieces:
        t = (now - (enter - each) * piece.turn / turns) / each
        if t <= 0.0:
            continue
        last = piece
        _piece(plate, piece.sprite, piece.centre, min(t, 1.0), 1.0, out)
    if plate.caret is not None and animation.curve == "step":
        over(out, plate.caret, *(last.after if last else plate.pieces[0].before))


def _piece(
    plate: Plate, sprite: Sprite, centre: tuple[float, float], t: float, opacity: float, out: Frame
) -> None:
    animation, em = plate.animation, plate.em
    if t >= 1.0 and opacity >= 1.0:
        over(out, sprite.layer, sprite.x, sprite.y)
        return
    p = _CURVES[animation.curve](t)
    scale = animation.scale + (1.0 - animation.scale) * p
    x = centre[0] + (sprite.x - centre[0]) * scale + animation.dx * em * (1.0 - p)
    y = centre[1] + (sprite.y - centre[1]) * scale + animation.dy * em * (1.0 - p)
    if plate.pieces and scale == 1.0 and abs(x - sprite.x) + abs(y - sprite.y) > FAR * em:
        # still far and fast: whole steps cannot be told from finer ones, and cost a tenth
        x, y = sprite.x + 2 * round((x - sprite.x) / 2), sprite.y + 2 * round((y - sprite.y) / 2)
    shown = _smooth(min(t * 1.6, 1.0)) if animation.fades else 1.0
    over(out, sprite.layer, x, y, shown * opacity, scale)


def _moving(plate: Plate, t: float, gone: float, out: Frame) -> None:
    """The block as one on its way in or out."""
    block = plate.block
    if block is None:
        return
    if plate.animation.wipe and t < 1.0:
        _wiped(block, _ease(t), plate.rtl, out)
    elif plate.blurs and t < 1.0:
        sprite, step = plate.blurs[min(int(t * len(plate.blurs)), len(plate.blurs) - 1)]
        over(out, sprite.layer, sprite.x, sprite.y, _smooth(min(t * 1.4, 1.0)), float(step))
    elif t < 1.0:
        _piece(plate, block, plate.centre, t, 1.0 - gone, out)
    else:
        drift = plate.animation.dy * plate.em * 0.35 * gone
        over(out, block.layer, block.x, block.y + drift if gone else block.y, 1.0 - gone)


def _wiped(block: Sprite, p: float, rtl: bool, out: Frame) -> None:
    """The block uncovered in reading direction up to the share p, in eight fading strips at the edge."""
    width, height = block.layer.width, block.layer.height

    def uncover(start: int, end: int, opacity: float) -> None:
        left, right = (width - end, width - start) if rtl else (start, end)
        over(out, block.layer.crop(left, 0, right, height), block.x + left, block.y, opacity)

    soft = max(16, width // 14 * 2)
    edge = p * (width + soft)
    solid = min(max(2 * floor((edge - soft) / 2), 0), width)
    if solid:
        uncover(0, solid, 1.0)
    strip = max(2 * ceil(soft / 16), 2)
    for start in range(solid, min(width, 2 * ceil(edge / 2)), strip):
        end = min(start + strip, width)
        share = (edge - (start + end) / 2) / soft
        if share > 0:
            uncover(start, end, share)


def _smooth(t: float) -> float:
    return t * t * (3.0 - 2.0 * t)


def _ease(t: float) -> float:
    rest = 1.0 - t
    return 1.0 - rest * rest * rest * rest


def _ease_in(t: float) -> float:
    return t * t


def _back(t: float) -> float:
    rest = t - 1.0
    return 1.0 + 2.4 * rest * rest * rest + 1.4 * rest * rest


def _bounce(t: float) -> float:
    for start, width, floor_ in (
        (0.0, 1 / 2.75, 0.0),
        (1 / 2.75, 1 / 2.75, 0.75),
        (2 / 2.75, 0.5 / 2.75, 0.9375),
    ):
        if t < start + width:
            middle = start + (0.0 if start == 0.0 else width / 2)
            return 7.5625 * (t - middle) * (t - middle) + floor_
    rest = t - 2.625 / 2.75
    return 7.5625 * rest * rest + 0.984375


_CURVES: dict[str, Callable[[float], float]] = {
    "ease": _ease,
    "back": _back,
    "bounce": _bounce,
    "step": lambda _t: 1.0,
}

__all__ = ["Plate", "draw", "moments", "prepare", "timing", "window"]
