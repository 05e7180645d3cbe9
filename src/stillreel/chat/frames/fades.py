"""When music begins and how it comes and goes: fades, starts, the place in a song."""

from __future__ import annotations

from typing import Any

from ..clauses import Clause


def unfaded(c: Clause) -> dict[str, Any]:
    """`no fade out`, `no fade at the end of the music`."""
    faded = c.has("v.fadein", "v.fadeout", "transition.fade", "animation.fade")
    if not faded or not c.has("neg.", "v.remove") or c.has("n.transition"):
        return {}
    inward = c.has("v.fadein") or c.has("place.start", "n.start")
    c.every(
        "v.fadein v.fadeout transition.fade animation.fade neg. v.remove n.music place. n.end n.start p. n.sound"
    )
    return {"fade_in": 0} if inward else {"fade_out": 0}


def _from_shot(c: Clause, fields: dict[str, Any]) -> bool:
    """`have the music come in at the second photo`."""
    if not c.has("v.start", "p.comein") or not c.has("ref") or not (some := c.shots(it=False)):
        return False
    c.every("v.start p. p.comein")
    fields["start"] = c.scene.video[some[0]].start
    return True


def timed(c: Clause, fields: dict[str, Any]) -> None:
    """Fades, beginnings: what the times of a clause about music are for."""
    times = c.every("q.time", "q.clock")
    if not times and _from_shot(c, fields):
        return
    if c.every("v.fadein"):
        fields["fade_in"] = times[0].value if times else 2000
    if c.every("v.fadeout"):
        fields["fade_out"] = times[-1].value if times else 2000
    if c.has("v.fadein", "v.fadeout") or not times:
        if not times and c.has("transition.fade animation.fade v.fadein v.fadeout") and not fields:
            c.every("transition.", "animation.", "place.")
            if c.has("place.start", "n.start") or any(t.text == "in" for t in c.tokens[-2:]):
                fields["fade_in"] = 2000
            else:
                fields["fade_out"] = 2000
        if (
            not times
            and c.has("transition.fade", "animation.fade")
            and c.every("p.and", "p.at")
            and {t.text for t in c.tokens} & {"淡入淡出", "in and out", "out", "both"}
        ):
            c.every("transition.", "animation.")
            fields |= {"fade_in": 2000, "fade_out": 2000}
        return
    if c.has("transition.fade") and c.every("transition."):
        fields[
            "fade_out"
            if c.has("place.end", "n.end", "ref.last")
            or any(t.text in {"out", "last", "final"} for t in c.tokens)
            else "fade_in"
        ] = times[0].value
        c.every("place.", "n.end", "n.start")
        return
    if (
        (c.has("n.upload", "p.of") and c.has("place.first", "v.skip"))
        or any(t.text in {"into the song", "of the song", "skip"} for t in c.tokens)
        or (c.has("v.remove") and c.has("place.first"))
    ):
        c.every("v.remove", "place.first", "ref")
        fields["offset"] = times[0].value
    elif c.has("v.start p.from p.at n.start place.later p.after") and c.every(
        "v.start p.from p.at n.start place.later p.after v.set v.move p.on place.start v.show"
    ):
        # Where the video has ended long since, the place in the song is meant.
        late = times[0].value >= c.scene.draft.length and ("asset" in fields or _uploaded(c))
        fields["offset" if late else "start"] = times[0].value


def _uploaded(c: Clause) -> bool:
    return c.scene.music is not None and c.scene.music.asset is not None
