"""Tables that promise thousands of millions of entries, covers larger than any screen: an answer, and a cheap one."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest

from stillreel.errors import TooLarge, Unsupported
from stillreel.media import jail
from stillreel.media.probe import probe
from stillreel.media.sandbox import LINUX, Limits

from . import files
from .test_hostile import png

TABLES = (b"stts", b"stsc", b"stsz", b"stco", b"elst", b"ctts", b"stss")
"""Boxes whose count of entries stands behind 4 bytes of flags (`stsz`: behind 8)."""


@pytest.mark.parametrize("name", ["mp4", "mov", "m4a"])
@pytest.mark.parametrize("count", [0xFFFFFFFF, 0x7FFFFFFF, 0x10000000])
def test_tables_that_promise_too_much(name: str, count: int, tmp_path: Path) -> None:
    whole = files.sound(name) if name == "m4a" else files.film(name)
    hurt = bytearray(whole)
    for table in TABLES:
        at = hurt.find(table)
        while at >= 0:
            at += 12 if table == b"stsz" else 8
            hurt[at : at + 4] = struct.pack(">I", count)
            at = hurt.find(table, at)
    assert bytes(hurt) != whole
    _answered(files.put(tmp_path, bytes(hurt)))


def test_a_cover_of_900_megapixels_is_not_unpacked(tmp_path: Path) -> None:
    """The picture inside a song is no picture of ours: the song is taken, and the picture costs nothing."""
    cover = b"\x00image/png\x00\x03\x00" + png(12000, 12000).replace(
        struct.pack(">2I", 12000, 12000), struct.pack(">2I", 30000, 30000)
    )
    frame = b"APIC" + struct.pack(">I", len(cover)) + b"\x00\x00" + cover
    size = bytes(len(frame) >> s & 0x7F for s in (21, 14, 7, 0))
    path = files.put(tmp_path, b"ID3\x03\x00\x00" + size + frame + files.sound("mp3"))
    _answered(path)
    assert probe(path).kind == "audio"


def _answered(path: Path) -> None:
    """An answer or a refusal, of which neither costs much."""
    with jail.open_child("stillreel.media.inside.asking:probe", path, {}, Limits(cpu=2)) as child:
        with contextlib.suppress(TooLarge, Unsupported):
            child.answer(20.0)
        used = child.end()
        if LINUX:
            assert used["cpu"] < 1.5 and used["peak"] < 500 << 20, used
