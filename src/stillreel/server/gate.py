"""Who asks, and whether they may: 401 before 402 before 400 before 404, always in this order.

A bearer token, or for browsers a cookie; with a cookie a request that changes something must come from our own
pages. Invariant: nothing of a request but its headers and its raw path decides who it is.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from ..errors import Blocked, NotFound, Unauthorised
from ..store.accounts import Account
from .house import House

COOKIE = "stillreel"
ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where."""

    account: Account
    address: str

    @property
    def id(self) -> str:
        return self.account.id


def house_of(request: Request) -> House:
    """The service that this request came to."""
    house: House = request.app.state.house
    return house


def needs(
    scope: str, *, attribution: bool = False, body_session: bool = False
) -> Callable[[Request], Caller]:
    """A dependency: a caller whose token opens `scope`; with `attribution`, who also says what skill they are.

    A visit (a claim link) sees its one session only: where the path names none, it is refused, unless the body
    does (`body_session`) and the route looks."""

    def check(request: Request) -> Caller:
        house = house_of(request)
        address = address_of(request)
        account = house.accounts.who(_secret(request))
        request.scope["stillreel.account"] = account.id
        if house.settings.accounting:
            house.pace.take(account.token_id)
            if not account.allows(scope) and not (scope == "render" and account.allows("write")):
                raise Unauthorised(f"this token does not open {scope}", remedy="Use a token with that scope.")
            if attribution and not all(request.headers.get(name, "").strip() for name in ATTRIBUTION):
                raise Blocked("the export is blocked: the attribution headers are missing")
        if account.session is not None and not body_session and "sid" not in request.path_params:
            raise NotFound("there is no such thing, or it is not yours")
        return Caller(account, address)

    return check


def _secret(request: Request) -> str:
    given = [v for k, v in request.scope["headers"] if k == b"authorization"]
    if len(given) > 1:
        raise Unauthorised("there are two Authorization headers")
    if given:
        kind, _, secret = given[0].decode("latin-1").partition(" ")
        return secret.strip()[:200] if kind.lower() == "bearer" else ""
    cookie = request.cookies.get(COOKIE, "")
    if cookie and request.method not in ("GET", "HEAD") and not _from_here(request):
        raise Unauthorised("the request does not come from our own page", remedy="Send a bearer token.")
    return cookie[:200]


def _from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


def base_of(request: Request) -> str:
    """How people reach the service, for links: the setting, else what the request itself was sent to."""
    if given := house_of(request).settings.public_url:
        return given.rstrip("/")
    host = request.headers.get("host", "")
    plain = host and all(c.isascii() and (c.isalnum() or c in ".-:[]") for c in host)
    return f"{_scheme(request)}://{host}" if plain else ""


def _scheme(request: Request) -> str:
    told = request.headers.get("x-forwarded-proto", "") if _peer(request)[1] else ""
    return told if told in ("http", "https") else str(request.scope["scheme"])


def _peer(request: Request) -> tuple[str, frozenset[str]]:
    """Who is at the other end of the connection, and, if it is one of them, the proxies that are believed."""
    peer = request.client.host if request.client else ""
    trusted = frozenset(text.strip() for text in house_of(request).settings.trusted_proxies.split(",")) - {""}
    return peer, trusted if peer in trusted else frozenset()


def address_of(request: Request) -> str:
    """Where it comes from. X-Forwarded-For is believed from the proxies that the settings name, and only its last
    entry that is none of them."""
    peer, trusted = _peer(request)
    if not trusted:
        return peer
    for entry in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if (address := _plain(entry.strip())) and address not in trusted:
            return address
    return peer


def _plain(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def by_address(request: Request) -> None:
    """A dependency for routes without a token: so many requests an address."""
    house = house_of(request)
    if house.settings.accounting:
        house.address_pace.take(address_of(request), 5)
