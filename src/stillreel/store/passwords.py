"""Passwords by scrypt, and secrets that are kept as hashes only.

A stored password names its own cost, so that the cost can grow and old ones still open. Comparing takes the same
time whether the account exists or not. Tokens are 256 random bits: a plain SHA-256 of one tells nobody anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode

from ..errors import BadRequest

_LOG_N, _R, _P = 15, 8, 1  # 32 MiB and about a tenth of a second: what OWASP asks of scrypt and more


def hashed(password: str) -> str:
    """`scrypt$15$8$1$salt$key`. Raises BadRequest unless it has 8..200 characters."""
    if not 8 <= len(password) <= 200:
        raise BadRequest("a password has 8 to 200 characters")
    salt = secrets.token_bytes(16)
    key = _derive(password, salt, _LOG_N, _R, _P)
    return f"scrypt${_LOG_N}${_R}${_P}${b64encode(salt).decode()}${b64encode(key).decode()}"


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the stored one; None (no such account) takes as long and is never right."""
    _, log_n, r, p, salt, key = (stored or _NOBODY).split("$")
    tried = _derive(password[:200], b64decode(salt), int(log_n), int(r), int(p))
    return hmac.compare_digest(tried, b64decode(key)) and stored is not None


def fresh(prefix: str) -> str:
    """A new secret that nobody can guess, with a prefix that says what it is for."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token or link: its SHA-256, as hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derived(secret: bytes, *parts: str) -> str:
    """A link that this server can always say again and nobody else can make: HMAC-SHA-256, 43 characters."""
    mac = hmac.new(secret, "\x00".join(parts).encode("utf-8"), hashlib.sha256).digest()
    return b64encode(mac, b"-_").decode().rstrip("=")


def _derive(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=1 << log_n, r=r, p=p, maxmem=1 << 28, dklen=32)


_NOBODY = f"scrypt${_LOG_N}${_R}${_P}${b64encode(bytes(16)).decode()}${b64encode(bytes(32)).decode()}"
