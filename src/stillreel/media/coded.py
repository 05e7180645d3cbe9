"""A finished piece as bytes: what an encoder gave, ready to be joined without encoding again.

    magic | sizes of head, table, data | head (codec set-up) | table (pts, length, size, key) | data | SHA-256

Times count in the stream's own ticks (frames for pictures, samples for sound) from the piece's start, so a
piece knows nothing of where it will stand. Invariant: `load(dump(x)) == x`, and a changed, short or long
byte string raises Damaged: what is delivered is what was encoded.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

MAGIC = b"stillreel piece 1\n"
_SIZES = struct.Struct("<QQQQ")
_ROW = struct.Struct("<qqQB")
_DIGEST = hashlib.sha256().digest_size


class Damaged(ValueError):
    """The bytes are not a whole piece."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One access unit: shown at `pts` for `length` ticks; `key`: decoding can start here."""

    pts: int
    length: int
    key: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Coded:
    """A run of packets in decoding order, `ticks` long; `head` is the codec's set-up data (SPS/PPS ...)."""

    head: bytes
    ticks: int
    packets: tuple[Packet, ...]

    @property
    def delay(self) -> int:
        """How many packets decoding must run ahead of showing (0 without reordering), pictures only."""
        return max((i - p.pts for i, p in enumerate(self.packets)), default=0)

    @property
    def size(self) -> int:
        return sum(len(p.data) for p in self.packets)


def dump(coded: Coded) -> bytes:
    """The piece as bytes, checksum at the end."""
    table = b"".join(_ROW.pack(p.pts, p.length, len(p.data), p.key) for p in coded.packets)
    data = b"".join(p.data for p in coded.packets)
    body = b"".join(
        (MAGIC, _SIZES.pack(len(coded.head), len(table), len(data), coded.ticks), coded.head, table, data)
    )
    return body + hashlib.sha256(body).digest()


def load(raw: bytes) -> Coded:
    """Bytes -> piece. Raises Damaged unless every bit is as it was written."""
    body, digest = raw[:-_DIGEST], raw[-_DIGEST:]
    if not raw.startswith(MAGIC) or hashlib.sha256(body).digest() != digest:
        raise Damaged("the checksum does not fit")
    head, table, data, ticks = _SIZES.unpack_from(body, len(MAGIC))
    at = len(MAGIC) + _SIZES.size
    if len(body) != at + head + table + data:
        raise Damaged("the sizes do not fit")
    packets, offset = [], at + head + table
    for pts, length, size, key in _ROW.iter_unpack(body[at + head : offset]):
        packets.append(Packet(pts, length, bool(key), body[offset : offset + size]))
        offset += size
    return Coded(body[at : at + head], ticks, tuple(packets))
