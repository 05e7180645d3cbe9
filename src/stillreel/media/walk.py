"""Animations counted without decoding: the frames, their times and the area they unpack to.

GIF, WebP and PNG say in their own structure how many frames follow and how big the canvas is. Walking that
structure costs microseconds where decoding costs seconds, so floods are refused before the first pixel. Invariant:
reads forward only, in bounded steps; never trusts a length beyond the end of the data.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import TooLarge, Unsupported

MOST_PIXELS = 50_000_000
MOST_MOVING = 500_000_000
MOST_SIDE = 32_767
MOST_SCANS = 100
_QUICKEST, _USUAL = 20, 100


@dataclass(frozen=True, slots=True)
class Shape:
    """A canvas in px and each frame's time in ms (one 0 for a still)."""

    width: int
    height: int
    times: tuple[int, ...] = (0,)

    @property
    def moves(self) -> bool:
        return len(self.times) > 1

    @property
    def duration(self) -> int:
        return sum(self.times) if self.moves else 0


def check(width: int, height: int, frames: int = 1) -> None:
    """Raises TooLarge beyond 50 MP a frame, 500 MP an animation or a side of 32,767 px; Unsupported when empty."""
    if width < 1 or height < 1:
        raise Unsupported("the picture has no size")
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise TooLarge(f"the picture is {width} x {height} px; at most 50 megapixels are accepted")
    if frames > 1 and width * height * frames > MOST_MOVING:
        raise TooLarge("the animation unpacks to more than 500 megapixels")


def shape(name: str, data: bytes) -> Shape | None:
    """The shape of a gif, webp, png or jpg by its structure; None where that does not tell (jpg)."""
    found = {"gif": _gif, "webp": _webp, "png": _png}[name](data) if name != "jpg" else None
    if name == "jpg" and data.count(b"\xff\xda") > MOST_SCANS:
        raise TooLarge("the picture is stored in too many scans")
    if found is not None:
        check(found.width, found.height, len(found.times))
    return found


def _time(ms: int) -> int:
    """Browsers show frames of 10 ms and less for 100 ms; so do we."""
    return ms if ms >= _QUICKEST else _USUAL


def _stop(width: int, height: int, times: list[int]) -> None:
    """Stop counting as soon as the budget is spent."""
    if len(times) % 64 == 1:
        check(width, height, len(times))


def _gif(data: bytes) -> Shape:
    width, height = (int.from_bytes(data[k : k + 2], "little") for k in (6, 8))
    check(width, height)
    at = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 0x80 else 0)
    times: list[int] = []
    wait = 0
    while at < len(data) - 1:
        kind = data[at]
        if kind == 0x21:
            if data[at + 1] == 0xF9 and at + 6 < len(data):
                wait = int.from_bytes(data[at + 4 : at + 6], "little") * 10
            at = _blocks(data, at + 2)
        elif kind == 0x2C and at + 9 < len(data):
            inner = [int.from_bytes(data[k : k + 2], "little") for k in range(at + 1, at + 9, 2)]
            width, height = max(width, inner[0] + inner[2]), max(height, inner[1] + inner[3])
            times.append(_time(wait))
            _stop(width, height, times)
            at = _blocks(data, at + 11 + (3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0))
        else:
            break
    return Shape(width, height, tuple(times) if times else (0,))


def _blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _webp(data: bytes) -> Shape:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = (int.from_bytes(data[k : k + 2], "little") & 0x3FFF for k in (26, 28))
        return Shape(width, height)
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return Shape((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind != b"VP8X":
        raise Unsupported("the picture is damaged")
    width, height = (int.from_bytes(data[k : k + 3], "little") + 1 for k in (24, 27))
    times: list[int] = []
    at = 12
    while at + 8 <= len(data):
        if data[at : at + 4] == b"ANMF":
            times.append(_time(int.from_bytes(data[at + 20 : at + 23], "little")))
            _stop(width, height, times)
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + (size & 1)
    return Shape(width, height, tuple(times) if times else (0,))


def _png(data: bytes) -> Shape:
    width, height = (int.from_bytes(data[k : k + 4], "big") for k in (16, 20))
    times: list[int] = []
    moves = False
    at = 8
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        if kind == b"acTL":
            moves = True
        elif kind == b"fcTL" and at + 32 <= len(data):
            above, below = (int.from_bytes(data[k : k + 2], "big") for k in (at + 28, at + 30))
            times.append(_time(1000 * above // (below or 100)))
            _stop(width, height, times)
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return Shape(width, height, tuple(times) if moves and times else (0,))
