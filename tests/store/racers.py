"""One process of a race: opens the database, waits for the word, does its share as fast as it can, says what it got.

python racers.py hold|claim|append URL NAME ROUNDS        prints one JSON list
"""

from __future__ import annotations

import json
import sys

from stillreel.draft.model import Draft, validate
from stillreel.errors import Conflict, OutOfCredits
from stillreel.store.database import Database
from stillreel.store.ledger import Ledger
from stillreel.store.renders import Renders
from stillreel.store.rows import Rows


def hold(db: Database, account: str) -> str | None:
    """Sets 7 credits aside; every second hold is posted in part."""
    try:
        made = Ledger(db).hold(account, 7)
    except OutOfCredits:
        return None
    if int(made.id[-1], 16) % 2:
        Ledger(db).post(made, 7)
    return made.id


def claim(db: Database, name: str) -> str | None:
    """Takes the next export."""
    job = Renders(db).claim(name)
    return None if job is None else job.id


def append(db: Database, session: str) -> int | None:
    """Writes on top of what it saw last."""
    rows = Rows(db)
    draft: Draft = validate({"m": {"title": "raced"}})
    try:
        return rows.append(rows.session(session), draft, (), "")[1].n
    except Conflict:
        return None


def main(url: str) -> None:
    db = Database(url)
    acts = {"hold": hold, "claim": claim, "append": append}
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, rounds = line.split()
        print(json.dumps([acts[what](db, name) for _ in range(int(rounds))]), flush=True)
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
