"""What a row of the title shelves says: style, animation, position. Data only, so that a new look is a new row.

Sizes are fractions of the canvas's shorter side, distances in ems, times in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..words import Word


@dataclass(frozen=True, kw_only=True)
class Style(Word):
    """A title's design.

    `family weight tracking leading size upper` set the lead; `split` says which part of the text is support
    ('none', 'lines': what follows a short first line, 'credit': a last line after a dash, 'price': all but
    the amount), set in `second` (family, weight, size ratio, tracking, upper). `width`: of the safe box.
    `grow`: how much larger a short text may be, until it fills its line well.
    `panel`: what lies behind ('none', 'line', 'block', 'pill', 'bar', 'ticket'); `mark`: the accent drawn
    beside ('none', 'rule', 'dash', 'hair', 'swash', 'quote', 'caret'). `fill`: 'solid', 'stroke', or 'stack' (each
    line as wide as the box). `spoken`: words light up one after the other."""

    family: str
    weight: int
    size: float
    position: str
    tracking: float = 0.0
    leading: float = 1.12
    upper: bool = False
    features: tuple[str, ...] = ()
    lines: int = 3
    width: float = 0.92
    grow: float = 1.0
    split: str = "none"
    second: tuple[str, int, float, float, bool] = ("inter", 500, 0.42, 0.0, False)
    panel: str = "none"
    panel_opacity: float = 0.0
    mark: str = "none"
    fill: str = "solid"
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class Animation(Word):
    """How a title enters and leaves: `by` 'block', 'word' or 'letter'; from (dx, dy) ems away, at `scale`,
    blurred by `blur` ems, or uncovered (`wipe`), while fading if `fades`; along `curve` ('ease', 'back',
    'bounce', 'step') for `ms`, each next part `stagger` ms later."""

    by: str = "block"
    ms: int = 400
    stagger: int = 0
    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0
    blur: float = 0.0
    wipe: bool = False
    fades: bool = True
    curve: str = "ease"


@dataclass(frozen=True, kw_only=True)
class Position(Word):
    """Where a title stands in the safe box: x, y 0..1 (0 left or top), text aligned to `align` 0..1."""

    x: float
    y: float
    align: float
