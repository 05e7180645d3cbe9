"""The camera's move over some shots."""

from __future__ import annotations

from typing import Any, ClassVar

from ...errors import Refused
from ..assets import Shelf
from ..cutting import each
from ..direct.framing import frame
from ..direct.moods import NEUTRAL
from ..model import Draft, Move, Name, Segment, Unit, change
from ..names import canonical, spoken
from ..pick import row_of, shots_of
from ..speech import nothing, say, shots_said
from .edit import Edit, Factor, Refs, Says


class Motion(Edit):
    """Move the camera over `shots`: `kind` of the catalogue, "mix" (alternating, by picture), or None to change only
    `amount` (fraction of the picture, 0..1), `factor` (times the amount) or `ease`.

        before  | A still | B still |
                0         2         4
        after   | A >zoom | B still |
                0         2         4
    """

    op: ClassVar[str] = "motion"
    says: ClassVar[Says] = {
        "en": (
            "{motion} on {shots}",
            "zoom in on {shots}",
            "slow zoom on {shots}",
            "no movement on {shots}",
            "keep {shots} still",
            "ken burns on {shots}",
            "pan left on {shots}",
            "more movement",
            "less movement",
            "mix up the motion",
        ),
        "zh": (
            "{shots}{motion}",
            "{shots}慢慢放大",
            "{shots}不要动",
            "{shots}静止",
            "{shots}向左平移",
            "动感强一点",
            "动作小一点",
        ),
    }

    shots: Refs = "all"
    kind: Name | None = None
    amount: Unit | None = None
    factor: Factor | None = None
    ease: Name | None = None

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        if self.kind is None and self.amount is None and self.factor is None and self.ease is None:
            raise Refused(
                "that does not say how to move", remedy='For instance: "slow zoom in on every photo".'
            )
        chosen = shots_of(draft, self.shots)
        if (
            self.kind is None
            and self.ease is None
            and all(s.move is None or s.move.kind == "still" for s in chosen)
        ):
            raise Refused("nothing moves there yet", remedy='Give it a move first, for instance "zoom in".')
        kind = None if self.kind in (None, "mix") else canonical("motion", self.kind or "")
        mixed = _mixed(draft, shelf) if self.kind == "mix" else {}
        ease = canonical("easing", self.ease) if self.ease else None

        def moved(segment: Segment) -> Segment:
            old = segment.move or Move()
            move = mixed.get(
                segment.id, old if kind is None or kind == old.kind else change(Move(), kind=kind)
            )
            fields: dict[str, Any] = {}
            if self.amount is not None:
                fields["amount"] = self.amount
            elif self.factor is not None:
                fields["amount"] = round(min(1.0, move.amount * self.factor), 4)
            if ease is not None:
                fields["ease"] = ease
            move = change(move, **fields)
            return (
                segment
                if move == old and (segment.move or kind in (None, "still"))
                else change(segment, move=move)
            )

        return each(draft, {s.id for s in chosen}, moved)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        chosen = shots_of(after, self.shots)
        who, move = shots_said(after, {s.id for s in chosen}, lang), chosen[0].move or Move()
        amount = f"{move.amount * 100:.0f}%"
        if self.kind == "mix":
            return say(lang, f"Camera moves now take turns on {who}.", f"{who}的镜头运动已交替变化。")
        if move.kind == "still":
            return say(lang, f"No camera movement on {who}.", f"{who}不再有镜头运动。")
        name = spoken("motion", move.kind, lang)
        return say(lang, f"Camera: {name}, {amount}, on {who}.", f"{who}的镜头：{name}，幅度{amount}。")

    def unchanged(self, before: Draft, lang: str) -> str:
        return nothing(lang, "the camera moves that way already", "镜头本来就是这样")


def _mixed(draft: Draft, shelf: Shelf) -> dict[str, Move]:
    moves: dict[str, Move] = {}
    kind: str | None = None
    for n, segment in enumerate(row_of(draft)):
        asset = shelf.get(segment.asset or "")
        if asset is not None:
            moves[segment.id] = frame(asset, draft.canvas, NEUTRAL, n, kind, segment.length).move
            kind = moves[segment.id].kind
    return moves
