"""The hottest loop, compiled: a plane through two `Taps`, 32 samples at a time, in whole numbers.

    source rows --down--> 32 rows of i16 --turn--> columns of 32 lanes --across--> u8 lanes --turn--> out

Filtering along a row would gather; turned by 90 degrees, neighbours are whole vectors. Vectors are written in
LLVM's own terms (`intrinsic`), because from plain loops numba makes 64-bit products where one 16-bit
instruction would do: four times slower. `plain.resample` computes the same bytes with NumPy.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, arg-type, operator, misc"
# numba types these functions from the arrays they get; `kernels.load` states those types
# ruff: noqa: ARG001 - an intrinsic's arguments are types here and values in its `code`

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

BLOCK = 32
I8, I16, I32, I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))


def _all(kind, lanes, value):
    """A vector of one constant."""
    return ir.Constant(ir.VectorType(kind, lanes), [value] * lanes)


def _spread(b, value, lanes):
    """A scalar in every lane."""
    empty = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
    first = b.insert_element(empty, value, ir.Constant(I32, 0))
    return b.shuffle_vector(first, empty, _all(I32, lanes, 0))


def _place(context, b, kind, array, index, item, lanes=1):
    """A pointer to `lanes` items of a flat array from `index` on."""
    data = b.gep(context.make_array(kind)(context, b, array).data, [index])
    return b.bitcast(data, (ir.VectorType(item, lanes) if lanes > 1 else item).as_pointer())


def _upper(b, x, w, lanes):
    """The upper 16 bits of the lanes' products: one instruction on current processors."""
    wide = ir.VectorType(I32, lanes)
    product = b.mul(b.sext(x, wide), b.sext(w, wide))
    return b.trunc(b.ashr(product, _all(I32, lanes, 16)), ir.VectorType(I16, lanes))


def _centred(b, x, lanes):
    """u8 -> (x - 128) << 8 as i16."""
    tall = b.shl(b.zext(x, ir.VectorType(I16, lanes)), _all(I16, lanes, 8))
    return b.xor(tall, _all(I16, lanes, -32768))


def _column(lanes):
    """`lanes` samples of one output row: rows of `src` at the offsets `rows[k]` + x, weighted, to 1/128 of a level."""

    @intrinsic
    def column(context, src, rows, x, weights, at, count, bias, tmp, to):
        signature = types.void(
            src, rows, types.intp, weights, types.intp, types.intp, types.int16, tmp, types.intp
        )

        def code(ctx, b, sig, args):
            src, rows, x, weights, at, count, bias, tmp, to = args
            total = cgutils.alloca_once_value(b, _all(I16, lanes, 0))
            with cgutils.for_range(b, count, intp=I64) as loop:
                row = b.load(_place(ctx, b, sig.args[1], rows, loop.index, I64))
                w = b.load(_place(ctx, b, sig.args[3], weights, b.add(at, loop.index), I16))
                seen = b.load(_place(ctx, b, sig.args[0], src, b.add(row, x), I8, lanes), align=1)
                if lanes == 1:
                    seen = _spread(b, seen, 1)
                part = _upper(b, _centred(b, seen, lanes), _spread(b, w, lanes), lanes)
                b.store(b.add(b.load(total), part), total)
            made = b.shl(b.add(b.load(total), _spread(b, bias, lanes)), _all(I16, lanes, 1))
            if lanes == 1:
                made = b.extract_element(made, ir.Constant(I32, 0))
            b.store(made, _place(ctx, b, sig.args[7], tmp, to, I16, lanes), align=2)
            return ctx.get_dummy_value()

        return signature, code

    return column


_column32, _column1 = _column(BLOCK), _column(1)


@intrinsic
def _across(context, turned, base, step, weights, at, count, bias, lanes, to, low, high):
    """32 samples of one output column, rounded to whole levels and held to low..high."""
    signature = types.void(
        turned, types.intp, types.intp, weights, types.intp, types.intp, types.int16,
        lanes, types.intp, types.int16, types.int16,
    )  # fmt: skip

    def code(ctx, b, sig, args):
        turned, base, step, weights, at, count, bias, lanes, to, low, high = args
        total = cgutils.alloca_once_value(b, _all(I16, BLOCK, 0))
        with cgutils.for_range(b, count, intp=I64) as loop:
            w = b.load(_place(ctx, b, sig.args[3], weights, b.add(at, loop.index), I16))
            where = b.add(base, b.mul(loop.index, step))
            seen = b.load(_place(ctx, b, sig.args[0], turned, where, I16, BLOCK), align=2)
            b.store(b.add(b.load(total), _upper(b, seen, _spread(b, w, BLOCK), BLOCK)), total)
        made = b.ashr(b.add(b.load(total), _spread(b, bias, BLOCK)), _all(I16, BLOCK, 5))
        made = b.add(made, _all(I16, BLOCK, 128))
        for limit, beyond in ((low, "<"), (high, ">")):
            held = _spread(b, limit, BLOCK)
            made = b.select(b.icmp_signed(beyond, made, held), held, made)
        small = b.trunc(made, ir.VectorType(I8, BLOCK))
        b.store(small, _place(ctx, b, sig.args[7], lanes, to, I8, BLOCK), align=1)
        return ctx.get_dummy_value()

    return signature, code


def _turner(item, side):
    """Turns a square of `side` rows and columns by rounds of interleaving."""
    half = side // 2
    weave = [
        ir.Constant(ir.VectorType(I32, side), [v for k in part for v in (k, side + k)])
        for part in (range(half), range(half, side))
    ]

    @intrinsic
    def turn(context, source, at, pitch, target, to, out_pitch):
        signature = types.void(source, types.intp, types.intp, target, types.intp, types.intp)

        def code(ctx, b, sig, args):
            source, at, pitch, target, to, out_pitch = args
            rows = []
            for _ in range(side):
                rows.append(b.load(_place(ctx, b, sig.args[0], source, at, item, side), align=1))
                at = b.add(at, pitch)
            for _ in range(side.bit_length() - 1):
                pairs = zip(rows[:half], rows[half:], strict=True)
                rows = [b.shuffle_vector(x, y, order) for x, y in pairs for order in weave]
            for row in rows:
                b.store(row, _place(ctx, b, sig.args[3], target, to, item, side), align=1)
                to = b.add(to, out_pitch)
            return ctx.get_dummy_value()

        return signature, code

    return turn


_turn8, _turn16 = _turner(I16, 8), _turner(I8, 16)


@njit(cache=True, nogil=True)
def _down(src, rows, n, weights, at, count, tmp, to):
    """One output row, vertically filtered: `n` columns from the offsets `rows` on."""
    bias = np.int16(count // 2)
    if n < BLOCK:
        for x in range(n):
            _column1(src, rows, x, weights, at, count, bias, tmp, to + x)
        return
    for x in range(0, n, BLOCK):
        x = min(x, n - BLOCK)  # the last block overlaps the one before
        _column32(src, rows, x, weights, at, count, bias, tmp, to + x)


@njit(cache=True, nogil=True)
def _turn(tmp, wide, n, pad, turned, width, channels):
    """32 rows of `n` (in a pitch of `wide`) -> columns of 32 lanes; edge pixels repeat `pad` to the left and on."""
    for x in range(0, n, 8):
        for r in range(0, BLOCK, 8):
            _turn8(tmp, r * wide + x, wide, turned, (x + pad) * BLOCK + r, BLOCK)
    for x in range(pad):
        edge = pad + x % channels  # pad is a whole number of pixels
        turned[x * BLOCK : (x + 1) * BLOCK] = turned[edge * BLOCK : (edge + 1) * BLOCK]
    for x in range(pad + n, width):
        edge = pad + n - channels + (x - pad - n) % channels
        turned[x * BLOCK : (x + 1) * BLOCK] = turned[edge * BLOCK : (edge + 1) * BLOCK]


@njit(cache=True, nogil=True)
def _back(lanes, width, rows, out, at, pitch):
    """Columns of 32 lanes -> `rows` rows of `width`."""
    if width < 16 or rows < 16:
        for r in range(rows):
            for i in range(width):
                out[at + r * pitch + i] = lanes[i * BLOCK + r]
        return
    for i in range(0, width, 16):
        i = min(i, width - 16)
        for r in range(0, rows, 16):
            r = min(r, rows - 16)
            _turn16(lanes, i * BLOCK + r, BLOCK, out, at + r * pitch + i, pitch)


@njit(cache=True, nogil=True)
def resample(src, pitch, rows, cols, channels, fy, wy, fx, wx, out, out_pitch, low, high):
    """Separable filter of one plane by two `Taps`; see `plain.resample` for the arithmetic.

    `cols` counts pixels of `channels` interleaved samples; `fx` pixels."""
    height, width, count, tall = fy.shape[0], fx.shape[0], wx.shape[1], wy.shape[1]
    lo, hi, bias = np.int16(low), np.int16(high), np.int16(16 + count // 2)
    start, stop = fx.min(), fx.max() + count
    left = min(max(start, 0), cols - 1)
    n = (max(min(stop, cols), left + 1) - left) * channels
    pad = max(-start, 0) * channels
    span = max((stop - start) * channels, pad + n)
    wide = (n + BLOCK - 1) // BLOCK * BLOCK
    tmp = np.zeros(BLOCK * wide, np.int16)
    turned = np.empty(BLOCK * (span + 8), np.int16)
    lanes = np.empty(BLOCK * width * channels, np.uint8)
    down, across = wy.reshape(-1), wx.reshape(-1)
    offsets = np.empty(tall, np.int64)
    for j in range(0, height, BLOCK):
        live = min(BLOCK, height - j)
        for r in range(live):
            for k in range(tall):
                offsets[k] = min(max(fy[j + r] + k, 0), rows - 1) * pitch + left * channels
            _down(src, offsets, n, down, (j + r) * tall, tall, tmp, r * wide)
        _turn(tmp, wide, n, pad, turned, span, channels)
        for i in range(width):
            for c in range(channels):
                base = ((fx[i] - start) * channels + c) * BLOCK
                to = (i * channels + c) * BLOCK
                _across(turned, base, channels * BLOCK, across, i * count, count, bias, lanes, to, lo, hi)
        _back(lanes, width * channels, live, out, j * out_pitch, out_pitch)
