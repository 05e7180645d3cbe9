"""Bending a frame: into a quad in perspective, or along a field that says where each place reads.

Places are fractions of the frame, so a figure looks the same at 64x36 and at 4K, and all three planes use the
same numbers. Sampling is linear at 1/256 of a sample, without fastmath: the same bytes everywhere. Edges are
covered in proportion (no stairs). Invariant: `src` is only read, and is never `out`.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# (the compiled loops: their types are numba's)

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from .frame import Frame, Plane
from .masks import Reals, read, write
from .warp import FULL, Box, prefiltered

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _fold(f, n, last):
    """A sample position mirrored at the borders (within one picture's length) and held inside 0..last."""
    g = np.abs(f + np.float32(0.5))
    g = n - np.abs(n - g)
    return min(max(g - np.float32(0.5), np.float32(0.0)), last)


@njit(cache=True, nogil=True, error_model="numpy")
def _pick(src, pitch, fx, fy, at, wx, wy, line):
    """Linear reading at positions that have a right and a lower neighbour. In two passes, because the first
    (arithmetic) then runs many lanes at a time and only the second waits for memory."""
    for k in range(line.shape[0]):
        i, j = np.int32(fx[k]), np.int32(fy[k])
        wx[k] = np.int32((fx[k] - np.float32(i)) * np.float32(256.0))
        wy[k] = np.int32((fy[k] - np.float32(j)) * np.float32(256.0))
        at[k] = j * pitch + i
    for k in range(line.shape[0]):
        r = np.uint32(at[k])
        s = r + np.uint32(pitch)
        a, b = np.int32(src[r]), np.int32(src[r + np.uint32(1)])
        c, d = np.int32(src[s]), np.int32(src[s + np.uint32(1)])
        top, low = (a << 8) + (b - a) * wx[k], (c << 8) + (d - c) * wx[k]
        line[k] = ((top << 8) + (low - top) * wy[k] + 32768) >> 16


@njit(cache=True, nogil=True, error_model="numpy")
def _places(fx, fy, light, x0, py, m, size, ends, shades, endless):
    one, half, nil = np.float32(1.0), np.float32(0.5), np.float32(0.0)
    cols, rows = size[0], size[1]
    u0, v0, z0 = m[1] * py + m[2], m[4] * py + m[5], m[7] * py + m[8]
    for k in range(fx.shape[0]):
        px = np.float32(x0 + k) + half
        z = one / max(m[6] * px + z0, np.float32(1e-6))
        u = (m[0] * px + u0) * z
        fx[k], fy[k] = u * cols - half, (m[3] * px + v0) * z * rows - half
        t = min(max((u - shades[2]) * shades[3], nil), one)
        light[k] = np.int32((shades[0] + (shades[1] - shades[0]) * t) * np.float32(256.0) + half)
    if endless:
        for k in range(fx.shape[0]):
            fx[k], fy[k] = _fold(fx[k], cols, ends[1]), _fold(fy[k], rows, ends[3])
    else:
        for k in range(fx.shape[0]):
            fx[k], fy[k] = min(max(fx[k], ends[0]), ends[1]), min(max(fy[k], ends[2]), ends[3])


@njit(cache=True, nogil=True, error_model="numpy")
def _inside(cover, x0, py, edges, alpha, endless):
    one, half = np.float32(1.0), np.float32(0.5)
    for k in range(cover.shape[0]):
        px = np.float32(x0 + k) + half
        c = one
        if not endless:
            for e in range(4):
                c = min(c, edges[e, 0] * px + edges[e, 1] * py + edges[e, 2] + half)
        cover[k] = np.int32(max(c, np.float32(0.0)) * alpha + half)


@njit(cache=True, nogil=True, error_model="numpy")
def _compose(row, line, light, cover, zero):
    for k in range(row.shape[0]):
        value = zero + (((line[k] - zero) * light[k] + 128) >> 8)
        p = np.int32(row[k])
        row[k] = np.uint8(p + (((value - p) * cover[k] + 128) >> 8))


@njit(cache=True, nogil=True, error_model="numpy")
def _range(edges, py, x0, x1):
    """The columns of a row that any of the quad may cover."""
    low, high = np.float64(x0), np.float64(x1)
    for e in range(4):
        a, rest = np.float64(edges[e, 0]), edges[e, 1] * py + edges[e, 2] + 0.5
        if a > 1e-6:
            low = max(low, -rest / a - 1.0)
        elif a < -1e-6:
            high = min(high, -rest / a + 1.0)
        elif rest < 0:
            high = low
    first = min(max(int(np.floor(low)), x0), x1)
    return first, max(min(int(np.ceil(high)), x1), first)


@njit(cache=True, nogil=True, error_model="numpy")
def _project(src, pitch, size, out, out_pitch, box, m, edges, ends, zero, alpha, shades, endless):
    n = box[1] - box[0]
    fx, fy = np.empty(n, np.float32), np.empty(n, np.float32)
    at, wx, wy = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    line, light, cover = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    for y in range(box[2], box[3]):
        py = np.float32(y) + np.float32(0.5)
        a, d = box[0], box[1]
        if not endless:
            a, d = _range(edges, py, box[0], box[1])
        w = d - a
        if w <= 0:
            continue
        _places(fx[:w], fy[:w], light, a, py, m, size, ends, shades, endless)
        _pick(src, pitch, fx, fy, at, wx, wy, line[:w])
        _inside(cover[:w], a, py, edges, alpha, endless)
        _compose(out[y * out_pitch + a : y * out_pitch + d], line, light, cover, zero)


def project(
    src: Frame,
    quad: Quad,
    out: Frame,
    *,
    alpha: float = 1.0,
    shade: tuple[float, float] = (1.0, 1.0),
    part: Box = FULL,
    endless: bool = False,
) -> None:
    """Draws `part` of the picture into a convex quad (top left, top right, bottom right, bottom left), in
    perspective. shade: brightness at the part's left and right edge. A quad seen from behind draws nothing."""
    w, h = out.width, out.height
    corners = [(x * w, y * h) for x, y in quad]
    area = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(corners, corners[1:] + corners[:1], strict=True)) / 2
    if area < 0.25:
        return
    src = prefiltered(src, out, *_scales(quad, part))
    matrix = _unproject(quad, part)
    for plane, target, zero in zip(src.planes, out.planes, (16, 128, 128), strict=True):
        (samples, pitch), (into, out_pitch) = _paired(plane), write(target)
        (rows, cols), (th, tw) = plane.shape, target.shape
        xs, ys = [x * tw for x, _ in quad], [y * th for _, y in quad]
        x0, x1 = max(int(np.floor(min(xs))) - 1, 0), min(int(np.ceil(max(xs))) + 1, tw)
        y0, y1 = max(int(np.floor(min(ys))) - 1, 0), min(int(np.ceil(max(ys))) + 1, th)
        if endless:
            x0, x1, y0, y1 = 0, tw, 0, th
        scale = np.array([1 / tw, 1 / th, 1.0] * 3)
        ends = [part[0] * cols, (part[0] + part[2]) * cols, part[1] * rows, (part[1] + part[3]) * rows]
        limits = np.clip(np.array(ends) - 0.5, 0, [cols - 1, _last(cols), rows - 1, _last(rows)])
        _project(
            samples, pitch, np.array([cols, rows], np.float32), into, out_pitch, np.array([x0, x1, y0, y1]),
            (matrix * scale).astype(np.float32), _edges(xs, ys), limits.astype(np.float32), np.int32(zero),
            np.float32(alpha * 256), np.array([*shade, part[0], 1 / part[2]], np.float32), endless,
        )  # fmt: skip


def _last(count: int) -> float:
    """The last position `_pick` may read, a hair before the last sample, so that its neighbour exists."""
    return max(count - 1 - 2.0**-10, 0.0)


def _paired(plane: Plane) -> tuple[npt.NDArray[np.uint8], int]:
    """The plane for `_pick`, which reads four neighbours: what is one sample wide or high gets a second."""
    if min(plane.shape) < 2:
        plane = np.pad(plane, 1, mode="edge")[1:, 1:].copy()
    return read(plane)


def _scales(quad: Quad, part: Box) -> tuple[float, float]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    across = max(abs(bx - ax) + abs(by - ay), abs(cx - dx) + abs(cy - dy))
    down = max(abs(dx - ax) + abs(dy - ay), abs(cx - bx) + abs(cy - by))
    return across / part[2], down / part[3]


def _edges(xs: list[float], ys: list[float]) -> npt.NDArray[np.float32]:
    """The four sides as (a, b, c): a x + b y + c is the distance inwards in samples."""
    lines = np.zeros((4, 3))
    for k in range(4):
        x0, y0, x1, y1 = xs[k], ys[k], xs[(k + 1) % 4], ys[(k + 1) % 4]
        dx, dy = x1 - x0, y1 - y0
        length = max(float(np.sqrt(dx * dx + dy * dy)), 1e-9)
        lines[k] = (-dy / length, dx / length, (dy * x0 - dx * y0) / length)
    return lines.astype(np.float32)


def _unproject(quad: Quad, part: Box) -> Reals:
    """Frame fractions -> picture fractions, as the 9 numbers of a projective map, positive inside the quad."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    dx1, dx2, dx3 = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, dy3 = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    det = dx1 * dy2 - dx2 * dy1
    g, h = (dx3 * dy2 - dx2 * dy3) / det, (dx1 * dy3 - dx3 * dy1) / det
    a, b, c = x1 - x0 + g * x1, x3 - x0 + h * x3, x0
    d, e, f = y1 - y0 + g * y1, y3 - y0 + h * y3, y0
    # The adjugate is the inverse up to scale, and scale does not matter to a projective map.
    u = (e - f * h, c * h - b, b * f - c * e)
    v = (f * g - d, a - c * g, c * d - a * f)
    w = (d * h - e * g, b * g - a * h, a * e - b * d)
    sign = 1.0 if w[0] * (x0 + x2) / 2 + w[1] * (y0 + y2) / 2 + w[2] > 0 else -1.0
    rows = [[part[2] * p + part[0] * r for p, r in zip(u, w, strict=True)]]
    rows += [[part[3] * p + part[1] * r for p, r in zip(v, w, strict=True)], list(w)]
    return np.array(rows).reshape(9) * sign


@njit(cache=True, nogil=True, error_model="numpy")
def _stream(fx, fy, lx, ly, kx, size):
    """The places along one row: linear from grid point to grid point."""
    half, cells = np.float32(0.5), lx.shape[0] - 1
    x = 0
    for i in range(cells):
        # the columns whose centres lie in cell i
        end = fx.shape[0] if i == cells - 1 else min(np.int64(np.ceil((i + 1) / kx - 0.5)), fx.shape[0])
        ax, dx = lx[i], lx[i + 1] - lx[i]
        ay, dy = ly[i], ly[i + 1] - ly[i]
        for k in range(x, end):
            f = (np.float32(k) + half) * np.float32(kx) - np.float32(i)
            fx[k], fy[k] = ax + dx * f, ay + dy * f
        x = end
    for k in range(fx.shape[0]):
        fx[k], fy[k] = _fold(fx[k], size[0], size[2]), _fold(fy[k], size[1], size[3])


@njit(cache=True, nogil=True, error_model="numpy")
def _over(row, line, alpha):
    for k in range(row.shape[0]):
        p = np.int32(row[k])
        row[k] = np.uint8(p + (((line[k] - p) * alpha + 128) >> 8))


@njit(cache=True, nogil=True, error_model="numpy")
def _flow(src, pitch, size, gx, gy, out, out_pitch, width, height, alpha):
    gh, gw = gx.shape
    lx, ly = np.empty(gw, np.float32), np.empty(gw, np.float32)
    fx, fy = np.empty(width, np.float32), np.empty(width, np.float32)
    at, wx, wy = np.empty(width, np.int32), np.empty(width, np.int32), np.empty(width, np.int32)
    line = np.empty(width, np.int32)
    half = np.float32(0.5)
    ky = np.float32((gh - 1) / height)
    for y in range(height):
        down = (np.float32(y) + half) * ky
        j = min(np.int32(down), gh - 2)
        t = down - np.float32(j)
        for i in range(gw):
            lx[i] = (gx[j, i] + (gx[j + 1, i] - gx[j, i]) * t) * size[0] - half
            ly[i] = (gy[j, i] + (gy[j + 1, i] - gy[j, i]) * t) * size[1] - half
        _stream(fx, fy, lx, ly, (gw - 1) / width, size)
        _pick(src, pitch, fx, fy, at, wx, wy, line)
        _over(out[y * out_pitch : y * out_pitch + width], line, alpha)


def flow(src: Frame, x: Reals, y: Reals, out: Frame, *, alpha: float = 1.0) -> None:
    """Reads the picture where two grids say: fractions at evenly spaced points, border on border, linear
    between; mirrored beyond the borders. alpha 0..1 over what is in `out`."""
    gx, gy = np.ascontiguousarray(x, np.float32), np.ascontiguousarray(y, np.float32)
    for plane, target in zip(src.planes, out.planes, strict=True):
        (samples, pitch), (into, out_pitch) = _paired(plane), write(target)
        rows, cols = plane.shape
        height, width = target.shape
        size = np.array([cols, rows, _last(cols), _last(rows)], np.float32)
        _flow(samples, pitch, size, gx, gy, into, out_pitch, width, height, np.int32(round(alpha * 256)))
