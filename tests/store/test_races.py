"""Races of several processes over one database: credits, exports, revisions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from stillreel.store.accounts import Accounts
from stillreel.store.database import Database
from stillreel.store.ledger import Balance, Ledger
from stillreel.store.renders import Renders
from stillreel.store.rows import Rows

RACER = Path(__file__).with_name("racers.py")


class Race:
    """Three processes that wait for the word."""

    def __init__(self, url: str) -> None:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._started = [subprocess.Popen([sys.executable, str(RACER), url], **pipes) for _ in range(3)]
        assert [self._line(one) for one in self._started] == ["ready\n"] * 3

    def run(self, what: str, name: str) -> list[Any]:
        """Lets them go at the same moment, 8 rounds each; what they got besides nothing."""
        for one in self._started:
            assert one.stdin is not None
            one.stdin.write(f"{what} {name} 8\n")
            one.stdin.flush()
        return [got for one in self._started for got in json.loads(self._line(one)) if got is not None]

    def end(self) -> None:
        for one in self._started:
            one.communicate(timeout=60)
            assert one.returncode == 0

    def _line(self, one: subprocess.Popen[str]) -> str:
        assert one.stdout is not None
        return one.stdout.readline()


def test_processes_that_race_for_everything(url: str) -> None:
    """One set-up, three races: exactly what is there is spent, each export has one worker, no revision is lost."""
    db, three = Database(url), Race(url)
    ledger, rows, renders = Ledger(db), Rows(db), Renders(db)
    account = Accounts(db, secret=b"s" * 32).anonymous("client-of-the-race", "192.0.2.1").account
    held = three.run("hold", account)
    posted = sum(7 for one in held if int(one[-1], 16) % 2)
    assert len(held) == len(set(held)) == 100 // 7
    assert ledger.balance(account) == Balance(2, 98 - posted, 100 - posted)
    assert ledger.reconcile() == ()

    for n in range(20):
        renders.submit(account, f"r{n}", "h", {}, session=f"s{n}")
    claimed = three.run("claim", "w")
    assert sorted(claimed) == sorted(f"r{n}" for n in range(20))
    assert {renders.get(account, one).attempt for one in claimed} == {1}

    session = rows.create("raced", "en").id
    written = three.run("append", session)
    assert sorted(written) == list(range(1, len(written) + 1)) and len(written) >= 8
    assert [(r.n, r.parent) for r in rows.revisions(session)][1:] == [(n, n - 1) for n in sorted(written)]
    assert rows.session(session).head == len(written)
    three.end()
    db.close()
