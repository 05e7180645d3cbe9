"""Signed links: a finished video opens in a browser without a header, for a while, for whoever has the link.

The signature covers method, path, account, expiry and the key's id; two keys may be live, so that keys can be
changed. Invariant: changing any of them, or any byte of the signature, gives one and the same refusal.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from ..errors import NotFound

LIFE_S = 7 * 24 * 3600


class Links:
    """Signs and checks. `clock` in seconds since 1970."""

    def __init__(self, secret: str, old: str, clock: Callable[[], float]) -> None:
        self._keys = {_name(key): key.encode() for key in (old, secret) if key}
        self._newest, self._clock = _name(secret), clock

    def sign(self, path: str, account: str) -> str:
        """The path with a query that opens it until a week from now."""
        until = int(self._clock()) + LIFE_S
        seal = self._seal(self._newest, path, account, until)
        return f"{quote(path)}?{urlencode({'a': account, 'e': until, 'k': self._newest, 's': seal})}"

    def account(self, path: str, query: Mapping[str, str]) -> str:
        """Whose link it is. Raises NotFound for every kind of wrong."""
        until, account, key = query.get("e", ""), query.get("a", ""), query.get("k", "")
        good = until.isascii() and until.isdigit() and len(until) < 12 and key in self._keys
        if good:
            seal = self._seal(key, path, account, int(until))
            good = hmac.compare_digest(seal.encode(), query.get("s", "").encode("utf-8", "replace"))
        if not good or int(until) < self._clock():
            raise NotFound("that link does not open anything, or no longer")
        return account

    def _seal(self, key: str, path: str, account: str, until: int) -> str:
        text = "\n".join(("GET", path, account, str(until), key)).encode()
        return hmac.new(self._keys[key], text, hashlib.sha256).hexdigest()


def _name(secret: str) -> str:
    return hashlib.sha256(b"key:" + secret.encode()).hexdigest()[:8] if secret else ""


def kept_secret(data: Path) -> str:
    """The service's own key: made once, readable by its user alone."""
    place = data / "secret"
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
    return place.read_text("ascii")
