"""Moving a frame about: boxes, quads in perspective, flowing fields, blurs.

Places are fractions of the frame, so a figure looks the same at 64x36 and at 4K, and all three planes use the
same numbers. Sampling is linear at 1/256 of a sample; what shrinks is halved first, so it does not shimmer.
Outside its borders a picture goes on mirrored. Edges are covered in proportion (no stairs).
Invariant: only the named pixels of `out` are written, from `src` alone, and `src` is never `out`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from .frame import Frame, Plane
from .masks import Reals, read, write

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Box = tuple[float, float, float, float]
FULL: Box = (0.0, 0.0, 1.0, 1.0)


def scratch(like: Frame) -> Frame:
    """A frame of the same size whose samples mean nothing yet."""
    return Frame(
        np.empty(like.y.shape, np.uint8), np.empty(like.u.shape, np.uint8), np.empty(like.v.shape, np.uint8)
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _mirror(i, n):
    i = i % (2 * n)
    return 2 * n - 1 - i if i >= n else i


@njit(cache=True, nogil=True, error_model="numpy")
def _axis(start, step, first, n, mirror, low, high):
    """For outputs first...: two source indices and the weight of the second (0..256)."""
    a, b, w = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(n):
        at = start + step * (first + k)
        base = np.floor(at)
        i = np.int64(base)
        part = np.int32((at - base) * 256.0 + 0.5)
        if mirror:
            a[k], b[k] = _mirror(i, high), _mirror(i + 1, high)
        else:
            a[k], b[k] = min(max(i, low), high - 1), min(max(i + 1, low), high - 1)
        w[k] = part
    return a, b, w


@njit(cache=True, nogil=True, error_model="numpy")
def _cover(low, high, first, n, alpha):
    """How much of each output sample the interval [low, high) covers, in 256ths, times alpha."""
    c = np.empty(n, np.int32)
    for k in range(n):
        x = first + k
        part = min(high, x + 1.0) - max(low, np.float64(x))
        c[k] = np.int32(min(max(part, 0.0), 1.0) * alpha * 256.0 + 0.5)
    return c


@njit(cache=True, nogil=True, error_model="numpy")
def _rows(r0, r1, wy, line):
    for i in range(line.shape[0]):
        line[i] = np.int32(r0[i]) * (256 - wy) + np.int32(r1[i]) * wy


@njit(cache=True, nogil=True, error_model="numpy")
def _lay(src, pitch, out, out_pitch, x0, y0, ax, bx, wx, ay, by, wy, cx, cy, zero, shade):
    cols = max(ax.max(), bx.max()) + 1
    left = min(ax.min(), bx.min())
    line = np.empty(cols - left, np.int32)
    for k in range(ay.shape[0]):
        if cy[k] == 0:
            continue
        r, s = ay[k] * pitch, by[k] * pitch
        _rows(src[r + left : r + cols], src[s + left : s + cols], wy[k], line)
        row = out[(y0 + k) * out_pitch + x0 : (y0 + k) * out_pitch + x0 + ax.shape[0]]
        for i in range(ax.shape[0]):
            v = (line[ax[i] - left] * (256 - wx[i]) + line[bx[i] - left] * wx[i] + 32768) >> 16
            v = zero + (((v - zero) * shade + 128) >> 8)
            c = (cx[i] * cy[k] + 128) >> 8
            p = np.int32(row[i])
            row[i] = np.uint8(p + (((v - p) * c + 128) >> 8))


def lay(
    src: Frame,
    box: Box,
    out: Frame,
    *,
    alpha: float = 1.0,
    shade: float = 1.0,
    part: Box = FULL,
    endless: bool = False,
) -> None:
    """Lays `part` of the picture (x, y, w, h) into `box` of the frame, stretched; `endless` fills the whole
    frame, mirrored beyond the box. alpha 0..1 over what is there; shade 0..1 darkens."""
    if box[2] <= 0 or box[3] <= 0:
        return
    src = _prefiltered(src, out, box[2] / part[2], box[3] / part[3])
    level = np.int32(round(shade * 256))
    for plane, target, zero in zip(src.planes, out.planes, (16, 128, 128), strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        x0, *xs = _span(box[0], box[2], part[0], part[2], plane.shape[1], target.shape[1], endless, 1.0)
        y0, *ys = _span(box[1], box[3], part[1], part[3], plane.shape[0], target.shape[0], endless, alpha)
        if len(xs[0]) and len(ys[0]):
            _lay(
                samples, pitch, into, out_pitch, x0, y0, *xs[:3], *ys[:3], xs[3], ys[3], np.int32(zero), level
            )


def _span(
    at: float, length: float, part: float, part_length: float, size: int, n: int, endless: bool, alpha: float
) -> tuple[int, Reals, Reals, Reals, Reals]:
    """One axis of `lay`: the first output sample, where the others read and how much of each is covered."""
    low, high = (0.0, float(n)) if endless else (at * n, (at + length) * n)
    first, last = max(int(np.floor(low)), 0), min(int(np.ceil(high)), n)
    step = part_length * size / (length * n)
    start = (0.5 - at * n) * step + part * size - 0.5
    edges = (
        (0, size) if endless else (int(part * size), max(int(np.ceil((part + part_length) * size - 1e-9)), 1))
    )
    count = max(last - first, 0)
    a, b, w = _axis(start, step, first, count, endless, *edges)
    return first, a, b, w, _cover(low, high, first, count, alpha)


def _prefiltered(src: Frame, out: Frame, sx: float, sy: float) -> Frame:
    while min(src.y.shape) > 8:
        have_x, have_y = src.width / out.width, src.height / out.height
        if max(sx / have_x, sy / have_y) > 0.6:
            break
        src = halved(src)
    return src


@njit(cache=True, nogil=True, error_model="numpy")
def _halve(src, pitch, out, width, height):
    for y in range(out.shape[0]):
        r, s = 2 * y * pitch, min(2 * y + 1, height - 1) * pitch
        for x in range(out.shape[1]):
            i, j = 2 * x, min(2 * x + 1, width - 1)
            total = np.int32(src[r + i]) + np.int32(src[r + j]) + np.int32(src[s + i]) + np.int32(src[s + j])
            out[y, x] = np.uint8((total + 2) >> 2)


def halved(src: Frame) -> Frame:
    """The picture at half the size (rounded up), each sample the mean of four."""
    return Frame(*(_half_plane(plane) for plane in src.planes))


def _half_plane(plane: Plane) -> Plane:
    height, width = plane.shape
    out = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint8)
    samples, pitch = read(plane)
    _halve(samples, pitch, out, width, height)
    return out


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _sample(src, pitch, fx, fy):
    """Linear reading at sample position (fx, fy); the caller keeps it at least a hair off the last sample."""
    i, j = np.int32(fx), np.int32(fy)
    wx, wy = fx - np.float32(i), fy - np.float32(j)
    r = np.uint32(j) * np.uint32(pitch) + np.uint32(i)
    s = r + np.uint32(pitch)
    one = np.uint32(1)
    tl, bl = np.float32(src[r]), np.float32(src[s])
    top = tl + (np.float32(src[r + one]) - tl) * wx
    low = bl + (np.float32(src[s + one]) - bl) * wx
    return top + (low - top) * wy


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _fold(f, n, last):
    """A sample position mirrored at the borders (within one picture's length) and held inside 0..last."""
    g = np.abs(f + np.float32(0.5))
    g = n - np.abs(n - g)
    return min(max(g - np.float32(0.5), np.float32(0.0)), last)


@njit(cache=True, nogil=True, error_model="numpy")
def _run(src, pitch, size, out, at, x0, x1, py, m, ends, zero, alpha, shades, endless, edges, inside):
    one, half, nil = np.float32(1.0), np.float32(0.5), np.float32(0.0)
    cols, rows = size[0], size[1]
    u0, v0, z0 = m[1] * py + m[2], m[4] * py + m[5], m[7] * py + m[8]
    for x in range(x0, x1):
        px = np.float32(x) + half
        k = alpha
        if not inside:
            for e in range(4):
                k = min(k, (edges[e, 0] * px + edges[e, 1] * py + edges[e, 2] + half) * alpha)
            k = max(k, nil)
        z = one / max(m[6] * px + z0, np.float32(1e-6))
        u = (m[0] * px + u0) * z
        fx, fy = u * cols - half, (m[3] * px + v0) * z * rows - half
        if endless:
            fx, fy = _fold(fx, cols, ends[1]), _fold(fy, rows, ends[3])
        else:
            fx, fy = min(max(fx, ends[0]), ends[1]), min(max(fy, ends[2]), ends[3])
        t = min(max((u - shades[2]) * shades[3], nil), one)
        t = shades[0] + (shades[1] - shades[0]) * t
        value = zero + (_sample(src, pitch, fx, fy) - zero) * t
        p = np.float32(out[at + x])
        out[at + x] = np.uint8(p + (value - p) * k + half)


@njit(cache=True, nogil=True, error_model="numpy")
def _range(edges, py, margin, x0, x1):
    """The columns of a row whose centres lie at least `margin` inside all four sides."""
    low, high = np.float64(x0), np.float64(x1)
    for e in range(4):
        a, rest = np.float64(edges[e, 0]), edges[e, 1] * py + edges[e, 2] - margin
        if a > 1e-6:
            low = max(low, -rest / a - 0.5)
        elif a < -1e-6:
            high = min(high, -rest / a + 0.5)
        elif rest < 0:
            high = low
    first = min(max(int(np.ceil(low)), x0), x1)
    return first, max(min(int(np.floor(high)), x1), first)


@njit(cache=True, nogil=True, error_model="numpy")
def _project(src, pitch, size, out, out_pitch, x0, x1, y0, y1, m, edges, ends, zero, alpha, shades, endless):
    for y in range(y0, y1):
        py, at = np.float32(y) + np.float32(0.5), y * out_pitch
        if endless:
            _run(src, pitch, size, out, at, x0, x1, py, m, ends, zero, alpha, shades, True, edges, True)
            continue
        a, d = _range(edges, py, -0.5, x0, x1)
        b, c = _range(edges, py, 0.5, a, d)
        _run(src, pitch, size, out, at, a, b, py, m, ends, zero, alpha, shades, False, edges, False)
        _run(src, pitch, size, out, at, b, c, py, m, ends, zero, alpha, shades, False, edges, True)
        _run(src, pitch, size, out, at, c, d, py, m, ends, zero, alpha, shades, False, edges, False)


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
    src = _prefiltered(src, out, *_scales(quad, part))
    matrix = _unproject(quad, part)
    for plane, target, zero in zip(src.planes, out.planes, (16, 128, 128), strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        (rows, cols), (th, tw) = plane.shape, target.shape
        xs, ys = [x * tw for x, _ in quad], [y * th for _, y in quad]
        x0, x1 = max(int(np.floor(min(xs))) - 1, 0), min(int(np.ceil(max(xs))) + 1, tw)
        y0, y1 = max(int(np.floor(min(ys))) - 1, 0), min(int(np.ceil(max(ys))) + 1, th)
        if endless:
            x0, x1, y0, y1 = 0, tw, 0, th
        scale = np.array([1 / tw, 1 / th, 1.0] * 3)
        ends = (part[0] * cols - 0.5, (part[0] + part[2]) * cols - 0.5)
        ends += (part[1] * rows - 0.5, (part[1] + part[3]) * rows - 0.5)
        limits = np.clip(np.array(ends), 0, [cols - 1, _last(cols), rows - 1, _last(rows)])
        _project(
            samples, pitch, np.array([cols, rows], np.float32), into, out_pitch, x0, x1, y0, y1,
            (matrix * scale).astype(np.float32), _edges(xs, ys), limits.astype(np.float32), np.float32(zero),
            np.float32(alpha), np.array([*shade, part[0], 1 / part[2]], np.float32), endless,
        )  # fmt: skip


def _last(count: int) -> float:
    """The last position `_sample` may read, a 4096th before the last sample, so its right neighbour exists."""
    return max(count - 1 - 2.0**-12, 0.0)


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
def _flow_row(src, pitch, lx, ly, kx, size, row, alpha):
    half, cells = np.float32(0.5), lx.shape[0] - 1
    x = 0
    for i in range(cells):
        # the columns whose centres lie in cell i
        end = row.shape[0] if i == cells - 1 else min(np.int64(np.ceil((i + 1) / kx - 0.5)), row.shape[0])
        ax, dx = lx[i], lx[i + 1] - lx[i]
        ay, dy = ly[i], ly[i + 1] - ly[i]
        for k in range(x, end):
            f = (np.float32(k) + half) * np.float32(kx) - np.float32(i)
            fx, fy = _fold(ax + dx * f, size[0], size[2]), _fold(ay + dy * f, size[1], size[3])
            p = np.float32(row[k])
            row[k] = np.uint8(p + (_sample(src, pitch, fx, fy) - p) * alpha + half)
        x = end


@njit(cache=True, nogil=True, error_model="numpy")
def _flow(src, pitch, size, gx, gy, out, out_pitch, width, height, alpha):
    gh, gw = gx.shape
    lx, ly = np.empty(gw, np.float32), np.empty(gw, np.float32)
    half = np.float32(0.5)
    ky = np.float32((gh - 1) / height)
    for y in range(height):
        fy = (np.float32(y) + half) * ky
        j = min(np.int32(fy), gh - 2)
        wy = fy - np.float32(j)
        for i in range(gw):
            lx[i] = (gx[j, i] + (gx[j + 1, i] - gx[j, i]) * wy) * size[0] - half
            ly[i] = (gy[j, i] + (gy[j + 1, i] - gy[j, i]) * wy) * size[1] - half
        row = out[y * out_pitch : y * out_pitch + width]
        _flow_row(src, pitch, lx, ly, (gw - 1) / width, size, row, alpha)


def flow(src: Frame, x: Reals, y: Reals, out: Frame, *, alpha: float = 1.0) -> None:
    """Reads the picture where two grids say: fractions at evenly spaced points, border on border, linear
    between; mirrored beyond the borders. alpha 0..1 over what is in `out`."""
    gx, gy = np.ascontiguousarray(x, np.float32), np.ascontiguousarray(y, np.float32)
    for plane, target in zip(src.planes, out.planes, strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        rows, cols = plane.shape
        height, width = target.shape
        size = np.array([cols, rows, _last(cols), _last(rows)], np.float32)
        _flow(samples, pitch, size, gx, gy, into, out_pitch, width, height, np.float32(alpha))
