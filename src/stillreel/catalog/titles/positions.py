"""Where titles stand, one row each."""

from __future__ import annotations

from .design import Position

ROWS = (
    Position(name="center", en=("centre", "center", "middle"), zh=("中间", "居中", "中央"),
             aliases=("middle", "centre", "mid"), x=0.5, y=0.5, align=0.5),
    Position(name="top", en=("top", "above"), zh=("顶部", "上方", "上面"),
             aliases=("top center", "upper", "header"), x=0.5, y=0.04, align=0.5),
    Position(name="bottom", en=("bottom", "below"), zh=("底部", "下方", "下面"),
             aliases=("bottom center", "footer", "lower"), x=0.5, y=0.95, align=0.5),
    Position(name="top_left", en=("top left", "upper left"), zh=("左上", "左上角"),
             aliases=("upper left", "north west"), x=0.0, y=0.03, align=0.0),
    Position(name="top_right", en=("top right", "upper right"), zh=("右上", "右上角"),
             aliases=("upper right", "north east"), x=1.0, y=0.03, align=1.0),
    Position(name="bottom_left", en=("bottom left", "lower left"), zh=("左下", "左下角"),
             aliases=("lower left", "south west"), x=0.0, y=0.95, align=0.0),
    Position(name="bottom_right", en=("bottom right", "lower right"), zh=("右下", "右下角"),
             aliases=("lower right", "south east"), x=1.0, y=0.95, align=1.0),
    Position(name="left", en=("left", "left side"), zh=("左边", "左侧"),
             aliases=("middle left", "center left"), x=0.0, y=0.5, align=0.0),
    Position(name="right", en=("right", "right side"), zh=("右边", "右侧"),
             aliases=("middle right", "center right"), x=1.0, y=0.5, align=1.0),
    Position(name="lower_third", en=("lower third",), zh=("下三分之一", "偏下"),
             aliases=("lowerthird", "lower 3rd"), x=0.0, y=0.86, align=0.0),
)  # fmt: skip
