"""Rows: compare and set, branches, shelves, and what survives kill -9."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from stillreel.draft.assets import Asset
from stillreel.draft.model import Draft, validate
from stillreel.errors import Conflict, NotFound
from stillreel.store.rows import Rows


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


def test_a_session_starts_empty_and_grows_by_revisions(url: str) -> None:
    rows = Rows(url)
    session = rows.create("shop", "en")
    moved, first = rows.append(session, titled("one"), ({"op": "rename"},), "call it one")
    moved, second = rows.append(moved, titled("two"), (), "")
    back = rows.move(moved, first.n)
    back, third = rows.append(back, titled("three"), (), "")
    assert [(r.n, r.parent) for r in rows.revisions(session.id)] == [(0, None), (1, 0), (2, 1), (3, 1)]
    assert rows.session(session.id).head == third.n
    assert rows.revision(session.id, first.n) == first
    assert second.draft.meta.title == "two"
    again = Rows(url)
    assert again.revision(session.id, 3).draft == titled("three")
    for database in (rows, again):
        database.close()


def test_writers_meet_on_the_version(url: str) -> None:
    """Eight threads race from one state: exactly one wins each round, nothing is lost."""
    rows = Rows(url)
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


def test_a_shelf_keeps_upload_order_and_each_file_once(url: str) -> None:
    rows = Rows(url)
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
def test_acknowledged_revisions_survive_kill_9(url: str, after: int) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        session = child.stdout.readline().strip()
        acknowledged = 0
        while acknowledged < after:
            acknowledged = int(child.stdout.readline())
        child.kill()
        rest = child.stdout.read().split()
    acknowledged = max([acknowledged, *(int(n) for n in rest if n.isdigit())][:-1] or [acknowledged])
    rows = Rows(url)
    there = rows.revisions(session)
    assert [r.n for r in there] == list(range(len(there)))
    assert len(there) > acknowledged
    assert rows.session(session).head == there[-1].n
    rows.close()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
