"""What a bucket has besides the contract of all blobs: near copies, parts, wrong keys, a server that is away."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stillreel.errors import BadRequest, NotFound, Unavailable
from stillreel.store import buckets
from stillreel.store.buckets import Access, BucketBlobs

from .bucket import Bucket


def test_another_machine_fetches_what_this_one_wrote(bucket: Bucket, tmp_path: Path) -> None:
    access, data = bucket.access(), os.urandom(20_000_000)  # larger than a part: it goes up in three
    here, there = BucketBlobs(access, tmp_path / "here"), BucketBlobs(access, tmp_path / "there")
    one, size = here.add(io.BytesIO(data), 1 << 30)
    assert (one, size) == (hashlib.sha256(data).hexdigest(), len(data))
    source = there.open(one)
    assert b"".join(source.read(8_000_000, 17_000_000)) == data[8_000_000:17_000_000]
    assert not list((tmp_path / "there").rglob("??/*")), "reading a part makes no copy"
    assert there.path(one).read_bytes() == data
    here.remove(one)
    with pytest.raises(NotFound):
        there.check(one)


def test_near_copies_are_few(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "IN_USE_S", -1.0)
    blobs = BucketBlobs(bucket.access(), tmp_path / "near", 2_500_000)
    ids = [blobs.add(io.BytesIO(bytes([n]) * 1_000_000), 10**7)[0] for n in range(5)]
    assert len(list((tmp_path / "near").glob("??/*"))) == 2
    assert len(list(blobs.kept())) == 5
    assert [blobs.path(one).stat().st_size for one in ids] == [1_000_000] * 5


def test_a_damaged_object_is_not_used(bucket: Bucket, tmp_path: Path) -> None:
    access = bucket.access()
    one, _ = BucketBlobs(access, tmp_path / "here").add(io.BytesIO(b"right" * 100), 10**6)
    [place] = [p for p in bucket.objects() if p.name == one]
    place.write_bytes(b"wrong" * 100)
    with pytest.raises(Unavailable, match="damaged"):
        BucketBlobs(access, tmp_path / "there").path(one)


def test_wrong_keys_and_names_are_sentences(bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        BucketBlobs(bucket.access(secret="guessed"), tmp_path / "a").add(io.BytesIO(b"x"), 10)
    assert not list((tmp_path / "a").rglob("??/*")), "what did not go up is not kept near either"
    for url in ("http://x/y", "s3://", "nonsense"):
        with pytest.raises(BadRequest):
            BucketBlobs(Access(url), tmp_path / "b")


def test_a_server_that_is_away_is_said_and_comes_back(bucket: Bucket, tmp_path: Path) -> None:
    blobs = BucketBlobs(bucket.access(), tmp_path / "near")
    one, _ = blobs.add(io.BytesIO(b"before"), 10)
    bucket.stop()
    try:
        for act in (
            lambda: blobs.add(io.BytesIO(b"after"), 10),
            lambda: blobs.check(one),
            lambda: list(blobs.kept()),
        ):
            with pytest.raises(Unavailable):
                act()
        assert blobs.path(one).read_bytes() == b"before", "what is near is still read"
    finally:
        bucket.start()
    blobs.add(io.BytesIO(b"after"), 10)
    assert len(list(blobs.kept())) == 2


WRITER = """
import os, sys
from pathlib import Path
from stillreel.store.buckets import Access, BucketBlobs
blobs = BucketBlobs(Access(*sys.argv[1:6]), Path(sys.argv[6]))
class Long:
    left = 40
    def read(self, size):
        self.left -= 1
        return os.urandom(size) if self.left >= 0 else b""
print("begun", flush=True)
blobs.add(Long(), 1 << 30)
print("done", flush=True)
"""


@pytest.mark.parametrize("at", ["begun", "parts"])
def test_kill_9_leaves_no_half_object(bucket: Bucket, tmp_path: Path, at: str) -> None:
    access, before = bucket.access(), len(bucket.objects())
    words = [access.url, access.endpoint, access.region, access.key, access.secret, str(tmp_path)]
    with subprocess.Popen([sys.executable, "-c", WRITER, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdout.readline() == "begun\n"
        while at == "parts" and len(bucket.parts()) == 0 and child.poll() is None:
            time.sleep(0.005)
        os.kill(child.pid, signal.SIGKILL)
    assert list(BucketBlobs(access, tmp_path).kept()) == [] and len(bucket.objects()) == before
