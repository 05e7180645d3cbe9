"""Who asked to be told of an export's end, as part of the export's own row: what ends it makes the word due.

A word is taken, sent, and marked as told; a process that dies between has it sent again, under the same id: at least
once. What is not taken well comes again after a while, then later, a day in all. Invariant: two processes never send
the same word at the same time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from .database import Database
from .renders import COLUMNS, Render, render_of
from .tables import renders

AGAIN_S = (30, 30, 120, 600, 1800, 7200, 21_600, 43_200)
"""Seconds from one try to the next; the first pause also covers a process that died while it sent."""


@dataclass(frozen=True, slots=True)
class Word:
    """One end of an export to be told to `url`. `id` is the same at every try, `tries` counts them from 1."""

    id: str
    url: str
    render: Render
    tries: int


class Callbacks:
    """All words that are owed. Each verb is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def take(self) -> Word | None:
        """The word that has been due the longest, for the caller to send now; None when there is none."""
        with self._db.reading() as c:
            if c.execute(self._due(c).limit(1)).first() is None:
                return None
        with self._db.writing() as c:
            row = c.execute(self._due(c).limit(1).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            render = render_of(row, COLUMNS)
            pause = AGAIN_S[min(row.told_tries, len(AGAIN_S) - 1)] * 1000
            value = {"told_tries": row.told_tries + 1, "told_due_ms": self._db.now(c) + pause}
            c.execute(renders.update().where(*_key(render)).values(value))
        return Word(_id(render), row.callback, render, row.told_tries + 1)

    def told(self, word: Word) -> None:
        """They know; nothing is sent any more."""
        with self._db.writing() as c:
            c.execute(renders.update().where(*_key(word.render)).values(told_ms=self._db.now(c)))

    def owed(self) -> int:
        """How many words are still to be told."""
        query = sa.select(sa.func.count()).select_from(renders).where(*_OWED)
        with self._db.reading() as c:
            return int(c.execute(query).scalar_one())

    def _due(self, c: sa.Connection) -> sa.Select[tuple[object, ...]]:
        columns = [*COLUMNS, renders.c.callback, renders.c.told_tries]
        due = renders.c.told_due_ms <= self._db.now(c)
        return sa.select(*columns).where(*_OWED, due).order_by(renders.c.told_due_ms, renders.c.ended_ms)


_OWED = (
    renders.c.callback.is_not(None),
    renders.c.told_ms.is_(None),
    renders.c.ended_ms.is_not(None),
    renders.c.told_tries <= len(AGAIN_S),
)


def _key(render: Render) -> tuple[sa.ColumnElement[bool], ...]:
    return renders.c.account == render.account, renders.c.id == render.id


def _id(render: Render) -> str:
    text = "\n".join((render.account, render.id, render.state)).encode()
    return "msg_" + hashlib.sha256(text).hexdigest()[:32]
