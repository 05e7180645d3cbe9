"""Milliseconds a frame for every transition, one thread, 1080x1920; and contact sheets to look at.

python bench/transitions.py                      the table (best of n, spread over progress)
python bench/transitions.py --only wipe_left push_left
python bench/transitions.py --sheet out.png --photos a.jpg b.jpg [--only ...] [--size 180x320]
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

import cv2
import numpy as np

from stillreel.catalog.transitions import TRANSITIONS, Transition
from stillreel.pixels import engine
from stillreel.pixels.frame import Frame, blank

STEPS = (0.1, 0.3, 0.5, 0.7, 0.9)


def drawn(width: int, height: int, turn: float) -> Frame:
    """A colourful smooth picture with detail, in the frame's format."""
    x, y = np.linspace(0, 1, width)[None, :], np.linspace(0, 1, height)[:, None]
    luma = 120 + 60 * np.sin(9 * x + 5 * y + turn) + 30 * np.sin(60 * x * y + turn)
    u = 128 + 60 * np.sin(4 * x[:, ::2] + turn) * np.cos(3 * y[::2])
    v = 128 + 60 * np.cos(5 * y[::2] - turn) * np.cos(2 * x[:, ::2])
    return Frame(luma.astype(np.uint8), u.astype(np.uint8), v.astype(np.uint8))


def photo(path: str, width: int, height: int) -> Frame:
    """A file as a frame, cropped to cover."""
    bgr = cv2.imread(path)
    if bgr is None:
        raise SystemExit(f"cannot read {path}")
    scale = max(width / bgr.shape[1], height / bgr.shape[0])
    size = (max(width, round(bgr.shape[1] * scale)), max(height, round(bgr.shape[0] * scale)))
    bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
    top, left = (bgr.shape[0] - height) // 2, (bgr.shape[1] - width) // 2
    bgr = bgr[top : top + height, left : left + width]
    b, g, r = (bgr[..., k].astype(np.float64) / 255 for k in range(3))
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    cb, cr = (b - luma) / 1.8556, (r - luma) / 1.5748
    half = [c.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)) for c in (cb, cr)]
    u, v = (np.clip(128 + 224 * c, 16, 240).astype(np.uint8) for c in half)
    return Frame((16 + 219 * luma).astype(np.uint8), u, v)


def bgr_of(frame: Frame) -> np.ndarray:
    """The frame as BGR for a PNG."""
    y = (frame.y.astype(np.float64) - 16) / 219
    u, v = (
        np.repeat(np.repeat(c, 2, 0), 2, 1).astype(np.float64) / 224 - 128 / 224 for c in frame.planes[1:]
    )
    r, b = y + 1.5748 * v, y + 1.8556 * u
    g = (y - 0.2126 * r - 0.0722 * b) / 0.7152
    return (np.clip(np.stack([b, g, r], -1), 0, 1) * 255 + 0.5).astype(np.uint8)


def sheet(words: list[Transition], a: Frame, b: Frame, columns: int = 3) -> np.ndarray:
    """Every word at five moments, its name above, several words beside each other."""
    rows = []
    for word in words:
        out = blank(a.width, a.height)
        cells = []
        for p in STEPS:
            word.paint(a, b, p, out, 7)
            cells.append(np.pad(bgr_of(out), ((0, 0), (0, 3), (0, 0)), constant_values=255))
        strip = np.concatenate(cells, axis=1)
        head = np.full((20, strip.shape[1], 3), 255, np.uint8)
        cv2.putText(head, word.name, (3, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
        rows.append(np.concatenate([head, strip]))
    blank_cell = np.full_like(rows[0], 255)
    rows += [blank_cell] * (-len(rows) % columns)
    lines = [np.concatenate(rows[k : k + columns], axis=1) for k in range(0, len(rows), columns)]
    return np.concatenate(lines)


def cost(word: Transition, a: Frame, b: Frame, out: Frame, rounds: int) -> tuple[float, float, float]:
    """Mean and worst milliseconds of a frame (CPU, best of `rounds` at each moment), and of the very first."""
    began = time.perf_counter()
    word.paint(a, b, 0.5, out, 7)
    first = time.perf_counter() - began
    best = []
    for p in (0.08, 0.25, 0.42, 0.5, 0.58, 0.75, 0.92):
        times = []
        for _ in range(rounds):
            began = time.process_time()
            word.paint(a, b, p, out, 7)
            times.append(time.process_time() - began)
        best.append(min(times) * 1000)
    return sum(best) / len(best), max(best), first * 1000


def table() -> str:
    """docs/transitions.md: every word with what people and other tools call it."""
    lines = [
        "# Transitions",
        "",
        "Every word, how to ask for it, and the names of other tools that lead to it (ffmpeg's xfade,",
        "gl-transitions and common editors). Spelling does not matter: `wipeleft`, `Wipe-Left` and `wipe left`",
        "are all `wipe_left`. Directions say",
        "where things travel *to*. Written by `python bench/transitions.py --docs docs/transitions.md`;",
        "the laws that each word obeys are in `tests/laws/test_transitions.py`, and",
        "`src/stillreel/catalog/transitions/wipe.py` is the file to copy.",
        "",
        "| word | mood | family | English | 中文 | also called |",
        "|---|---|---|---|---|---|",
    ]
    for word in sorted(TRANSITIONS, key=lambda w: w.name):
        cells = (", ".join(word.en), "、".join(word.zh), ", ".join(f"`{a}`" for a in word.aliases))
        lines.append(f"| `{word.name}` | {word.mood} | {word.family} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints the table or writes the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--family", nargs="*", default=[])
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--photos", nargs=2)
    parser.add_argument("--size", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--docs", type=Path)
    options = parser.parse_args()
    if options.docs:
        options.docs.write_text(table(), encoding="utf-8")
        return
    cv2.setNumThreads(1)
    engine.warm()
    words = [
        w
        for w in TRANSITIONS
        if (not options.only and not options.family) or w.name in options.only or w.family in options.family
    ]
    width, height = (
        int(n) for n in (options.size or ("180x320" if options.sheet else "1080x1920")).split("x")
    )
    if options.photos:
        a, b = (photo(path, width, height) for path in options.photos)
    else:
        a, b = drawn(width, height, 0.0), drawn(width, height, 2.5)
    if options.sheet:
        cv2.imwrite(str(options.sheet), sheet(words, a, b))
        return
    print(
        f"{width}x{height}, one thread, {platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    )
    print(f"{'transition':18s} {'mean ms':>8s} {'worst ms':>9s} {'first ms':>9s}")
    out = blank(width, height)
    for word in words:
        mean, worst, first = cost(word, a, b, out, options.rounds)
        print(f"{word.name:18s} {mean:8.1f} {worst:9.1f} {first:9.0f}", flush=True)


if __name__ == "__main__":
    main()
