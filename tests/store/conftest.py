"""The two databases that every test of rows runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
