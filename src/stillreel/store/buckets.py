"""Blobs in a bucket of an S3 server, with a near copy on this machine of what was written or read last.

An object appears with the end of its upload, whole, or not at all; a large one goes up in parts. Its key is the
SHA-256 of its bytes, so that writing it twice is harmless. Every request is short and is tried a few times; a bucket
that does not answer is `Unavailable`, not a wait without end.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadRequest, NotFound, Unavailable
from .blobs import FolderBlobs, Kept, Readable, Source, is_id

if TYPE_CHECKING:
    from obstore.store import S3Store

LOG = logging.getLogger("stillreel.store")
PIECE = 8 << 20
IN_USE_S = 600.0
"""A near copy that was touched so lately stays: somebody may be about to open it."""
FORGOTTEN_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a bucket. What is empty is taken from the machine's own surroundings, as every S3 client does
    (AWS_* in the environment, the machine's role)."""

    url: str
    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""


class BucketBlobs:
    """Blobs under `s3://bucket/prefix`; `near` is the folder of near copies, kept under `near_bytes`."""

    def __init__(self, access: Access, near: Path, near_bytes: int = 4 << 30) -> None:
        self._bucket = _bucket(access)
        self._near, self._near_bytes = FolderBlobs(near), near_bytes

    def add(self, source: Readable, limit: int) -> tuple[str, int]:
        """Copies a stream in; returns (id, bytes). Raises TooLarge past `limit` bytes, DiskFull, Unavailable."""
        import obstore

        blob_id, size = self._near.add(source, limit)
        try:
            with _told():
                place = self._near.path(blob_id)
                obstore.put(self._bucket, _key(blob_id), place, chunk_size=PIECE, max_concurrency=4)
        except BaseException:
            self._near.remove(blob_id)
            raise
        self._trim()
        return blob_id, size

    def path(self, blob_id: str) -> Path:
        """Where a copy lies on this machine, fetched if it is not there. Raises NotFound, Unavailable, DiskFull."""
        with suppress(NotFound):
            place = self._near.path(blob_id)
            with suppress(FileNotFoundError):
                os.utime(place)
                return place
        size = self._size(blob_id)
        came, _ = self._near.add(_Reader(_Far(self._bucket, blob_id, size)), size)
        if came != blob_id:
            self._near.remove(came)
            raise Unavailable("a stored file is damaged", remedy="Upload it again.")
        self._trim()
        return self._near.path(blob_id)

    def open(self, blob_id: str) -> Source:
        """The near copy where there is one, else the object itself in parts. Raises NotFound, Unavailable."""
        with suppress(NotFound):
            return self._near.open(blob_id)
        return _Far(self._bucket, blob_id, self._size(blob_id))

    def check(self, blob_id: str) -> None:
        """Raises NotFound unless the bucket itself has it."""
        self._size(blob_id)

    def remove(self, blob_id: str) -> None:
        """Forgets a blob, here and there; one that is not there is no error."""
        import obstore

        self._near.remove(blob_id)
        with suppress(NotFound), _told():
            obstore.delete(self._bucket, _key(blob_id))

    def kept(self) -> Iterator[Kept]:
        """Every blob, in no order."""
        import obstore

        with _told():
            for rows in obstore.list(self._bucket):
                for row in rows:
                    name = row["path"].rpartition("/")[2]
                    if is_id(name):
                        yield Kept(name, row["size"], int(row["last_modified"].timestamp() * 1000))

    def _size(self, blob_id: str) -> int:
        import obstore

        with _told():
            return int(obstore.head(self._bucket, _key(blob_id))["size"])

    def _trim(self) -> None:
        """Lets near copies go, the longest untouched first."""
        copies = sorted(self._near.kept(), key=lambda one: one.written_ms)
        total, now = sum(one.bytes for one in copies), time.time()
        for one in copies:
            age = now - one.written_ms / 1000
            if age > IN_USE_S and (total > self._near_bytes or age > FORGOTTEN_S):
                self._near.remove(one.id)
                total -= one.bytes


class _Far:
    """An object, read in ranges: each is a request of its own, so that a slow reader holds nothing open."""

    def __init__(self, bucket: S3Store, blob_id: str, size: int) -> None:
        self._bucket, self._id, self.size = bucket, blob_id, size

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes [start, end), in pieces. Raises NotFound, Unavailable."""
        import obstore

        while start < end:
            with _told():
                piece = obstore.get_range(
                    self._bucket, _key(self._id), start=start, end=min(end, start + PIECE)
                )
            start += len(piece)
            yield piece.to_bytes()

    def close(self) -> None: ...


class _Reader:
    """A source as a stream."""

    def __init__(self, source: Source) -> None:
        self._pieces, self._rest = source.read(0, source.size), b""

    def read(self, size: int, /) -> bytes:
        self._rest = self._rest or next(self._pieces, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _key(blob_id: str) -> str:
    if not is_id(blob_id):
        raise NotFound("that file is not there")
    return f"{blob_id[:2]}/{blob_id}"


def _bucket(access: Access) -> S3Store:
    scheme, _, rest = access.url.partition("://")
    name, _, prefix = rest.partition("/")
    if scheme != "s3" or not name:
        raise BadRequest(f"BLOBS_URL is s3://bucket/prefix, not {access.url!r:.100}")
    try:
        from obstore.store import S3Store
    except ModuleNotFoundError:
        remedy = "pip install 'stillreel[s3]'."
        raise Unavailable("the client for S3 is not installed", remedy=remedy) from None
    given = {
        "endpoint": access.endpoint,
        "region": access.region,
        "access_key_id": access.key,
        "secret_access_key": access.secret,
    }
    return S3Store(
        name,
        prefix=prefix.strip("/") or None,
        client_options={
            "timeout": "30s",
            "connect_timeout": "3s",
            "allow_http": access.endpoint.startswith("http:"),
        },
        retry_config={
            "max_retries": 3,
            "retry_timeout": timedelta(seconds=15),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=2),
                "base": 2,
            },
        },
        **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]
    )


@contextmanager
def _told() -> Iterator[None]:
    """Says what the client says in words of ours."""
    from obstore.exceptions import BaseError, NotFoundError

    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise NotFound("that file is not there") from None
    except BaseError as error:
        LOG.warning("the bucket: %s", " ".join(str(error).split())[:300])
        raise Unavailable("the file store does not answer", retry_after=5) from None
