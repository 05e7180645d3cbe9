"""The cache of pieces: never a wrong byte, never litter, whoever dies in the middle."""

from __future__ import annotations

import errno
import os
import platform
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stillreel.errors import DiskFull
from stillreel.media.coded import Coded, Packet
from stillreel.render import chunks as module
from stillreel.render.chunks import Chunks


def piece(n: int, size: int = 1000) -> Coded:
    return Coded(b"head", 1, (Packet(0, 1, True, bytes([n % 256]) * size),))


def key(n: int) -> str:
    return f"{n:064x}"


def test_what_was_put_comes_back_and_nothing_else_lies_about(tmp_path: Path) -> None:
    cache = Chunks(tmp_path)
    assert cache.get(key(1)) is None
    cache.put(key(1), piece(1))
    assert cache.get(key(1)) == piece(1)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [key(1)]


@pytest.mark.parametrize("spoil", ["flip", "cut", "empty", "longer"])
def test_a_damaged_entry_is_never_delivered(tmp_path: Path, spoil: str) -> None:
    cache = Chunks(tmp_path)
    cache.put(key(1), piece(1))
    place = tmp_path / key(1)[:2] / key(1)
    raw = bytearray(place.read_bytes())
    raw[500] ^= 4
    place.write_bytes({"flip": bytes(raw), "cut": raw[:-9], "empty": b"", "longer": bytes(raw) + b"x"}[spoil])
    assert cache.get(key(1)) is None
    assert not place.exists()
    cache.put(key(1), piece(1))
    assert cache.get(key(1)) == piece(1)


def test_the_least_recently_used_go_first_and_the_running_export_keeps_its_own(tmp_path: Path) -> None:
    cache = Chunks(tmp_path, limit=3500)
    for n in range(5):
        cache.put(key(n), piece(n))
        os.utime(tmp_path / key(n)[:2] / key(n), (n, n))
    assert cache.get(key(0)) is not None  # used just now
    assert cache.trim(keep={key(1)}) <= 3500
    assert [n for n in range(5) if cache.get(key(n))] == [0, 1, 4]


def test_a_full_disk_is_said_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Chunks(tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(DiskFull):
        cache.put(key(1), piece(1))
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_many_writers_of_one_key(tmp_path: Path) -> None:
    cache = Chunks(tmp_path)
    threads = [threading.Thread(target=cache.put, args=(key(7), piece(7, 50_000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    seen = [cache.get(key(7)) for _ in range(50)]
    for thread in threads:
        thread.join()
    assert all(s in (None, piece(7, 50_000)) for s in seen)
    assert cache.get(key(7)) == piece(7, 50_000)


WRITER = """
import sys
from pathlib import Path
from stillreel.media.coded import Coded, Packet
from stillreel.render.chunks import Chunks
cache = Chunks(Path(sys.argv[1]))
print("ready", flush=True)
for n in range(10_000):
    cache.put(f"{n % 7:064x}", Coded(b"head", 1, (Packet(0, 1, True, bytes([n % 7]) * 400_000),)))
    if n == 7:
        print("wrote", flush=True)
"""


def test_a_writer_killed_at_any_instant_leaves_whole_entries_and_no_litter_after_a_sweep(
    tmp_path: Path,
) -> None:
    for n in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        if n:
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        cache = Chunks(tmp_path)
        entries = list(tmp_path.glob("??/*"))
        for entry in entries:
            assert cache.get(entry.name) == piece(int(entry.name, 16), 400_000)
        cache.sweep()
        assert not list(tmp_path.glob("part-*"))


def test_a_sweep_spares_those_who_live(tmp_path: Path) -> None:
    cache = Chunks(tmp_path)
    mine = tmp_path / f"part-{platform.node()}-{os.getpid()}-abc"
    far = tmp_path / "part-another-host-1-abc"
    mine.write_bytes(b"x")
    far.write_bytes(b"x")
    cache.sweep()
    assert mine.exists()
    assert far.exists()
    os.utime(far, (0, 0))
    cache.sweep()
    assert mine.exists()
    assert not far.exists()


def test_written_then_synced_then_renamed_then_the_folder_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(module.os, "fsync", lambda h: (order.append("sync"), sync(h))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (order.append("rename"), replace(a, b))[1])
    Chunks(tmp_path).put(key(1), piece(1))
    assert order == ["sync", "rename", "sync"]
