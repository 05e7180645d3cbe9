"""The two databases that every test of rows runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillreel.store.blobs import Blobs, FolderBlobs
from stillreel.store.buckets import BucketBlobs

from .bucket import Bucket
from .postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address of a database of the test's own, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rows.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rows.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.bare()


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    server = Bucket()
    yield server
    server.close()


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """A place for blobs, of each kind in turn."""
    if request.param == "folder":
        return FolderBlobs(tmp_path / "files")
    server: Bucket = request.getfixturevalue("bucket")
    return BucketBlobs(server.access(), tmp_path / "near")
