"""The title animations, one row each."""

from __future__ import annotations

from .design import Animation

ROWS = (
    Animation(name="none", en=("none", "no animation", "static"), zh=("无", "静止", "无动画"),
              aliases=("static", "still", "off"), ms=0, fades=False),
    Animation(name="fade", en=("fade", "fade in"), zh=("淡入", "渐显", "淡入淡出"),
              aliases=("fadein", "dissolve", "opacity"), ms=380),
    Animation(name="rise", en=("rise", "slide up"), zh=("上升", "上浮", "向上"),
              aliases=("fade up", "slide up", "float up", "ascend"), ms=460, dy=0.55),
    Animation(name="drop", en=("drop", "slide down"), zh=("下落", "落下", "向下"),
              aliases=("fade down", "slide down", "fall"), ms=460, dy=-0.55),
    Animation(name="slide_left", en=("slide left", "slide in from the right"), zh=("左滑", "从右滑入"),
              aliases=("from right", "slidein left"), ms=480, dx=1.4),
    Animation(name="slide_right", en=("slide right", "slide in from the left"), zh=("右滑", "从左滑入"),
              aliases=("from left", "slidein right"), ms=480, dx=-1.4),
    Animation(name="pop", en=("pop", "pop up"), zh=("弹出", "蹦出"),
              aliases=("popup", "scale up", "bubble", "pop in"), ms=420, scale=0.62, curve="back"),
    Animation(name="zoom", en=("zoom", "zoom in"), zh=("缩放", "放大"),
              aliases=("zoom in", "scale", "grow", "zoom out"), ms=460, scale=1.22),
    Animation(name="type", en=("type", "typing"), zh=("打字", "逐字打出"),
              aliases=("typing", "type on", "typed"), by="letter", ms=1, stagger=45, fades=False, curve="step"),
    Animation(name="word_by_word", en=("word by word", "words"), zh=("逐词", "逐词出现"),
              aliases=("words", "by word", "word reveal"), by="word", ms=300, stagger=110, dy=0.3),
    Animation(name="letters", en=("letter by letter", "letters"), zh=("逐字", "逐字出现"),
              aliases=("by letter", "characters", "cascade", "stagger"), by="letter", ms=260, stagger=30, dy=0.45),
    Animation(name="wipe", en=("wipe", "reveal"), zh=("擦除", "划入", "擦入"),
              aliases=("reveal", "unmask", "uncover"), ms=480, wipe=True, fades=False),
    Animation(name="blur_in", en=("blur in", "focus"), zh=("模糊入", "对焦", "由虚变实"),
              aliases=("blur", "focus", "defocus"), ms=480, blur=0.22),
    Animation(name="bounce", en=("bounce", "bounce in"), zh=("弹跳", "反弹"),
              aliases=("bounce in", "elastic", "spring"), ms=500, dy=-0.9, curve="bounce"),
)  # fmt: skip
