"""What a picture is about: faces, where to look, how sharp, which colours, and a print to find it again.

All from one thumbnail, in a few milliseconds, inside the jail. Faces come from a short-range detector run on the
whole and on overlapping tiles, so that smaller ones are found; the focus is the faces' middle, else the
salient region's, else the centre. Invariant: pure; the same thumbnail gives the same facts.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
SIDE = 512
"""The longest side in px of the thumbnail that the facts are read from."""
SURE, SURE_TILE = 0.75, 0.75
_INPUT = 128
Box = tuple[float, float, float, float]


@cache
def _net() -> Any:
    path = Path(__file__).parent.parent / "data" / "face_detection_short_range.tflite"
    return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)


@cache
def _anchors() -> F32:
    """Centres of the detector's 896 anchors: 16 x 16 x 2, then 8 x 8 x 6."""
    rows = []
    for cells, each in ((16, 2), (8, 6)):
        for y, x in product(range(cells), repeat=2):
            rows += [((x + 0.5) / cells, (y + 0.5) / cells)] * each
    return np.array(rows, np.float32)


def _detect(square: U8) -> tuple[F32, F32]:
    """Boxes (n, 4) as fractions x, y, w, h of a square picture, and their scores."""
    net = _net()
    small = cv2.resize(square, (_INPUT, _INPUT), interpolation=cv2.INTER_AREA)
    net.setInput(cv2.dnn.blobFromImage(small, 1 / 127.5, (_INPUT, _INPUT), (127.5,) * 3))
    scores, places = net.forward(("classificators", "regressors"))
    score = 1 / (1 + np.exp(-np.clip(scores.reshape(-1), -50, 50)))
    place = places.reshape(-1, 16)[:, :4] / _INPUT
    middle = place[:, :2] + _anchors()
    return np.hstack([middle - place[:, 2:] / 2, place[:, 2:]]).astype(np.float32), score.astype(np.float32)


def _tiles(width: int, height: int) -> list[tuple[int, int, int, float]]:
    """Squares (x, y, side, threshold): the padded whole, then overlapping ones of 1/1, 1/2 of the short side."""
    whole, short = max(width, height), min(width, height)
    tiles = [(-(whole - width) // 2, -(whole - height) // 2, whole, SURE)]
    for side in {short, max(96, short // 2)} - {whole}:
        steps = [max(1, -(-(n - side) // max(1, side * 3 // 4)) + 1) for n in (width, height)]
        xs, ys = (
            np.linspace(0, n - side, k).astype(int) for n, k in zip((width, height), steps, strict=True)
        )
        tiles += [
            (int(x), int(y), side, SURE if side == short else SURE_TILE)
            for y in ys
            for x in xs
            if side <= short
        ]
    return tiles[:16]


def faces(thumb: U8) -> tuple[Box, ...]:
    """Face boxes as fractions of the picture, the surest first, at most 16. `thumb` is RGB (h, w, 3)."""
    height, width = thumb.shape[:2]
    if min(height, width) < 32:
        return ()
    found: list[tuple[float, Box]] = []
    for x, y, side, sure in _tiles(width, height):
        square = np.zeros((side, side, 3), np.uint8)
        left, top, right, bottom = max(0, x), max(0, y), min(width, x + side), min(height, y + side)
        square[top - y : bottom - y, left - x : right - x] = thumb[top:bottom, left:right]
        boxes, scores = _detect(square)
        for k in np.flatnonzero(scores >= sure):
            bx, by, bw, bh = (float(v) * side for v in boxes[k])
            box = (bx + x, by + y, bw, bh)
            if bw >= 12 and 0 <= box[0] + bw / 2 <= width and 0 <= box[1] + bh / 2 <= height:
                found.append((float(scores[k]), box))
    return tuple(_share(b, width, height) for b in _apart(sorted(found, reverse=True)))[:16]


def _share(box: Box, width: int, height: int) -> Box:
    x, y = max(0.0, box[0] / width), max(0.0, box[1] / height)
    w, h = min(1.0, (box[0] + box[2]) / width) - x, min(1.0, (box[1] + box[3]) / height) - y
    return round(x, 4), round(y, 4), round(w, 4), round(h, 4)


def _apart(found: list[tuple[float, Box]]) -> list[Box]:
    """Drop what overlaps a surer box by more than 0.3 of the smaller one."""
    kept: list[Box] = []
    for _, (x, y, w, h) in found:
        for a, b, c, d in kept:
            wide, high = min(x + w, a + c) - max(x, a), min(y + h, b + d) - max(y, b)
            if wide > 0 and high > 0 and wide * high > 0.3 * min(w * h, c * d):
                break
        else:
            kept.append((x, y, w, h))
    return kept


def focus(thumb: U8, boxes: tuple[Box, ...]) -> tuple[float, float]:
    """Where to look, as fractions: the faces' middle by area, else what stands out most, else the centre."""
    if boxes:
        weight = [w * h for _, _, w, h in boxes]
        x = sum(k * (b[0] + b[2] / 2) for k, b in zip(weight, boxes, strict=True)) / sum(weight)
        y = sum(k * (b[1] + b[3] / 2) for k, b in zip(weight, boxes, strict=True)) / sum(weight)
        return round(x, 4), round(y, 4)
    return peak(saliency(thumb))


def saliency(thumb: U8) -> F32:
    """What stands out, at a longest side of 128: f32 (h, w), all 0 where nothing does.

    Three signs, each alone often wrong: fine detail (what is in focus), colours the borders do not have, and
    contrast to the surroundings at three sizes; detail weighs on the others, and the middle a little more."""
    height, width = thumb.shape[:2]
    w, h = (max(8, round(n * 128 / max(height, width))) for n in (width, height))
    grey = cv2.cvtColor(thumb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if float(np.ptp(grey)) < 4:
        return np.zeros((h, w), np.float32)
    fine = cv2.resize(np.abs(cv2.Laplacian(grey, cv2.CV_32F, ksize=3)), (w, h), interpolation=cv2.INTER_AREA)
    small = cv2.resize(thumb, (w, h), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    edge = max(2, min(w, h) // 12)
    sides = (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])
    rare: F32 = np.min([_apart_from(lab, np.median(side.reshape(-1, 3), 0)) for side in sides], 0)
    contrast = np.sum([_apart_from(_soft(lab, s), _soft(lab, 3 * s)) for s in (3, 6, 12)], 0)
    sharp, odd, loud = (_scaled(x) for x in (_soft(fine, 2.5), _soft(rare, 2), contrast))
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    away = ((x + 0.5) / w - 0.5) ** 2 + ((y + 0.5) / h - 0.5) ** 2
    middle = 0.5 + 0.5 * np.exp(-away / (2 * 0.36**2))
    shown: F32 = ((0.3 * sharp + 0.2 * odd + 0.3 * loud) * (0.45 + 0.55 * sharp)) ** 1.4 * middle
    return shown


def _soft(plane: F32, sigma: float) -> F32:
    blurred: F32 = cv2.GaussianBlur(plane, (0, 0), sigma)
    return blurred


def _apart_from(lab: F32, other: F32) -> F32:
    distance: F32 = np.sqrt(((lab - other.astype(np.float32)) ** 2).sum(-1))
    return distance


def _scaled(plane: F32) -> F32:
    """0 for what three tenths of the picture stay under, 1 where only a fiftieth is above."""
    rest = plane - np.quantile(plane, 0.3)
    share: F32 = np.clip(rest / (np.quantile(rest, 0.98) + 1e-6), 0, 1.5).astype(np.float32)
    return share


def peak(shown: F32) -> tuple[float, float]:
    """The middle of the weightiest spot, as fractions (never the emptiness between two); (0.5, 0.5) for none."""
    h, w = shown.shape
    short = min(h, w)
    if float(shown.sum()) <= 0:
        return 0.5, 0.5
    spots = cv2.GaussianBlur(shown, (0, 0), 0.13 * short, borderType=cv2.BORDER_CONSTANT)
    y, x = (float(v) for v in np.unravel_index(int(spots.argmax()), spots.shape))
    rows, columns = np.mgrid[0:h, 0:w]
    for _ in range(8):  # mean shift
        near = shown * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * (0.19 * short) ** 2))
        total = float(near.sum())
        x, y = float((near * columns).sum()) / total, float((near * rows).sum()) / total
    return round((x + 0.5) / w, 3), round((y + 0.5) / h, 3)


def sharpness(thumb: U8) -> float:
    """0 (flat or blurred) .. 1: v / (v + 200) of the Laplacian's variance v at a longest side of 512 px."""
    variance = float(cv2.Laplacian(cv2.cvtColor(thumb, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var())
    return round(variance / (variance + 200), 4)


def colours(thumb: U8) -> tuple[str, ...]:
    """3-5 dominant colours as '#RRGGBB', the most frequent first (fewer where the picture has fewer)."""
    small = cv2.resize(thumb, (48, 48), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    keys = (small >> 5).astype(np.int32) @ np.array([64, 8, 1], np.int32)
    bins, where, counts = np.unique(keys, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(where.ravel(), small[:, c], len(bins)) / counts for c in range(3)], 1)
    spread = means.max(1) - means.min(1)
    order = np.argsort(-counts * (0.5 + spread / 255), kind="stable")
    chosen: list[npt.NDArray[np.float64]] = []
    for gap in (64, 32, 16):
        for k in order:
            if len(chosen) < (5 if gap == 64 else 3) and all(
                np.abs(means[k] - c).sum() >= gap for c in chosen
            ):
                chosen.append(means[k])
    return tuple("#" + "".join(f"{round(float(v)):02X}" for v in c) for c in chosen)


def fingerprint(thumb: U8) -> int:
    """64 bits that stay nearly the same when a picture is scaled or recompressed: signs of its low frequencies."""
    grey = cv2.resize(cv2.cvtColor(thumb, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA)
    low = cv2.dct(grey.astype(np.float32))[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return int("".join("1" if b else "0" for b in bits), 2)


def facts(thumb: U8) -> dict[str, Any]:
    """Everything above of an RGB thumbnail (h, w, 3), as JSON."""
    boxes = faces(thumb)
    return {
        "faces": boxes,
        "focus": focus(thumb, boxes),
        "sharpness": sharpness(thumb),
        "colours": colours(thumb),
        "fingerprint": str(fingerprint(thumb)),
    }
