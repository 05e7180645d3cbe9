"""Migrations: they end at the tables, carry every earlier release's rows, and refuse what they cannot bring there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from stillreel.draft.assets import Asset
from stillreel.draft.model import Draft
from stillreel.errors import Unavailable
from stillreel.store.accounts import Accounts
from stillreel.store.callbacks import Callbacks
from stillreel.store.database import Database
from stillreel.store.ledger import Balance, Ledger
from stillreel.store.migrating import upgrade
from stillreel.store.passwords import digest
from stillreel.store.renders import Renders
from stillreel.store.rows import Rows
from stillreel.store.runs import Runs
from stillreel.store.tables import HEAD, metadata

FIRST = [
    "INSERT INTO sessions VALUES ('s1', 'old', 'en', 1, 3, 5, 6)",
    "INSERT INTO revisions VALUES ('s1', 0, NULL, '{}', '[]', '', 5)",
    """INSERT INTO revisions VALUES ('s1', 1, 0, '{"m":{"title":"kept"}}', '[{"op":"rename"}]', 'call it kept', 6)""",
    """INSERT INTO assets VALUES ('f1', '{"id":"f1","kind":"image","mime":"image/png","size":9,"name":"",
        "width":40,"height":30,"gone":1}', 5)""",
    "INSERT INTO holdings VALUES ('s1', 'f1', 1, 'a.png')",
]
SECOND = [
    "INSERT INTO accounts VALUES ('a1', 'client-1', NULL, NULL, 95, 10, 5)",
    "INSERT INTO sessions VALUES ('s2', 'owned', 'zh', 0, 0, 5, 6, 'a1', 't2', 2)",
    "INSERT INTO revisions VALUES ('s2', 0, NULL, '{}', '[]', '', 5)",
    "INSERT INTO ledger VALUES ('l1', 'a1', 'grant', 100, NULL, NULL, NULL, 'starter', 5)",
    "INSERT INTO ledger VALUES ('l2', 'a1', 'hold', 10, NULL, 'run:r0', 99, '', 6)",
    "INSERT INTO ledger VALUES ('l3', 'a1', 'post', 5, 'l2', NULL, NULL, '', 7)",
    "INSERT INTO ledger VALUES ('l4', 'a1', 'hold', 10, NULL, 'run:r1', 4102444800000, '', 8)",
    f"""INSERT INTO tokens VALUES ('{digest("nmv_usr_old")}', 'k1', 'a1', 'token', 'starter', 'read write', 5,
        NULL, NULL)""",
    "INSERT INTO runs VALUES ('r1', 's2', 'a1', 'hello', NULL, 'h', 'l4', 'running', '', 1, '', 0, 5, NULL)",
    "INSERT INTO events VALUES ('s2', 1, 'r1', '{\"author\":\"user\"}', 5)",
    "INSERT INTO events VALUES ('s2', 2, 'r1', '{\"author\":\"nemo_agent\"}', 6)",
    """INSERT INTO renders VALUES ('a1', 'render_1', 's2', 'h', '{"draft":{}}', '["f1"]', 1000, 'completed', 1, 0, 1.0,
        '', '{"size":7}', 'b1', 'w', '', 0, 5, 6, 7, NULL)""",
    "INSERT INTO grants VALUES ('g1', 'client-1', '192.0.2.1', 'a1', 100, 5)",
    "INSERT INTO links VALUES ('x1', 'bind', 's2', 'a1', NULL, NULL)",
    "INSERT INTO keys VALUES ('a1:POST', 'k', 'h', 200, '{}', 5, 4102444800000)",
    "INSERT INTO shares VALUES ('a1', 1000)",
]


@contextmanager
def raw(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as c:
        yield c
    engine.dispose()


def as_of(url: str, version: str) -> None:
    """A database as releases up to this one left it, with the rows that each of them wrote."""
    with raw(url) as c:
        for step, rows in (("0001", FIRST), ("0002", SECOND)):
            if step <= version:
                upgrade(c, step)
                for row in rows:
                    c.exec_driver_sql(row)


def test_migrations_end_at_the_tables(bare: str) -> None:
    """What the migrations build is what `tables` says, column by column."""
    Rows(bare).close()
    with raw(bare) as c:
        built = sa.inspect(c)
        assert set(built.get_table_names()) - {"alembic_version"} == set(metadata.tables)
        for name, table in metadata.tables.items():
            columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in built.get_columns(name)}
            wanted = {k.name: (str(k.type.compile(c.dialect)), bool(k.nullable)) for k in table.columns}
            assert columns == {k: (t.replace("FLOAT", columns[k][0]), n) for k, (t, n) in wanted.items()}
            assert {i["name"] for i in built.get_indexes(name)} == {i.name for i in table.indexes}
            kept = {k["name"] for k in built.get_check_constraints(name)}
            assert kept == {k.name for k in table.constraints if isinstance(k, sa.CheckConstraint)}


def test_the_first_releases_data_is_kept(bare: str) -> None:
    as_of(bare, "0001")
    rows = Rows(bare)
    session = rows.session("s1")
    assert (session.name, session.head, session.account) == ("old", 1, None)
    assert rows.revision("s1", 1).draft.meta.title == "kept"
    assert [a.name for a in rows.shelf("s1")] == ["a.png"], "a fact that nobody knows any more is left out"
    rows.append(session, Draft(), (), "more")
    assert [r.said for r in rows.revisions("s1")] == ["", "call it kept", "more"]
    assert rows.sessions(account="x") == ()
    rows.close()


def test_the_second_releases_data_is_kept(bare: str) -> None:
    """Every table has a row: books that fit, a token that opens, a running turn that ends, an export that is there."""
    as_of(bare, "0002")
    db = Database(bare)
    rows, ledger, accounts = Rows(db), Ledger(db), Accounts(db, secret=b"s" * 32)
    assert accounts.who("nmv_usr_old").id == "a1"
    assert (ledger.balance("a1"), ledger.reconcile()) == (Balance(85, 10, 95), ())
    assert [s.id for s in rows.sessions(account="a1")] == ["s2"]
    assert [n for n, _ in Runs(db).events("s2")] == [1, 2]
    assert [r.id for r in Runs(db).abandon(0)] == ["r1"]
    assert ledger.balance("a1") == Balance(95, 0, 95)
    done = Renders(db).get("a1", "render_1")
    assert (done.state, done.blob, done.output) == ("completed", "b1", {"size": 7})
    assert len(rows.shelf("s1")) == 1
    assert Callbacks(db).owed() == 0, "exports of before asked for no word"
    rows.hold("s2", Asset("f1", "image", "image/png", 9, "again.png", 40, 30))
    rows.delete("s2")
    db.close()


def test_what_cannot_be_brought_there_is_refused(bare: str) -> None:
    with raw(bare) as c:
        c.exec_driver_sql("CREATE TABLE sessions (id INTEGER)")
    with pytest.raises(Unavailable, match="does not say their version"):
        Rows(bare)
    with raw(bare) as c:
        c.exec_driver_sql("DROP TABLE sessions")
    Rows(bare).close()
    with raw(bare) as c:
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match=f"9999.*{HEAD}.*newer release"):
        Rows(bare)


@pytest.mark.parametrize(
    "address", ["postgresql://postgres@/none?host=/nowhere", "nonsense", "mysql://x", "sqlite:////no/such"]
)
def test_a_database_that_is_not_there_is_a_sentence(address: str) -> None:
    with pytest.raises(Unavailable):
        Database(address)


OPEN = "import sys; from stillreel.store.database import Database; Database(sys.argv[1]).close()"


def test_a_migration_that_was_killed_has_not_happened(bare: str) -> None:
    as_of(bare, "0001")
    died = subprocess.run(
        [sys.executable, "-c", OPEN, bare], env=os.environ | {"STILLREEL_FAULT": "before_migrated"}
    )
    assert died.returncode == -9
    with raw(bare) as c:
        assert c.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
        assert set(sa.inspect(c).get_table_names()) == {
            "sessions",
            "revisions",
            "assets",
            "holdings",
            "alembic_version",
        }
    rows = Rows(bare)
    assert rows.session("s1").name == "old"
    rows.close()


def test_processes_that_start_at_once_migrate_once(bare: str) -> None:
    started = [subprocess.Popen([sys.executable, "-c", OPEN, bare], stderr=subprocess.PIPE) for _ in range(3)]
    for one in started:
        _, errors = one.communicate(timeout=60)
        assert one.returncode == 0, errors.decode()
