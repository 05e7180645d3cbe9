"""Travelling over the picture in one direction, at one scale: `amount` of the side of what is seen."""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion, Path
from ._travel import travel


def _pan(dx: int, dy: int) -> Path:
    def path(frame: Framing) -> tuple[View, View]:
        return travel(frame, dx, dy, frame.amount * (frame.base.w if dx else frame.base.h))

    return path


WORDS = tuple(
    Motion(
        name=f"pan_{side}",
        en=(f"pan {side}", f"move {side}", f"camera {side}"),
        zh=(f"向{zh}平移", f"{zh}移", f"镜头向{zh}"),
        aliases=(f"slide_{side}", f"truck_{side}" if dx else f"pedestal_{side}"),
        path=_pan(dx, dy),
    )
    for side, dx, dy, zh in (
        ("left", -1, 0, "左"),
        ("right", 1, 0, "右"),
        ("up", 0, -1, "上"),
        ("down", 0, 1, "下"),
    )
)
