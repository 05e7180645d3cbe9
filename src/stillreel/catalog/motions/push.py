"""Going nearer and farther: push in, pull out, and both while travelling to one side.

    push_in  [           ] -> [  [     ]  ]        push_in_left  [           ] -> [[     ]    ]

A push ends tighter than the covering window by its amount, and aims at the faces or the focus. Pulling out to
one side is the same way backwards: left then means that the camera travels left while it goes away.
"""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion, Path

ASIDE = {"left": (-1, 0, "左"), "right": (1, 0, "右"), "up": (0, -1, "上"), "down": (0, 1, "下")}
OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}


def _push(dx: int, dy: int) -> Path:
    def path(frame: Framing) -> tuple[View, View]:
        near = frame.scale(frame.amount)
        x, y = frame.aim
        reach = frame.amount / 2
        start = frame.window(1.0, x - dx * reach, y - dy * reach)
        cx, cy = start.x + start.w / 2, start.y + start.h / 2
        # to a side: never back over the way the camera came, whatever the aim
        to_x = x if dx == 0 else dx * max(dx * cx, dx * x + reach)
        to_y = y if dy == 0 else dy * max(dy * cy, dy * y + reach)
        return start, frame.window(near, to_x, to_y)

    return path


def _backwards(path: Path) -> Path:
    def back(frame: Framing) -> tuple[View, View]:
        start, end = path(frame)
        return end, start

    return back


WORDS = (
    Motion(
        name="push_in",
        en=("push in", "zoom in", "move closer", "ken burns"),
        zh=("推近", "推进", "放大", "拉近"),
        aliases=("zoomin", "dolly_in", "ken_burns", "kenburns", "zoom"),
        path=_push(0, 0),
    ),
    Motion(
        name="pull_out",
        en=("pull out", "zoom out", "move away"),
        zh=("拉远", "拉出", "缩小"),
        aliases=("zoomout", "dolly_out", "pull_back"),
        path=_backwards(_push(0, 0)),
    ),
    *(
        Motion(
            name=f"push_in_{side}",
            en=(f"push in {side}", f"zoom in to the {side}"),
            zh=(f"向{zh}推近", f"往{zh}推进"),
            aliases=(f"zoom_in_{side}", f"zoom{side}"),
            path=_push(dx, dy),
        )
        for side, (dx, dy, zh) in ASIDE.items()
    ),
    *(
        Motion(
            name=f"pull_out_{side}",
            en=(f"pull out {side}", f"zoom out to the {side}"),
            zh=(f"向{zh}拉远", f"往{zh}拉出"),
            aliases=(f"zoom_out_{side}",),
            path=_backwards(_push(-dx, -dy)),
        )
        for side, (dx, dy, zh) in ASIDE.items()
    ),
)
