"""Accounts and what opens them: tokens, cookies, bind and claim links. Secrets are stored as hashes only.

An anonymous account is known by its client id: one grant per id per 7 days, so many per address; whoever comes
back after expiry gets the account and what is left of its credits. Registering through a bind link turns that very
account into a registered one, and its client id opens nothing any more. Invariant: expired stays expired.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..errors import BadRequest, Conflict, NotFound, RateLimited, Unauthorised
from .database import Database
from .ledger import give
from .passwords import derived, digest, fresh, hashed, matches
from .tables import accounts, grants, links, sessions, tokens

SCOPES = ("read", "write", "upload", "render", "*")
STARTER = ("read", "write", "upload")
DAY_MS = 86_400_000
_CLIENT = re.compile(r"[A-Za-z0-9._-]{8,128}")
EMAIL = r"^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
_EMAIL = re.compile(EMAIL)


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks, and by what: `kind` is token, cookie or visit (a claim link: `session` is all it may see)."""

    id: str
    email: str | None
    client_id: str | None
    created_ms: int
    kind: str = "token"
    scopes: tuple[str, ...] = ()
    token_id: str = ""
    session: str | None = None

    @property
    def anonymous(self) -> bool:
        """Whether nobody has registered it yet."""
        return self.email is None

    def allows(self, scope: str) -> bool:
        """Whether what was shown opens this scope."""
        return "*" in self.scopes or scope in self.scopes


@dataclass(frozen=True, slots=True)
class Token:
    """A key to an account. `token` is the secret itself, known at the moment of issue only ("" in lists)."""

    id: str
    account: str
    kind: str
    name: str
    scopes: tuple[str, ...]
    created_ms: int
    expires_ms: int | None
    revoked_ms: int | None
    token: str = ""
    credits: int = 0


class Accounts:
    """All accounts. `secret` (32 bytes and more, the same on every server) makes the bind links."""

    def __init__(self, database: Database, *, secret: bytes) -> None:
        if len(secret) < 32:
            raise BadRequest("the server's secret has 32 bytes or more")
        self._db, self._secret = database, secret

    def anonymous(
        self, client_id: str, ip: str, *, grant: int = 100, days: int = 7, per_ip: int = 10
    ) -> Token:
        """A starter token for `days` days, and `grant` credits unless the id had some in that time.

        Raises BadRequest for a bad id, RateLimited (`retry_after` s) while a token of it lives, or when the
        address had `per_ip` in `days` days (IPv6: its /64)."""
        if not _CLIENT.fullmatch(client_id):
            raise BadRequest("a client id has 8 to 128 of A-Z a-z 0-9 . _ -", remedy="Send a UUID.")
        address, span = _address(ip), days * DAY_MS
        with self._db.writing() as c:
            for name in (f"address:{address}", f"client:{client_id}"):
                self._db.lock(c, name)
            now = self._db.now(c)
            account = c.execute(sa.select(accounts.c.id).where(accounts.c.client_id == client_id)).scalar()
            granted = _granted(c, client_id, now, span, alive=account)
            _spare(c, address, now, span, per_ip)
            if account is None:
                account = _create(c, now, client_id=client_id)
            amount = 0 if granted else grant
            row = {"id": uuid.uuid4().hex, "client_id": client_id, "address": address, "account": account}
            c.execute(grants.insert().values(row | {"amount": amount, "created_ms": now}))
            if amount:
                give(c, account, amount, "starter credits", now)
            made = _issue(c, account, "token", "starter", STARTER, now, now + span)
            left = c.execute(
                sa.select(accounts.c.total - accounts.c.frozen).where(accounts.c.id == account)
            ).scalar_one()
        return replace(made, credits=int(left))

    def who(self, token: str) -> Account:
        """Whose it is. Raises Unauthorised alike for missing, wrong, expired and revoked ones."""
        query = (
            sa.select(
                accounts.c.id,
                accounts.c.email,
                accounts.c.client_id,
                accounts.c.created_ms,
                tokens.c.kind,
                tokens.c.scopes,
                tokens.c.id.label("token_id"),
                tokens.c.name,
                tokens.c.expires_ms,
                tokens.c.revoked_ms,
            )
            .join(accounts, accounts.c.id == tokens.c.account)
            .where(tokens.c.hash == digest(token))
        )
        with self._db.reading() as c:
            row = c.execute(query).first() if token else None
            now = self._db.now(c) if row is not None and row.expires_ms is not None else 0
        if row is None or row.revoked_ms is not None:
            raise Unauthorised("the token is missing, wrong or expired")
        if row.expires_ms is not None and row.expires_ms <= now:
            self._end(tokens.c.id == row.token_id)  # so that a clock set back does not open it again
            raise Unauthorised("the token is missing, wrong or expired")
        scopes, only = tuple(row.scopes.split()), row.name if row.kind == "visit" else None
        return Account(row.id, row.email, row.client_id, row.created_ms, row.kind, scopes, row.token_id, only)

    def account(self, account_id: str) -> Account:
        """An account by its id, e-mail address or client id (for operators). Raises NotFound."""
        name = account_id.strip()
        by = sa.or_(accounts.c.id == name, accounts.c.email == name.lower(), accounts.c.client_id == name)
        with self._db.reading() as c:
            row = c.execute(sa.select(accounts).where(by)).first()
        if row is None:
            raise NotFound("there is no such account")
        return Account(row.id, row.email, row.client_id, row.created_ms)

    def tokens(self, account: str) -> tuple[Token, ...]:
        """The account's live tokens and cookies, the newest first, without their secrets."""
        alive = (tokens.c.account == account, tokens.c.revoked_ms.is_(None))
        with self._db.reading() as c:
            now = self._db.now(c)
            rows = c.execute(
                sa.select(tokens).where(*alive).order_by(tokens.c.created_ms.desc(), tokens.c.id)
            )
            return tuple(_token(row) for row in rows if row.expires_ms is None or row.expires_ms > now)

    def issue(self, account: str, scopes: Iterable[str], name: str = "", days: int | None = None) -> Token:
        """A further token with these scopes. Raises BadRequest for an unknown scope, NotFound."""
        with self._db.writing() as c:
            if c.execute(sa.select(accounts.c.id).where(accounts.c.id == account)).first() is None:
                raise NotFound("there is no such account")
            now = self._db.now(c)
            expires = None if days is None else now + days * DAY_MS
            return _issue(c, account, "token", name, scopes, now, expires)

    def revoke(self, account: str, token_id: str) -> None:
        """Ends a token by its id. Raises NotFound, for somebody else's as for none."""
        if not self._end(tokens.c.account == account, tokens.c.id == token_id):
            raise NotFound("there is no such token")

    def register(self, email: str, password: str, bind_id: str | None = None) -> Account:
        """A registered account; through a bind link, the anonymous one with all it has.

        Raises BadRequest for a bad address, password or link, Conflict when the address is taken."""
        email = email.strip().lower()
        if len(email) > 254 or not _EMAIL.fullmatch(email):
            raise BadRequest("that is no e-mail address")
        password = hashed(password)  # before the transaction: it takes its time
        with self._db.writing() as c:
            self._db.lock(c, f"email:{email}")
            if c.execute(sa.select(accounts.c.id).where(accounts.c.email == email)).first() is not None:
                raise Conflict("that address has an account", remedy="Log in instead.")
            now = self._db.now(c)
            account = self._bound(c, bind_id, now) if bind_id else _create(c, now)
            value = {"email": email, "password": password, "client_id": None}
            c.execute(accounts.update().where(accounts.c.id == account).values(value))
        return self.account(account)

    def login(self, email: str, password: str, days: int = 30) -> Token:
        """A cookie session for `days` days, all scopes. Raises Unauthorised alike for both mistakes."""
        with self._db.reading() as c:
            query = sa.select(accounts.c.id, accounts.c.password)
            row = c.execute(query.where(accounts.c.email == email.strip().lower())).first()
        if not matches(password, row.password if row is not None else None) or row is None:
            raise Unauthorised("that address and password do not belong together", remedy="Try again.")
        with self._db.writing() as c:
            now = self._db.now(c)
            return _issue(c, row.id, "cookie", "browser", ("*",), now, now + days * DAY_MS)

    def logout(self, token: str) -> None:
        """Ends what `login` gave; one that has ended already is no error."""
        self._end(tokens.c.hash == digest(token))

    def bind(self, session: str, account: str) -> str:
        """The session's bind link, always the same: whoever opens it first may register this account."""
        link = "bnd_" + derived(self._secret, "bind", session, account)
        row = {"hash": digest(link), "kind": "bind", "session": session, "account": account}
        there = sa.select(links.c.kind).where(links.c.hash == row["hash"])
        with self._db.reading() as c:  # as a rule it is there: whoever looks waits for no writer
            if c.execute(there).first() is not None:
                return link
        with self._db.writing() as c:
            self._db.lock(c, f"link:{session}")
            if c.execute(there).first() is None:
                c.execute(links.insert().values(row | {"expires_ms": None, "used_ms": None}))
        return link

    def claim(self, session: str, account: str, days: int = 7) -> str:
        """A single-use link that opens this one project in a browser. Raises NotFound."""
        link = fresh("clm_")
        with self._db.writing() as c:
            mine = (sessions.c.id == session, sessions.c.account == account)
            if c.execute(sa.select(sessions.c.id).where(*mine)).first() is None:
                raise NotFound("there is no such session")
            expires = self._db.now(c) + days * DAY_MS
            row = {"hash": digest(link), "kind": "claim", "session": session, "account": account}
            c.execute(links.insert().values(row | {"expires_ms": expires, "used_ms": None}))
        return link

    def redeem(self, ct: str, days: int = 7) -> Token:
        """Uses a claim link up: a visit to its one session (`name`), to look and to talk. Raises NotFound."""
        with self._db.writing() as c:
            now = self._db.now(c)
            row = _use(c, ct, "claim", now)
            return _issue(c, row.account, "visit", row.session, ("read", "write"), now, now + days * DAY_MS)

    def _bound(self, c: sa.Connection, bind_id: str, now: int) -> str:
        account = str(_use(c, bind_id, "bind", now).account)
        query = sa.select(accounts.c.email).where(accounts.c.id == account).with_for_update()
        if c.execute(query).scalar() is not None:
            raise Conflict("that link's account is registered", remedy="Log in instead.")
        return account

    def _end(self, *where: sa.ColumnElement[bool]) -> bool:
        with self._db.writing() as c:
            value = {"revoked_ms": self._db.now(c)}
            done = c.execute(tokens.update().where(*where, tokens.c.revoked_ms.is_(None)).values(value))
        return done.rowcount == 1


def overview(database: Database, limit: int = 50) -> list[dict[str, Any]]:
    """The newest accounts as plain rows: who, credits, how many sessions and live tokens."""
    with database.reading() as c:
        now = database.now(c)
        alive = (
            tokens.c.revoked_ms.is_(None),
            sa.or_(tokens.c.expires_ms.is_(None), tokens.c.expires_ms > now),
        )
        count = sa.select(sa.func.count())
        query = sa.select(
            accounts.c.id,
            accounts.c.email,
            accounts.c.client_id,
            accounts.c.created_ms,
            accounts.c.total,
            (accounts.c.total - accounts.c.frozen).label("available"),
            count.where(sessions.c.account == accounts.c.id).scalar_subquery().label("sessions"),
            count.where(tokens.c.account == accounts.c.id, *alive).scalar_subquery().label("tokens"),
        )
        rows = c.execute(query.order_by(accounts.c.created_ms.desc(), accounts.c.id).limit(limit))
        return [dict(row._mapping) for row in rows]


def _granted(c: sa.Connection, client_id: str, now: int, span: int, *, alive: str | None) -> bool:
    """Whether the id had credits in this span. Raises RateLimited while it may not have a token either."""
    recent = (grants.c.client_id == client_id, grants.c.amount > 0, grants.c.created_ms > now - span)
    last = c.execute(sa.select(sa.func.max(grants.c.created_ms)).where(*recent)).scalar()
    if alive is None:
        if last is not None:  # the account behind it was registered: the id is spent until its week is over
            _wait(last + span - now, "a token was given to this client id already")
        return False
    live = (tokens.c.account == alive, tokens.c.revoked_ms.is_(None), tokens.c.expires_ms > now)
    until = sa.select(sa.func.max(tokens.c.expires_ms)).where(*live, tokens.c.name == "starter")
    if (end := c.execute(until).scalar()) is not None:
        _wait(end - now, "a token was given to this client id already")
    return last is not None


def _spare(c: sa.Connection, address: str, now: int, span: int, per_ip: int) -> None:
    recent = (grants.c.address == address, grants.c.created_ms > now - span)
    query = sa.select(grants.c.created_ms).where(*recent).order_by(grants.c.created_ms.desc())
    times = c.execute(query.limit(per_ip)).scalars().all()
    if len(times) >= per_ip:
        _wait(times[-1] + span - now if times else span, "too many tokens were given to this address")


def _wait(ms: int, what: str) -> None:
    raise RateLimited(what, retry_after=max(1, -(-ms // 1000)))


def _create(c: sa.Connection, now: int, **value: Any) -> str:
    account = uuid.uuid4().hex
    c.execute(accounts.insert().values({"id": account, "total": 0, "frozen": 0, "created_ms": now} | value))
    return account


def _issue(
    c: sa.Connection,
    account: str,
    kind: str,
    name: str,
    scopes: Iterable[str],
    now: int,
    expires: int | None,
) -> Token:
    words = tuple(s for s in SCOPES if s in (wanted := set(scopes)))
    if not words or wanted - set(SCOPES):
        raise BadRequest(f"scopes are some of {' '.join(SCOPES)}")
    secret = fresh({"token": "nmv_usr_", "cookie": "nmv_web_", "visit": "nmv_see_"}[kind])
    made = Token(uuid.uuid4().hex, account, kind, name[:100], words, now, expires, None, secret)
    row = {n: getattr(made, n) for n in ("id", "account", "kind", "name", "created_ms", "expires_ms")}
    c.execute(tokens.insert().values(row | {"hash": digest(secret), "scopes": " ".join(words)}))
    return made


def _use(c: sa.Connection, link: str, kind: str, now: int) -> Any:
    mine = (links.c.hash == digest(link), links.c.kind == kind, links.c.used_ms.is_(None))
    live = sa.or_(links.c.expires_ms.is_(None), links.c.expires_ms > now)
    if c.execute(links.update().where(*mine, live).values(used_ms=now)).rowcount != 1:
        raise NotFound("that link was used already, is over, or never was")
    return c.execute(sa.select(links).where(links.c.hash == digest(link))).one()


def _token(row: Any) -> Token:
    return Token(
        row.id,
        row.account,
        row.kind,
        row.name,
        tuple(row.scopes.split()),
        row.created_ms,
        row.expires_ms,
        None,
    )


def _address(ip: str) -> str:
    """What counts as one address: an IPv4 one, or the /64 that one IPv6 customer is given."""
    try:
        value = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return ip[:64]
    if isinstance(value, ipaddress.IPv6Address):
        mapped = value.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((value, 64), strict=False))
    return str(value)
