"""Adding everything up: the database, the files and the temporary folders of a service that rests.

`faults_of` lists what does not fit, in words; an empty list is what the promises say. It looks at the data folder
and its database from outside, with the ledger's own adding-up and with plain SQL beside it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stillreel.store.database import Database
from stillreel.store.ledger import Ledger

Ask = Callable[[str], list[Any]]
LITTER = {"temp": ("upload-", "render-"), "files": ("incoming-",), "cache": ("part-",)}


def faults_of(data: Path, url: str = "") -> list[str]:
    """What does not fit in a data folder (and the database at `url`, where it is another than the folder's own)."""
    database = Database(url or f"sqlite:///{data / 'stillreel.db'}")
    try:
        wrong = [f"books: {line}" for line in Ledger(database).reconcile()]
        with database.engine.connect() as c:

            def every(query: str) -> list[Any]:
                return list(c.execute(sa.text(query)).all())

            if not url and (said := every("PRAGMA integrity_check")[0][0]) != "ok":
                wrong.append(f"database: {said}")
            wrong += _rows(every) + _files(every, data)
    finally:
        database.close()
    return wrong + litter(data)


def _rows(every: Ask) -> list[str]:
    wrong = [
        f"account {r[0]}: {r[1]} frozen of {r[2]}"
        for r in every("SELECT id, frozen, total FROM accounts WHERE frozen < 0 OR frozen > total")
    ]
    wrong += [
        f"hold {r[0]} ended {r[1]} times"
        for r in every(
            "SELECT hold, COUNT(*) FROM ledger WHERE hold IS NOT NULL GROUP BY hold HAVING COUNT(*) > 1"
        )
    ]
    wrong += [
        f"session {r[0]} points at a revision that is not there"
        for r in every(
            "SELECT s.id FROM sessions s LEFT JOIN revisions r ON r.session = s.id AND r.n = s.head WHERE r.n IS NULL"
        )
    ]
    wrong += [
        f"session {r[0]}: {r[1]} events, the last is {r[2]}, it counts {r[3]}"
        for r in every(
            "SELECT s.id, COUNT(e.n), COALESCE(MAX(e.n), 0), s.events FROM sessions s"
            " LEFT JOIN events e ON e.session = s.id GROUP BY s.id, s.events"
        )
        if not r[1] == r[2] == r[3]
    ]
    wrong += [
        f"account {r[0]}: {r[1]} still frozen"
        for r in every("SELECT id, frozen FROM accounts WHERE frozen > 0")
    ]
    wrong += [f"run {r[0]} still runs" for r in every("SELECT id FROM runs WHERE state = 'running'")]
    wrong += [
        f"export {r[0]} is still {r[1]}"
        for r in every("SELECT id, state FROM renders WHERE state IN ('pending', 'processing')")
    ]
    return wrong


def _files(every: Ask, data: Path) -> list[str]:
    wrong = []
    held = {r[0]: json.loads(r[1]).get("size") for r in every("SELECT id, facts FROM assets")}
    made = {
        r[0]: json.loads(r[1]).get("size")
        for r in every("SELECT blob, output FROM renders WHERE state = 'completed'")
    }
    for name, size in (held | made).items():
        place = data / "files" / str(name)[:2] / str(name)
        if not place.is_file():
            wrong.append(f"file {name} has a row and no bytes")
        elif place.stat().st_size != size:
            wrong.append(f"file {name} has {place.stat().st_size} bytes, its row says {size}")
        elif _digest(place) != name:
            wrong.append(f"file {name} has other bytes")
    return wrong


def unclaimed(data: Path) -> int:
    """Whole files that no row knows: a kill between file and row leaves one; `prune` removes it, a re-send takes it."""
    with sqlite3.connect(f"file:{data / 'stillreel.db'}?mode=ro", uri=True, timeout=20) as base:
        known = {r[0] for r in base.execute("SELECT id FROM assets")}
        known |= {r[0] for r in base.execute("SELECT blob FROM renders WHERE blob IS NOT NULL")}
    base.close()
    return sum(1 for p in (data / "files").glob("??/*") if p.name not in known)


def litter(data: Path) -> list[str]:
    """Unfinished files that nobody works on any more."""
    return [
        f"left behind: {folder}/{place.name}"
        for folder, heads in LITTER.items()
        for place in sorted((data / folder).glob("*"))
        if place.name.startswith(heads)
    ]


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
