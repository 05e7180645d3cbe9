"""An address as text -> its parts, by one strict parser whose answer is the only one used from then on.

What two parsers could read differently is refused: backslashes, user names, controls, hosts that are not plain
ASCII, numbers that are no dotted quad (`127.1`, `0x7f000001`, `017700000001`). Pure.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin

_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE)
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_QUAD = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_PORTS = {"http": 80, "https": 443}
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Url:
    """One address: `host` in lower case (an IPv6 one without brackets), `target` as it goes on the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def literal(self) -> str | None:
        """The host, if it is an address itself and no name."""
        return self.host if ":" in self.host or _QUAD.fullmatch(self.host) else None

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def name(self) -> str:
        """The last part of the path, as a file name; may be empty."""
        return unquote(self.target.partition("?")[0].rpartition("/")[2], errors="replace")

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(text: str) -> Url:
    """Raises ValueError with a reason (for logs; people are told one thing whatever the reason)."""
    text = text.strip(" ")
    if len(text) > LONGEST:
        raise ValueError("too long")
    if "\\" in text or any(
        ord(c) <= 0x20 or 0x7F <= ord(c) <= 0xA0 or 0xD800 <= ord(c) <= 0xDFFF for c in text
    ):
        raise ValueError("a backslash, blank or control character")
    match = _URL.fullmatch(text)
    if match is None:
        raise ValueError("not http or https")
    scheme, authority, path, query = match[1].lower(), match[2], match[3] or "/", match[4]
    if not authority.isascii() or "@" in authority or "%" in authority:
        raise ValueError("a user name, or a host that is not plain ASCII")
    host, port = _host(authority)
    target = path if query is None else f"{path}?{query}"
    return Url(scheme, host, port or _PORTS[scheme], quote(target, safe="/?&=+$,;:@!'()*~%[]|-._"))


def follow(url: Url, location: str) -> Url:
    """Where a redirect leads, relative or not. Raises ValueError."""
    if "\\" in location or any(ord(c) <= 0x20 or ord(c) >= 0x7F for c in location):
        raise ValueError("a redirect to something odd")
    return parse(urljoin(str(url), location))


def _host(authority: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?", authority)
    if match is None:
        raise ValueError("no host")
    port = int(match[2]) if match[2] else None
    if port is not None and not 1 <= port <= 65535:
        raise ValueError("no such port")
    host = match[1].lower()
    if host.startswith("["):
        return str(ipaddress.IPv6Address(host[1:-1])), port
    host = host.removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        if not _QUAD.fullmatch(host):
            raise ValueError("a number that is no dotted quad")
        return str(ipaddress.IPv4Address(host)), port
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("no host name")
    return host, port
