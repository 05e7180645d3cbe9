"""What titles cost: laying out and rasterising one, a frame at rest, a frame in motion, and the import.

python bench/type.py [width height]
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction

from stillreel.catalog.titles import ANIMATIONS, STYLES
from stillreel.pixels import engine
from stillreel.pixels.frame import blank
from stillreel.render.titles import draw, prepare
from stillreel.timeline.model import Title

TEXTS = {
    "Latin": "Urban Dreams\nA weekend in the mountains",
    "Chinese": "城市里的每一个清晨，都值得被记录下来。",
    "Arabic": "مرحبا بالعالم، عرض خاص اليوم",
    "emoji": "Family 👨‍👩‍👧‍👦 time 👍🏽 in Japan 🇯🇵",
    "long": "Far far away behind the word mountains " * 50,
}


def clock(task: Callable[[], object], times: int) -> float:
    """The least of some runs, in ms."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def title(text: str, style: str = "headline", animation: str = "none") -> Title:
    """A title of three seconds in the middle."""
    return Title("x", text, 0, 90, style, STYLES.get(style).position, animation, accent="#FFD166")


def main() -> None:
    """Prints the figures."""
    width, height = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (1080, 1920)
    engine.warm()
    fps = Fraction(30)
    grey = blank(width, height, (150, 128, 128))
    print(f"{width}x{height}; ms, least of several")
    for name, text in TEXTS.items():

        def lay_out(text: str = text) -> object:
            return prepare(title(text), width, height, fps, [grey])

        first = clock(lay_out, 1)
        print(f"  prepare {name:<10} first {first:6.1f}   again {clock(lay_out, 5):6.1f}")
    for style in STYLES:
        plate = prepare(title(TEXTS["Latin"], style.name), width, height, fps, [grey])
        out = blank(width, height)
        print(f"  at rest   {style.name:<14} {clock(lambda p=plate, o=out: draw(p, 45, o), 20):6.2f}")  # type: ignore[misc]  # fmt: skip
    for animation in ANIMATIONS:
        plate = prepare(title(TEXTS["Latin"], animation=animation.name), width, height, fps, [grey])
        each = [clock(lambda p=plate, n=n, o=out: draw(p, n, o), 3) for n in range(0, 24)]  # type: ignore[misc]
        print(f"  in motion {animation.name:<14} mean {sum(each) / len(each):6.2f}   worst {max(each):6.2f}")
    code = (
        "import time; t = time.perf_counter(); import stillreel.render.titles; print(time.perf_counter() - t)"
    )
    spent = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3))
    print(f"  import stillreel.render.titles {spent * 1000:.0f} ms")


if __name__ == "__main__":
    main()
