"""Milliseconds <-> frames: the only rounding rule in the system.

Documents speak integer milliseconds, plans speak whole frames. A boundary is rounded once (half up);
a length is always the difference of two rounded boundaries, so parts add up to the whole exactly,
at any rational frame rate (30000/1001 too). Invariant: `frame_at` never decreases in `ms`.
"""

from __future__ import annotations

from fractions import Fraction


def rate(fps: int | float | str | Fraction) -> Fraction:
    """The exact frame rate in 1/s. 29.97, 23.976 and 59.94 become their NTSC fractions n*1000/1001.

    Raises ValueError outside 1..120."""
    value = Fraction(str(fps)) if not isinstance(fps, Fraction) else fps
    for nominal in (24, 30, 48, 60, 120):
        ntsc = Fraction(nominal * 1000, 1001)
        if abs(value - ntsc) < Fraction(1, 200):
            value = ntsc
    if not 1 <= value <= 120:
        raise ValueError(f"frame rate {float(value):g} is outside 1..120")
    return value


def frame_at(ms: int, fps: Fraction) -> int:
    """The frame whose start is nearest to `ms` (half rounds up)."""
    return (2 * ms * fps.numerator + 1000 * fps.denominator) // (2000 * fps.denominator)


def ms_at(frame: int, fps: Fraction) -> int:
    """The start of a frame in whole milliseconds (half rounds up). `frame_at(ms_at(n)) == n` for fps <= 500."""
    return (2000 * frame * fps.denominator + fps.numerator) // (2 * fps.numerator)


def seconds(ms: int) -> str:
    """`2500 -> '2.5'`, `10000 -> '10'`: seconds without needless decimals."""
    whole, rest = divmod(ms, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)
