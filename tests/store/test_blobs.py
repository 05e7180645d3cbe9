"""Blobs: named by their bytes, whole or not at all, never outside their folder."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stillreel.errors import NotFound, TooLarge
from stillreel.store.blobs import Blobs, FolderBlobs


def test_the_same_bytes_are_one_blob(blobs: Blobs) -> None:
    data = b"photo" * 1000
    first, size = blobs.add(io.BytesIO(data), 10**6)
    assert (first, size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert blobs.add(io.BytesIO(data), 10**6)[0] == first
    blobs.check(first)
    [kept] = blobs.kept()
    assert (kept.id, kept.bytes) == (first, len(data)) and kept.written_ms > 1_700_000_000_000
    assert blobs.path(first).read_bytes() == data
    blobs.remove(first)
    blobs.remove(first)
    assert list(blobs.kept()) == []
    for look in (blobs.path, blobs.open, blobs.check):
        with pytest.raises(NotFound):
            look(first)


def test_the_limit_is_exact_and_leaves_nothing(blobs: Blobs) -> None:
    assert blobs.add(io.BytesIO(b"x" * 100), 100)[1] == 100
    with pytest.raises(TooLarge):
        blobs.add(io.BytesIO(b"y" * 101), 100)
    assert len(list(blobs.kept())) == 1


def test_parts_are_read_and_an_open_one_stays_whole(blobs: Blobs) -> None:
    data = os.urandom(700_001)
    one, _ = blobs.add(io.BytesIO(data), 10**6)
    source = blobs.open(one)
    assert source.size == len(data)
    assert b"".join(source.read(0, len(data))) == data
    for start, end in ((0, 1), (5, 300_000), (262_144, 524_288), (len(data) - 1, len(data)), (7, 7)):
        assert b"".join(source.read(start, end)) == data[start:end]
    reading = source.read(0, len(data))
    first = next(reading)
    blobs.remove(one)
    assert first + b"".join(reading) == data
    source.close()


def test_writers_of_the_same_bytes_do_not_meet(blobs: Blobs) -> None:
    data = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: blobs.add(io.BytesIO(data), 10**6), range(16)))) == 1
    assert [one.bytes for one in blobs.kept()] == [len(data)]
    assert blobs.path(hashlib.sha256(data).hexdigest()).read_bytes() == data


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a" * 63, "A" * 64, "", "aa/" + "b" * 61, "\x00" * 64, "a" * 64 + "\n"]
)
def test_names_are_ids_or_nothing(blobs: Blobs, name: str) -> None:
    for look in (blobs.path, blobs.open, blobs.check, blobs.remove):
        with pytest.raises(NotFound):
            look(name)


FILLER = """
import io, sys
from pathlib import Path
from stillreel.errors import DiskFull
from stillreel.store.blobs import Blobs, FolderBlobs
root = Path(sys.argv[1])
blobs = FolderBlobs(root)
small, _ = blobs.add(io.BytesIO(b"kept"), 100)
try:
    blobs.add(io.BytesIO(b"z" * 10**6), 10**7)
except DiskFull as error:
    print(error.http, blobs.path(small).read_bytes().decode(), len([p for p in root.rglob("*") if p.is_file()]))
"""


def test_a_full_disk_is_an_answer(tmp_path: Path) -> None:
    """A real, tiny file system of its own mount namespace: 507, what was there stays, nothing half-written."""
    mount = f"mount -t tmpfs -o size=128k none {tmp_path}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small file system")
    script = f'{mount} && exec "{sys.executable}" -c "$FILLER" {tmp_path}'
    environment = {**os.environ, "FILLER": FILLER}
    command = ["unshare", "-m", "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["507", "kept", "1"]


ADDER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stillreel.store.blobs import Blobs, FolderBlobs
blobs = FolderBlobs(Path(sys.argv[1]))
class Slow:
    n = 0
    def read(self, size):
        self.n += 1
        print(self.n, flush=True)
        sys.stdin.readline()
        return b"s" * size if self.n < 4 else b""
blobs.add(Slow(), 1 << 30)
print("done", flush=True)
"""


@pytest.mark.parametrize("step", [1, 3, 4])
def test_kill_9_leaves_no_half_blob(tmp_path: Path, step: int) -> None:
    command = [sys.executable, "-c", ADDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdin is not None
        for n in range(1, step + 1):
            assert child.stdout.readline().strip() == str(n)
            if n < step:
                child.stdin.write("\n")
                child.stdin.flush()
        os.kill(child.pid, signal.SIGKILL)
    assert list(FolderBlobs(tmp_path).kept()) == []
