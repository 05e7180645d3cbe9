"""Idempotency keys: the first request with a key does the work, its re-sends get the same reply.

`begin` takes the key, `finish` keeps the reply. A process that died between the two leaves a key in flight, which
is free again after a minute: what it did must therefore be safe to do again. Invariant: one body per key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..errors import BadRequest, Conflict
from .database import Database
from .tables import keys

DAY_MS = 86_400_000
FLIGHT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What the first request was answered."""

    status: int
    body: Any


class Keys:
    """Keys by scope (account and route)."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, scope: str, key: str, body_hash: str) -> Reply | None:
        """None: the key is yours, do the work and `finish`. A Reply: it was done before.

        Raises Conflict while another request is in flight, or for another body; BadRequest for a bad key."""
        if not 0 < len(key) <= 255:
            raise BadRequest("an idempotency key has 1 to 255 characters")
        with self._db.writing() as c:
            self._db.lock(c, f"key:{scope}:{key}")
            now, mine = self._db.now(c), (keys.c.scope == scope, keys.c.key == key)
            row = c.execute(sa.select(keys).where(*mine)).first()
            if row is not None and row.expires_ms <= now:
                c.execute(keys.delete().where(*mine))
                row = None
            if row is None:
                value = {"scope": scope, "key": key, "body_hash": body_hash, "created_ms": now}
                c.execute(keys.insert().values(value | {"expires_ms": now + FLIGHT_MS}))
                return None
        if row.body_hash != body_hash:
            raise Conflict("that key was used for another request")
        if row.status is None:
            raise Conflict("the same request is being answered", retry_after=1)
        return Reply(row.status, json.loads(row.reply))

    def finish(self, scope: str, key: str, status: int, body: Any) -> None:
        """Keeps the reply (JSON) for a day."""
        mine = (keys.c.scope == scope, keys.c.key == key)
        with self._db.writing() as c:
            value = {"status": status, "reply": json.dumps(body), "expires_ms": self._db.now(c) + DAY_MS}
            c.execute(keys.update().where(*mine, keys.c.status.is_(None)).values(value))

    def drop(self, scope: str, key: str) -> None:
        """Nothing was done: the key is free again."""
        with self._db.writing() as c:
            mine = (keys.c.scope == scope, keys.c.key == key, keys.c.status.is_(None))
            c.execute(keys.delete().where(*mine))
