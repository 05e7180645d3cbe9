"""How a picture stands in a canvas: the covering window, what must stay in it, and where a window may go.

    picture  +-----------------------+      base: the largest window of the canvas's shape that fits,
             |     +=======+         |            as near to the aim as the picture allows
             |     | keep  |         |      keep: the focus, and faces with headroom: inside every window
             |     +=======+         |
             +-----------------------+

All in fractions of the picture. Every window made here has the canvas's shape exactly, lies inside the
picture, and holds `keep` whenever it is large enough to; these are linear conditions, so whatever lies
between two such windows meets them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ...pixels.sample import View

Box = tuple[float, float, float, float]
SURROUND = 0.3
"""What is looked at has a body: this share of the covering window on each side of the point stays in view."""
CLOSEST = 0.2
"""No move shows less than this share of the covering window's width."""
HEADROOM = (0.2, 0.45, 0.2, 0.3)
"""Room kept around a face, left, above, right, below, in face sizes."""


class Pictured(Protocol):
    """What `framing` reads of a shot: the picture's pixel size, the point, the faces, the move's amount."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def at(self) -> tuple[float, float]: ...
    @property
    def faces(self) -> tuple[Box, ...]: ...
    @property
    def amount(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Framing:
    """`base` is the covering window, `aim` the point a push goes for, `keep` (x0, y0, x1, y1) what stays in view.

    `width`, `height`: the source picture's pixels. `amount` 0..1 of the move."""

    width: int
    height: int
    base: View
    aim: tuple[float, float]
    keep: Box
    amount: float

    @property
    def least(self) -> float:
        """The smallest scale (of `base`) whose window still holds `keep`."""
        x0, y0, x1, y1 = self.keep
        return min(1.0, max((x1 - x0) / self.base.w, (y1 - y0) / self.base.h))

    def scale(self, amount: float) -> float:
        """The scale of a window tighter than `base` by `amount`, as far as `keep` and CLOSEST allow."""
        return max(1.0 - amount, self.least, CLOSEST)

    def range_x(self, scale: float) -> tuple[float, float]:
        """Lowest and highest centre x of a window of this scale."""
        return _centres(self.base.w * scale, self.keep[0], self.keep[2])

    def range_y(self, scale: float) -> tuple[float, float]:
        """Lowest and highest centre y of a window of this scale."""
        return _centres(self.base.h * scale, self.keep[1], self.keep[3])

    def window(self, scale: float, x: float, y: float) -> View:
        """The window of this scale (of `base`, held to <= 1) whose centre is as near (x, y) as it may be."""
        scale = min(scale, 1.0)
        w, h = self.base.w * scale, self.base.h * scale
        cx, cy = _held(x, *self.range_x(scale)), _held(y, *self.range_y(scale))
        return View(_held(cx - w / 2, 0.0, 1.0 - w), _held(cy - h / 2, 0.0, 1.0 - h), w, h)


def framing(shot: Pictured, canvas_width: int, canvas_height: int) -> Framing:
    """The framing of a shot's picture that covers a canvas of this many pixels (only its shape counts)."""
    ratio = (canvas_width * shot.height) / (canvas_height * shot.width)
    w, h = (1.0, 1.0 / ratio) if ratio >= 1.0 else (ratio, 1.0)
    keep, aim = _kept(shot, w, h)
    loose = Framing(shot.width, shot.height, View(0.0, 0.0, w, h), aim, keep, min(max(shot.amount, 0.0), 1.0))
    base = loose.window(1.0, *aim)
    return Framing(shot.width, shot.height, base, aim, keep, loose.amount)


def _kept(shot: Pictured, w: float, h: float) -> tuple[Box, tuple[float, float]]:
    """The widest promise that fits a window of w x h: point and faces, faces, the largest face, its middle."""
    x, y = (_held(v, 0.0, 1.0) for v in shot.at)
    point = (_held(x - SURROUND * w, 0.0, 1.0), _held(y - SURROUND * h, 0.0, 1.0),
             _held(x + SURROUND * w, 0.0, 1.0), _held(y + SURROUND * h, 0.0, 1.0))  # fmt: skip
    if not shot.faces:
        return point, (x, y)
    roomy = [_roomy(face) for face in shot.faces]
    largest = _roomy(max(shot.faces, key=lambda f: (f[2] * f[3], f)))
    crowd = _around(roomy)
    for box in (_around([*roomy, point]), crowd, largest):
        if box[2] - box[0] <= w and box[3] - box[1] <= h:
            return box, _middle(crowd if box != largest else largest)
    middle = _middle(largest)
    return (*middle, *middle), middle


def _roomy(face: Box) -> Box:
    x, y, w, h = face
    left, above, right, below = HEADROOM
    box = (x - left * w, y - above * h, x + w + right * w, y + h + below * h)
    return tuple(_held(v, 0.0, 1.0) for v in box)  # type: ignore[return-value]


def _around(boxes: list[Box]) -> Box:
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _centres(side: float, low: float, high: float) -> tuple[float, float]:
    """Where the centre of a window may be on one axis: inside the picture, around low..high if that fits."""
    first, last = side / 2, 1.0 - side / 2
    if high - low <= side:
        first, last = max(first, high - side / 2), min(last, low + side / 2)
    else:
        first = last = _held((low + high) / 2, first, last)
    return (first, last) if first <= last else ((first + last) / 2, (first + last) / 2)


def _held(value: float, low: float, high: float) -> float:
    return max(low, min(high, value)) if low <= high else (low + high) / 2
