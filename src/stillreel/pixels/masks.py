"""Putting one picture in another's place, pixel by pixel, at the time each pixel has in a map.

An *order* is a u16 map (h, w): 0 changes first, 65535 last. `reveal` lets an edge run through it, so a wipe,
an iris, blinds and a burning sheet of paper are one loop and different maps. `spread` makes a large smooth
map from a few values; `tint` and `veil` lay one colour over a frame; `tone` maps samples through a table.
Invariant: weights are whole 256ths, 0 keeps `a` and 256 gives `b` exactly; results stay between their inputs.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# (the compiled loops: their types are numba's)

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from .flat import flat
from .frame import Frame, Plane

Order = npt.NDArray[np.uint16]
Reals = npt.NDArray[np.float64]
TOP = 65535


def read(plane: Plane) -> tuple[npt.NDArray[np.uint8], int]:
    """The plane flat and its pitch, marked read-only: the loops are compiled once, for such inputs."""
    samples, pitch = flat(plane)
    samples = samples[:]
    samples.flags.writeable = False
    return samples, pitch


def write(plane: Plane) -> tuple[npt.NDArray[np.uint8], int]:
    """The plane flat and its pitch, to be written. Raises ValueError when it must not be."""
    if not plane.flags.writeable:
        raise ValueError("the output frame is read-only")
    return flat(plane)


@njit(cache=True, nogil=True, error_model="numpy")
def _weights(order, row, top, inv, ks):
    for x in range(ks.shape[0]):
        t = (top - np.float32(order[row, x])) * inv
        t = min(max(t, np.float32(0.0)), np.float32(1.0))
        t = t * t * (np.float32(3.0) - np.float32(2.0) * t)
        ks[x] = np.int32(t * np.float32(256.0) + np.float32(0.5))


@njit(cache=True, nogil=True, error_model="numpy")
def _mix(a, b, ks, out):
    for x in range(out.shape[0]):
        p = np.int32(a[x])
        out[x] = np.uint8(p + (((np.int32(b[x]) - p) * ks[x] + 128) >> 8))


@njit(cache=True, nogil=True, error_model="numpy")
def _halve_weights(above, below, ks):
    for x in range(ks.shape[0]):
        ks[x] = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) >> 2


@njit(cache=True, nogil=True, error_model="numpy")
def _reveal(order, top, inv, ya, yb, yo, ua, ub, uo, va, vb, vo, pa, pb, po, ca, cb, co):
    height, width = order.shape
    above, below = np.empty(width, np.int32), np.empty(width, np.int32)
    small = np.empty(width // 2, np.int32)
    for y in range(0, height, 2):
        _weights(order, y, top, inv, above)
        _weights(order, y + 1, top, inv, below)
        _mix(ya[y * pa : y * pa + width], yb[y * pb : y * pb + width], above, yo[y * po : y * po + width])
        z = y + 1
        _mix(ya[z * pa : z * pa + width], yb[z * pb : z * pb + width], below, yo[z * po : z * po + width])
        _halve_weights(above, below, small)
        c, n = y // 2, width // 2
        _mix(ua[c * ca : c * ca + n], ub[c * cb : c * cb + n], small, uo[c * co : c * co + n])
        _mix(va[c * ca : c * ca + n], vb[c * cb : c * cb + n], small, vo[c * co : c * co + n])


def reveal(a: Frame, b: Frame, order: Order, p: float, soft: float, out: Frame) -> None:
    """`out` = `b` where the order's time has come, `a` where it has not, with a soft edge between.

    p 0..1: 0 is all `a`, 1 is all `b`. soft (0..1]: how much of the order the edge spans. `out` may be `a` or
    `b` itself. Raises ValueError when the order's shape is not the frame's.
    """
    if order.shape != out.y.shape:
        raise ValueError(f"the order is {order.shape}, the frame {out.y.shape}")
    span = max(soft * TOP, 1.0)
    top = p * (TOP + span)
    (ya, pa), (ua, ca), (va, _) = (read(q) for q in a.planes)
    (yb, pb), (ub, cb), (vb, _) = (read(q) for q in b.planes)
    (yo, po), (uo, co), (vo, _) = (write(q) for q in out.planes)
    _reveal(
        order, np.float32(top), np.float32(1.0 / span),
        ya, yb, yo, ua, ub, uo, va, vb, vo, pa, pb, po, ca, cb, co,
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _spread(grid, out):
    rows, cols = grid.shape
    height, width = out.shape
    line = np.empty(cols, np.float32)
    kx, ky = np.float32((cols - 1) / width), np.float32((rows - 1) / height)
    half = np.float32(0.5)
    for y in range(height):
        fy = (np.float32(y) + half) * ky
        j = min(np.int32(fy), rows - 2)
        wy = fy - np.float32(j)
        for i in range(cols):
            line[i] = grid[j, i] + (grid[j + 1, i] - grid[j, i]) * wy
        for x in range(width):
            fx = (np.float32(x) + half) * kx
            i = min(np.int32(fx), cols - 2)
            v = line[i] + (line[i + 1] - line[i]) * (fx - np.float32(i))
            v = min(max(v, np.float32(0.0)), np.float32(1.0))
            out[y, x] = np.uint16(v * np.float32(65535.0) + half)


def spread(grid: Reals, width: int, height: int) -> Order:
    """A grid of values 0..1 (rows, cols >= 2), its border on the frame's border, made a map by linear steps."""
    out = np.empty((height, width), np.uint16)
    _spread(np.ascontiguousarray(grid, np.float32), out)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _tint(order, gain, yo, uo, vo, po, co, luma, cb, cr):
    height, width = order.shape
    for y in range(height):
        row = yo[y * po : y * po + width]
        for x in range(width):
            k = min((np.int32(order[y, x]) * gain) >> 16, 256)
            p = np.int32(row[x])
            row[x] = np.uint8(p + (((luma - p) * k + 128) >> 8))
    for y in range(height // 2):
        us, vs = uo[y * co : y * co + width // 2], vo[y * co : y * co + width // 2]
        for x in range(width // 2):
            k = min((np.int32(order[2 * y, 2 * x]) * gain) >> 16, 256)
            p, q = np.int32(us[x]), np.int32(vs[x])
            us[x] = np.uint8(p + (((cb - p) * k + 128) >> 8))
            vs[x] = np.uint8(q + (((cr - q) * k + 128) >> 8))


def tint(out: Frame, amount: Order, gain: float, yuv: tuple[int, int, int]) -> None:
    """Lays a colour over `out`, in place: 65535 in `amount`, times `gain` (0..4), is opaque."""
    (yo, po), (uo, co), (vo, _) = (write(q) for q in out.planes)
    _tint(amount, np.int32(round(min(gain, 4.0) * 256)), yo, uo, vo, po, co, *(np.int32(c) for c in yuv))


@njit(cache=True, nogil=True, error_model="numpy")
def _veil(out, pitch, colour, across, down):
    left, right = 0, across.shape[0]
    while left < right and across[left] == 0:
        left += 1
    while right > left and across[right - 1] == 0:
        right -= 1
    for y in range(down.shape[0]):
        if down[y] == 0:
            continue
        for x in range(left, right):
            p = np.int32(out[y * pitch + x])
            out[y * pitch + x] = np.uint8(p + (((colour - p) * ((across[x] * down[y]) >> 8) + 128) >> 8))


def veil(out: Frame, across: Reals, down: Reals, yuv: tuple[int, int, int]) -> None:
    """Lays a colour over `out`, in place, with opacity across(x) * down(y); both 0..1, one value a column, a row."""
    wide = np.floor(np.clip(across, 0.0, 1.0) * 256 + 0.5).astype(np.int32)
    tall = np.floor(np.clip(down, 0.0, 1.0) * 256 + 0.5).astype(np.int32)
    for plane, colour, step in zip(out.planes, yuv, (1, 2, 2), strict=True):
        samples, pitch = write(plane)
        xs, ys = np.ascontiguousarray(wide[::step]), np.ascontiguousarray(tall[::step])
        _veil(samples, pitch, np.int32(colour), xs, ys)


@njit(cache=True, nogil=True, error_model="numpy")
def _tone(src, pitch, table, out, out_pitch, width, height):
    for y in range(height):
        for x in range(width):
            out[y * out_pitch + x] = table[src[y * pitch + x]]


def tone(src: Frame, luma: Reals, chroma: Reals, out: Frame) -> None:
    """Maps every sample through a table of 256 values (rounded and held in the legal range). `out` may be `src`."""
    tables = (_table(luma, 16, 235), _table(chroma, 16, 240), _table(chroma, 16, 240))
    for plane, table, target in zip(src.planes, tables, out.planes, strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        _tone(samples, pitch, table, into, out_pitch, plane.shape[1], plane.shape[0])


def _table(values: Reals, low: int, high: int) -> npt.NDArray[np.uint8]:
    return np.clip(np.floor(values + 0.5), low, high).astype(np.uint8)
