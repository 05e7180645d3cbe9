"""wipe_left .. wipe_br: an edge travels over the picture and leaves the next one behind. **The one to copy.**

How to add a word, in ten minutes:
1. Copy this file to `catalog/transitions/<family>.py`. Nothing else needs to know: the shelf lists the folder.
2. Write `draw(a, b, p, out, seed, *, your parameters)`. Read `a` and `b`, write every sample of `out`. It is
   only called for 0 < p < 1; the two ends are exact copies already, so make sure you *arrive*: near p = 0 the
   picture must still look like A, near p = 1 like B (a law measures it).
3. Most transitions are a *shape*: at what time does each pixel change? `shape(x, y, ratio, ...)` answers with
   0 (first) .. 1 (last); x and y are fractions of the frame, ratio is width / height, so it looks the same at
   64x36 and at 4K. `smooth` asks for it at a few points (slopes), `crisp` at every pixel (jumps); both
   keep the map, and `reveal` runs the edge through it, `soft` wide. Things that move instead use
   `pixels.warp`: `lay` (a box), `project` (a quad in perspective), `flow` (a field).
4. Ease in here, not outside: p arrives linear. Directions say where things travel *to*.
5. Randomness only by `stillreel.rng.rng(seed, "<word>")`. Never light up a black frame in the middle.
6. Rows: `name` (snake_case), how people ask for it (`en`, `zh`), what other tools call it (`aliases`), a mood
   of MOODS. Then `pytest tests/laws/test_transitions.py` and `python bench/transitions.py --sheet sheet.png`.
"""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import smooth
from ._stage import CORNERS, SIDES, Side, ease

SOFT = 0.03


def edge(x: Reals, y: Reals, ratio: float, dx: int, dy: int) -> Reals:
    """Straight for one direction; for a corner, the box that shrinks into it."""
    far = [1.0 - c if d < 0 else c for c, d in ((x, dx), (y, dy)) if d]
    return far[0] if len(far) == 1 else _nearest(*far)


def _nearest(x: Reals, y: Reals) -> Reals:
    # The A box in the corner is left when its *nearer* side has passed: the smaller of the two times.
    return (x + y - abs(x - y)) / 2


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    reveal(a, b, smooth(edge, out.width, out.height, dx, dy), ease(p), SOFT, out)


ALIASES = {
    # two of gl-transitions zoom into A first and then wipe
    "left": ("wipe", "ZoomLeftWipe"),
    "right": ("ZoomRigthWipe",),
}


def word(side: Side) -> Transition:
    return Transition(
        name=f"wipe_{side.name}",
        en=(f"wipe {side.en}", f"wipe to the {side.en}"),
        zh=(f"向{side.zh}擦除", f"{side.zh}擦除", f"向{side.zh}划像"),
        aliases=(f"filled_v_{side.name}", *ALIASES.get(side.name, ())),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="classic",
        family="wipe",
    )


WORDS = tuple(word(side) for side in SIDES + CORNERS)
