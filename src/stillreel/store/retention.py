"""What is kept and for how long; the pruner that removes the rest and never what a live job needs.

A file is needed while a session holds it, an export that is not over names it, or it is an export's video that is
still kept. Everything else goes once it is an hour old: what was stored a moment ago may be about to be held. A video
is first declared gone (its links close) and removed an hour later, so that downloads which have begun end whole.
Safe to run beside everything else, and on several machines at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from ..errors import NotFound
from .accounts import DAY_MS
from .blobs import Blobs
from .rows import Rows
from .tables import accounts, assets, holdings, keys, renders, runs, sessions

GRACE_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Policy:
    """Days: finished videos after their export; sessions of accounts that nobody registered, after their last
    change. 0 keeps for ever."""

    exports_days: int = 30
    anonymous_days: int = 0


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went: videos whose links closed, sessions, files and their bytes."""

    exports: int = 0
    sessions: int = 0
    files: int = 0
    bytes: int = 0


def prune(rows: Rows, blobs: Blobs, policy: Policy, grace_ms: int = GRACE_MS) -> Pruned:
    """One round over everything. Raises Unavailable when the database or the files do not answer: what went is gone
    for good by then, the rest stays for the next round."""
    exports = _expire(rows, policy)
    gone = _forget(rows, policy)
    needed, now = _needed(rows, grace_ms), _now(rows)
    count = size = 0
    for blob in blobs.kept():
        if (
            blob.id not in needed
            and blob.written_ms < now - grace_ms
            and _removed(rows, blobs, blob.id, grace_ms)
        ):
            count, size = count + 1, size + blob.bytes
    return Pruned(exports, gone, count, size)


def _expire(rows: Rows, policy: Policy) -> int:
    """Closes the links of old videos, and drops answers that nobody may ask for again."""
    db = rows.database
    with db.writing() as c:
        now = db.now(c)
        c.execute(keys.delete().where(keys.c.expires_ms <= now))
        if not policy.exports_days:
            return 0
        old = (
            renders.c.state == "completed",
            renders.c.expired_ms.is_(None),
            renders.c.ended_ms < now - policy.exports_days * DAY_MS,
        )
        return c.execute(renders.update().where(*old).values(expired_ms=now)).rowcount


def _forget(rows: Rows, policy: Policy) -> int:
    """Deletes sessions of unregistered accounts that nobody has touched for long and nothing works on."""
    if not policy.anonymous_days:
        return 0
    db = rows.database
    going = renders.c.state.in_(("pending", "processing"))
    query = (
        sa.select(sessions.c.id)
        .join(accounts, accounts.c.id == sessions.c.account)
        .where(
            accounts.c.email.is_(None),
            ~sa.exists().where(renders.c.session == sessions.c.id, going),
            ~sa.exists().where(runs.c.session == sessions.c.id, runs.c.state == "running"),
        )
    )
    with db.reading() as c:
        before = db.now(c) - policy.anonymous_days * DAY_MS
        old = c.execute(query.where(sessions.c.updated_ms < before)).scalars().all()
    gone = 0
    for session in old:
        try:
            rows.delete(session, untouched_since=before)
            gone += 1
        except NotFound:  # deleted by its owner, or used again meanwhile
            continue
    return gone


def _needed(rows: Rows, grace_ms: int) -> set[str]:
    """Every file that somebody needs now."""
    db = rows.database
    with db.reading() as c:
        needed = set(c.execute(sa.select(holdings.c.asset).distinct()).scalars())
        needed |= set(c.execute(sa.select(renders.c.blob).where(*_videos(db.now(c), grace_ms))).scalars())
        for text in c.execute(sa.select(renders.c.needs).where(_LIVE)).scalars():
            needed |= set(json.loads(text))
    return needed


def _removed(rows: Rows, blobs: Blobs, blob: str, grace_ms: int) -> bool:
    """Looks once more with the file locked against whoever is about to hold it, then removes it."""
    db = rows.database
    with db.writing() as c:
        db.lock(c, f"blob:{blob}")
        asked = (
            sa.select(holdings.c.asset).where(holdings.c.asset == blob),
            sa.select(renders.c.id).where(renders.c.blob == blob, *_videos(db.now(c), grace_ms)),
            sa.select(renders.c.id).where(_LIVE, renders.c.needs.contains(blob, autoescape=True)),
        )
        if any(c.execute(query.limit(1)).first() is not None for query in asked):
            return False
        c.execute(assets.delete().where(assets.c.id == blob))
        blobs.remove(blob)
    return True


_LIVE = renders.c.state.in_(("pending", "processing"))


def _videos(now: int, grace_ms: int) -> tuple[sa.ColumnElement[bool], ...]:
    kept = sa.or_(renders.c.expired_ms.is_(None), renders.c.expired_ms > now - grace_ms)
    return renders.c.blob.is_not(None), kept


def _now(rows: Rows) -> int:
    with rows.database.reading() as c:
        return rows.database.now(c)
