"""Rows: compare and set, branches, shelves, migrations that end at the tables, and what survives kill -9."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from stillreel.draft.assets import Asset
from stillreel.draft.model import Draft, validate
from stillreel.errors import Conflict, NotFound, Unavailable
from stillreel.store.rows import Rows
from stillreel.store.tables import HEAD, metadata


def lite(folder: Path) -> str:
    return f"sqlite:///{folder / 'rows.db'}"


def asset(n: int, name: str = "a.jpg") -> Asset:
    return Asset(
        f"{n:064x}",
        "image",
        "image/jpeg",
        9,
        name,
        40,
        30,
        faces=((0.1, 0.2, 0.3, 0.4),),
        colours=("#AA0000",),
    )


def titled(title: str) -> Draft:
    return validate({"m": {"title": title}})


def test_a_session_starts_empty_and_grows_by_revisions(tmp_path: Path) -> None:
    rows = Rows(lite(tmp_path))
    session = rows.create("shop", "en")
    moved, first = rows.append(session, titled("one"), ({"op": "rename"},), "call it one")
    moved, second = rows.append(moved, titled("two"), (), "")
    back = rows.move(moved, first.n)
    back, third = rows.append(back, titled("three"), (), "")
    assert [(r.n, r.parent) for r in rows.revisions(session.id)] == [(0, None), (1, 0), (2, 1), (3, 1)]
    assert rows.session(session.id).head == third.n
    assert rows.revision(session.id, first.n) == first
    assert second.draft.meta.title == "two"
    again = Rows(lite(tmp_path))
    assert again.revision(session.id, 3).draft == titled("three")
    for database in (rows, again):
        database.close()


def test_writers_meet_on_the_version(tmp_path: Path) -> None:
    """Eight threads race from one state: exactly one wins each round, nothing is lost."""
    rows = Rows(lite(tmp_path))
    session = rows.create("race", "en")
    for n in range(5):
        seen, won, lost = rows.session(session.id), [], []
        start = threading.Barrier(8)

        def write(k: int, seen=seen, won=won, lost=lost, start=start, n=n) -> None:  # type: ignore[no-untyped-def]
            start.wait()
            try:
                won.append(rows.append(seen, titled(f"{n} {k}"), (), ""))
            except Conflict as error:
                lost.append(error.data["revision"])

        threads = [threading.Thread(target=write, args=(k,)) for k in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1 and len(lost) == 7
        assert set(lost) == {won[0][1].n}
    assert len(rows.revisions(session.id)) == 6
    rows.close()


def test_a_shelf_keeps_upload_order_and_each_file_once(tmp_path: Path) -> None:
    rows = Rows(lite(tmp_path))
    one, other = rows.create("a", "en"), rows.create("b", "en")
    for n in (3, 1, 2, 3):
        rows.hold(one.id, asset(n, f"{n}.jpg"))
    rows.hold(other.id, asset(1, "renamed.jpg"))
    assert [a.name for a in rows.shelf(one.id)] == ["3.jpg", "1.jpg", "2.jpg"]
    assert rows.shelf(other.id).assets == (asset(1, "renamed.jpg"),)
    rows.delete(one.id)
    with pytest.raises(NotFound):
        rows.session(one.id)
    assert len(rows.shelf(other.id)) == 1
    assert rows.asset(asset(3).id) is not None, "a file's facts outlive the session that brought it"
    rows.close()


def test_migrations_end_at_the_tables(tmp_path: Path) -> None:
    """What the migrations build is what `tables` says, column by column."""
    Rows(lite(tmp_path)).close()
    engine = sa.create_engine(lite(tmp_path))
    built = sa.inspect(engine)
    assert set(built.get_table_names()) - {"alembic_version"} == set(metadata.tables)
    for name, table in metadata.tables.items():
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in built.get_columns(name)}
        wanted = {c.name: (str(c.type.compile(engine.dialect)), bool(c.nullable)) for c in table.columns}
        assert columns == wanted
        assert {i["name"] for i in built.get_indexes(name)} == {i.name for i in table.indexes}
    engine.dispose()


def test_data_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    Rows(lite(tmp_path)).close()
    with sqlite3.connect(tmp_path / "rows.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(Unavailable, match=f"9999.*{HEAD}.*newer release"):
        Rows(lite(tmp_path))


WRITER = """
import sys
from stillreel.draft.model import validate
from stillreel.store.rows import Rows
rows = Rows(sys.argv[1])
session = rows.create("killed", "en")
print(session.id, flush=True)
while True:
    session, revision = rows.append(session, validate({"m": {"title": "x" * 2000}}), (), "")
    print(revision.n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 23])
def test_acknowledged_revisions_survive_kill_9(tmp_path: Path, after: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, lite(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        session = child.stdout.readline().strip()
        acknowledged = 0
        while acknowledged < after:
            acknowledged = int(child.stdout.readline())
        child.kill()
        rest = child.stdout.read().split()
    acknowledged = max([acknowledged, *(int(n) for n in rest if n.isdigit())][:-1] or [acknowledged])
    rows = Rows(lite(tmp_path))
    there = rows.revisions(session)
    assert [r.n for r in there] == list(range(len(there)))
    assert len(there) > acknowledged
    assert rows.session(session).head == there[-1].n
    rows.close()
    with sqlite3.connect(tmp_path / "rows.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
