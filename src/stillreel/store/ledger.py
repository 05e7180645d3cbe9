"""Credits: an append-only ledger of whole numbers. hold -> post | void | expire, and each hold ends exactly once.

An account's balance moves in the transaction that writes the entry, by one statement that refuses to overdraw;
the database's checks and the unique end of a hold say the same again. Invariant, at every observable moment:
`available + frozen = total`, none of them below zero, and each is the sum of its entries (`reconcile` proves it).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..errors import BadRequest, Conflict, NotFound, OutOfCredits
from .database import Database, Transaction, fault
from .tables import accounts, ledger

MOST = 10**12
"""The most credits one entry may move."""
HOLD_MS = 20 * 60 * 1000
"""How long a hold lives by default: a turn's 15 minutes and some."""

_ends = ledger.alias("ends")


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has: `total` credits, of which `frozen` are held for work in progress."""

    available: int
    frozen: int
    total: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Credits set aside. `end` is how it ended ("" while it is open), `charged` what that cost."""

    id: str
    account: str
    amount: int
    until_ms: int
    end: str = ""
    charged: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, never changed."""

    id: str
    account: str
    kind: str
    amount: int
    hold: str | None
    reason: str
    created_ms: int


class Ledger:
    """The credits of all accounts. Each verb is one transaction, or joins one that is handed in as `c`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def balance(self, account: str) -> Balance:
        """One consistent look. Raises NotFound."""
        with self._db.reading() as c:
            row = c.execute(
                sa.select(accounts.c.total, accounts.c.frozen).where(accounts.c.id == account)
            ).first()
        if row is None:
            raise NotFound("there is no such account")
        return Balance(row.total - row.frozen, row.frozen, row.total)

    def entries(self, account: str, limit: int = 100) -> tuple[Entry, ...]:
        """The account's newest entries, the newest first."""
        columns = [ledger.c[name] for name in Entry.__dataclass_fields__]
        query = sa.select(*columns).where(ledger.c.account == account)
        with self._db.reading() as c:
            rows = c.execute(query.order_by(ledger.c.created_ms.desc(), ledger.c.id).limit(limit))
            return tuple(Entry(*row) for row in rows)

    def grant(self, account: str, n: int, reason: str, *, key: str | None = None) -> Balance:
        """Gives `n` (1..10^12) credits. With a key (a payment's id) the second time changes nothing.

        Raises NotFound, BadRequest, Conflict when the key was used for another amount."""
        with self._db.writing() as c:
            give(c, account, n, reason, self._db.now(c), key)
        return self.balance(account)

    def hold(self, account: str, n: int, key: str | None = None, ttl: int = HOLD_MS) -> Hold:
        """Sets `n` (1..10^12) credits aside for `ttl` ms; the same key is the same hold.

        Raises OutOfCredits, NotFound, Conflict when the key was used for another amount."""
        with self._db.writing() as c:
            made = freeze(c, account, n, key, self._db.now(c), ttl)
            fault("after_hold")
        return made

    def post(self, hold: Hold | str, amount: int | None = None) -> Hold:
        """The work was done: takes `amount` (0..held; all by default) and frees the rest.

        Posting again the same changes nothing; raises Conflict when the hold ended otherwise."""
        with self._db.writing() as c:
            return settle(c, _id(hold), "post", amount, self._db.now(c))

    def void(self, hold: Hold | str, reason: str = "") -> Hold:
        """The work was not done: frees it all. A hold that was voided or has expired stays as it is."""
        with self._db.writing() as c:
            return settle(c, _id(hold), "void", None, self._db.now(c), reason)

    def spent(self, c: Transaction, account: str, n: int, key: str) -> None:
        """Takes `n` credits within the transaction of what they pay for: both are there, or neither.

        Raises OutOfCredits, NotFound, Conflict when the key was used before."""
        spend(c, account, n, key, self._db.now(c))

    def expire(self, limit: int = 1000) -> int:
        """Frees the holds whose time is over; returns how many."""
        done = 0
        with self._db.writing() as c:
            now = self._db.now(c)
            open_ = ~sa.exists().where(_ends.c.hold == ledger.c.id)
            query = sa.select(ledger.c.id).where(ledger.c.kind == "hold", ledger.c.until_ms <= now, open_)
            for row in c.execute(query.order_by(ledger.c.account, ledger.c.id).limit(limit)).all():
                done += settle(c, row.id, "expire", None, now).end == "expire"
        return done

    def sums(self) -> Balance:
        """All accounts together."""
        query = sa.select(
            sa.func.coalesce(sa.func.sum(accounts.c.total), 0),
            sa.func.coalesce(sa.func.sum(accounts.c.frozen), 0),
        )
        with self._db.reading() as c:
            total, frozen = (int(n) for n in c.execute(query).one())
        return Balance(total - frozen, frozen, total)

    def reconcile(self) -> tuple[str, ...]:
        """Adds up every entry again; returns what does not fit, in words. Empty means the books are right."""
        held = sa.case((sa.and_(ledger.c.kind == "hold", _ends.c.id.is_(None)), ledger.c.amount), else_=0)
        moved = sa.case(
            (ledger.c.kind == "grant", ledger.c.amount), (ledger.c.kind == "post", -ledger.c.amount), else_=0
        )
        join = ledger.outerjoin(_ends, _ends.c.hold == ledger.c.id)
        sums = (
            sa.select(ledger.c.account, sa.func.sum(moved).label("total"), sa.func.sum(held).label("frozen"))
            .select_from(join)
            .group_by(ledger.c.account)
            .subquery()
        )
        query = sa.select(
            accounts.c.id,
            accounts.c.total,
            accounts.c.frozen,
            sums.c.total.label("grown"),
            sums.c.frozen.label("held"),
        ).select_from(accounts.outerjoin(sums, sums.c.account == accounts.c.id))
        ended = sa.select(
            _ends.c.hold, _ends.c.amount, ledger.c.amount.label("held"), ledger.c.kind
        ).select_from(_ends.outerjoin(ledger, ledger.c.id == _ends.c.hold))
        with self._db.reading() as c:
            wrong = [
                f"account {row.id} says {row.total}, {row.frozen}; its entries say {row.grown or 0}, {row.held or 0}"
                for row in c.execute(query)
                if (row.total, row.frozen) != (int(row.grown or 0), int(row.held or 0))
            ]
            wrong += [
                f"hold {row.hold}: {row.kind} of {row.held} ended with {row.amount}"
                for row in c.execute(ended.where(_ends.c.hold.is_not(None)))
                if row.kind != "hold" or row.amount > row.held
            ]
        return tuple(wrong)


def give(c: sa.Connection, account: str, n: int, reason: str, now: int, key: str | None = None) -> None:
    """`Ledger.grant` within a transaction."""
    _whole(n, 1)
    _lock(c, account)
    if key is not None and (row := _keyed(c, account, key)) is not None:
        if (row.kind, row.amount) != ("grant", n):
            raise Conflict("that key was used for something else")
        return
    c.execute(accounts.update().where(accounts.c.id == account).values(total=accounts.c.total + n))
    _write(c, account, "grant", n, now, key=key, reason=reason)


def freeze(c: sa.Connection, account: str, n: int, key: str | None, now: int, ttl: int) -> Hold:
    """`Ledger.hold` within a transaction."""
    _whole(n, 1)
    total, frozen = _lock(c, account)
    if key is not None and (row := _keyed(c, account, key)) is not None:
        if (row.kind, row.amount) != ("hold", n):
            raise Conflict("that key was used for something else")
        return hold_of(c, row.id)
    result = c.execute(
        accounts.update()
        .where(accounts.c.id == account, accounts.c.total - accounts.c.frozen >= n)
        .values(frozen=accounts.c.frozen + n)
    )
    if result.rowcount != 1:
        raise OutOfCredits(f"that needs {n} credits and {total - frozen} are left", available=total - frozen)
    hold = _write(c, account, "hold", n, now, key=key, until_ms=now + ttl)
    return Hold(hold, account, n, now + ttl)


def spend(c: sa.Connection, account: str, n: int, key: str, now: int) -> None:
    """Takes `n` credits within the transaction of what they pay for: a hold that ends at once. Raises OutOfCredits."""
    settle(c, freeze(c, account, n, key, now, HOLD_MS).id, "post", None, now)


def settle(c: sa.Connection, hold_id: str, kind: str, amount: int | None, now: int, reason: str = "") -> Hold:
    """Ends a hold within a transaction: post (of `amount`, all by default), void or expire. See `Ledger`."""
    hold = hold_of(c, hold_id)
    _lock(c, hold.account)
    hold = hold_of(c, hold_id)  # again: somebody may have ended it while we waited for the account
    charge = (hold.amount if amount is None else _whole(amount, 0)) if kind == "post" else 0
    if charge > hold.amount:
        raise BadRequest(f"{hold.amount} credits are held, {charge} cannot be taken of them")
    if hold.end:
        if hold.charged != charge:
            raise Conflict(f"the hold has ended already, by {hold.end}", end=hold.end)
        return hold
    fault("before_settle")
    kind = "void" if kind == "post" and charge == 0 else kind
    c.execute(
        accounts.update()
        .where(accounts.c.id == hold.account)
        .values(frozen=accounts.c.frozen - hold.amount, total=accounts.c.total - charge)
    )
    _write(c, hold.account, kind, charge or hold.amount, now, hold=hold.id, reason=reason)
    return replace(hold, end=kind, charged=charge)


def _write(c: sa.Connection, account: str, kind: str, amount: int, now: int, **more: Any) -> str:
    more["reason"] = str(more.get("reason", ""))[:200]
    row = {
        "id": uuid.uuid4().hex,
        "account": account,
        "kind": kind,
        "amount": amount,
        "created_ms": now,
    } | more
    c.execute(ledger.insert().values(row))
    return str(row["id"])


def _lock(c: sa.Connection, account: str) -> tuple[int, int]:
    query = sa.select(accounts.c.total, accounts.c.frozen).where(accounts.c.id == account).with_for_update()
    row = c.execute(query).first()
    if row is None:
        raise NotFound("there is no such account")
    return row.total, row.frozen


def _keyed(c: sa.Connection, account: str, key: str) -> Any:
    return c.execute(sa.select(ledger).where(ledger.c.account == account, ledger.c.key == key)).first()


def hold_of(c: sa.Connection, hold_id: str) -> Hold:
    """A hold within a transaction. Raises NotFound."""
    query = sa.select(ledger, _ends.c.kind.label("end"), _ends.c.amount.label("charged")).select_from(
        ledger.outerjoin(_ends, _ends.c.hold == ledger.c.id)
    )
    row = c.execute(query.where(ledger.c.id == hold_id, ledger.c.kind == "hold")).first()
    if row is None:
        raise NotFound("there is no such hold")
    charged = row.charged if row.end == "post" else 0
    return Hold(row.id, row.account, row.amount, row.until_ms, row.end or "", charged)


def _id(hold: Hold | str) -> str:
    return hold if isinstance(hold, str) else hold.id


def _whole(n: object, least: int) -> int:
    if type(n) is not int or not least <= n <= MOST:
        raise BadRequest(f"credits are whole numbers from {least} to {MOST}, not {n!r:.40}")
    return n
