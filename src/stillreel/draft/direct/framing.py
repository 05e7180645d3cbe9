"""How a picture stands in the frame, and how the camera moves over it.

    wider than the frame     cover while what matters survives the crop; a panorama pans; else its own blur around
    taller than the frame    the same, with a tilt
    a face                   is approached, never left

Moves take turns: no two neighbours get the same one. Invariant: choices depend on the asset, the canvas and the
place in the row alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..assets import Asset
from ..model import Canvas, Move
from .moods import Mood

PANORAMA = 1.9
"""Width / height from which a picture is a panorama; 1 / this for a tall one."""
MUCH_WIDER = 1.6
"""Picture / canvas from which travelling along it pays."""
FACE_MOVES = ("push_in", "push_in_up", "push_in_left", "push_in_right")
SMALL = 400


@dataclass(frozen=True, slots=True)
class Framing:
    """One shot's fit, camera move, and point that stays in view (None: the asset's own)."""

    fit: str
    move: Move
    at: tuple[float, float] | None = None


def spread(asset: Asset) -> tuple[float, float]:
    """Width and height (fractions) of what must stay in view: all faces with headroom, else a third."""
    if not asset.faces:
        return (1 / 3, 1 / 3)
    left, top = min(f[0] for f in asset.faces), min(f[1] for f in asset.faces)
    right = max(f[0] + f[2] for f in asset.faces)
    bottom = max(f[1] + f[3] for f in asset.faces)
    head = max(f[3] for f in asset.faces) * 0.35
    return (min(1.0, right - left + head), min(1.0, bottom - top + 2 * head))


def fit_of(asset: Asset, canvas: Canvas) -> str:
    """cover when the crop keeps what matters (or the camera can travel along it), else blur."""
    ratio = asset.aspect * canvas.height / canvas.width
    wide, high = spread(asset)
    if travels(asset, canvas):
        return "cover"
    if asset.has_alpha and not 0.8 < ratio < 1.25:
        return "contain"
    return "cover" if (1 / ratio >= wide if ratio > 1 else ratio >= high) else "blur"


def travels(asset: Asset, canvas: Canvas) -> str | None:
    """`reveal_wide` for a panorama much wider than the canvas, `reveal_tall` for its upright sister, else None."""
    ratio = asset.aspect * canvas.height / canvas.width
    if asset.aspect >= PANORAMA and ratio >= MUCH_WIDER:
        return "reveal_wide"
    if asset.aspect <= 1 / PANORAMA and ratio <= 1 / MUCH_WIDER:
        return "reveal_tall"
    return None


def frame(asset: Asset, canvas: Canvas, mood: Mood, place: int, before: str | None, length: int) -> Framing:
    """The framing of the shot at `place` (from 0) after a shot that moves like `before`, `length` ms long."""
    fit = fit_of(asset, canvas)
    kind, amount = _move(asset, canvas, mood, place, before)
    if kind not in ("reveal_wide", "reveal_tall") and length > 6000:
        # A long shot needs a longer way to go, or it looks frozen.
        amount = min(0.3, amount * (1 + (length - 6000) / 12000))
    if fit != "cover":
        amount = min(amount, 0.08)
    if length < 800:
        amount = min(amount, 0.06)
    # A long way is travelled evenly: snapped, it would blur past and then rest on an empty end.
    ease = "ease_in_out" if kind in ("reveal_wide", "reveal_tall") else mood.ease
    return Framing(fit, Move(k=kind, amt=round(amount, 3), e=ease))


def _move(asset: Asset, canvas: Canvas, mood: Mood, place: int, before: str | None) -> tuple[str, float]:
    travel = travels(asset, canvas)
    if travel is not None and travel != before:
        return travel, 1.0
    if asset.has_alpha or (asset.kind == "image" and max(asset.width, asset.height) < SMALL):
        return turn(("still", "push_in"), place, before), min(mood.amount, 0.05)
    if asset.kind == "video":  # A clip moves by itself.
        return ("still" if before != "still" else "push_in"), min(mood.amount, 0.05)
    if asset.faces:
        return turn(FACE_MOVES if before == "push_in" else FACE_MOVES[:1], place, before), mood.amount
    ratio = asset.aspect * canvas.height / canvas.width
    moves = mood.moves
    if travel is None and ratio < 0.8:
        moves = tuple({"pan_left": "pan_up", "pan_right": "pan_down"}.get(m, m) for m in moves)
    return turn(moves, place, before), mood.amount


def turn(kinds: Sequence[str], place: int, before: str | None) -> str:
    """The next of `kinds` by place that is not the one before."""
    for step in range(len(kinds)):
        kind = kinds[(place + step) % len(kinds)]
        if kind != before:
            return kind
    return "push_in" if before != "push_in" else "pull_out"


def views(asset: Asset, count: int, mood: Mood) -> tuple[Framing, ...]:
    """`count` looks at one and the same picture: wide, nearer, along it, and back to all of it."""
    x, y = asset.focus
    points = _points(asset)
    rows: list[Framing] = []
    for n in range(count):
        if n == count - 1 and n:
            kind, amount, at = "pull_out", 0.3, (x, y)
        elif n == 0:
            kind, amount, at = "push_in", 0.15, (x, y)
        else:
            kind = ("pan_right", "push_in", "pan_left", "pull_out")[(n - 1) % 4]
            amount, at = (0.25, points[n % len(points)])
            if kind == rows[-1].move.kind or (n == count - 2 and kind == "pull_out"):
                kind = "push_in_left"
        rows.append(Framing("cover", Move(k=kind, amt=amount, e=mood.ease), at))
    return tuple(rows)


def _points(asset: Asset) -> tuple[tuple[float, float], ...]:
    faces = tuple((round(f[0] + f[2] / 2, 3), round(f[1] + f[3] / 2, 3)) for f in asset.faces[:4])
    return faces if len(faces) > 1 else (asset.focus, (0.33, 0.4), (0.66, 0.6))
