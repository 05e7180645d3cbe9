"""The same shots in another frame: what was framed by us is framed anew, what was chosen by hand stays."""

from __future__ import annotations

from typing import Any

from ..assets import Shelf
from ..cutting import each, shots
from ..model import Canvas, Draft, Move, Segment, change
from .framing import fit_of, travels

TRAVELS = ("reveal_wide", "reveal_tall")


def reframed(draft: Draft, canvas: Canvas, shelf: Shelf) -> Draft:
    """The draft on another canvas. A fit that was the automatic one is chosen anew; a camera that travels along a
    panorama stops doing so where there is nothing to travel along, and starts where there is."""
    old = draft.canvas

    def framed(segment: Segment) -> Segment:
        asset = shelf.get(segment.asset or "")
        if asset is None:
            return segment
        fields: dict[str, Any] = {}
        if segment.fit == fit_of(asset, old) and (fit := fit_of(asset, canvas)) != segment.fit:
            fields["fit"] = fit
        kind, travel = segment.move.kind if segment.move else "still", travels(asset, canvas)
        if kind in TRAVELS and travel != kind:
            fields["move"] = change(
                segment.move or Move(), kind=travel or "push_in", amount=1.0 if travel else 0.12
            )
        return change(segment, **fields) if fields else segment

    draft = change(draft, canvas=canvas)
    return each(draft, {s.id for s in shots(draft)}, framed)
