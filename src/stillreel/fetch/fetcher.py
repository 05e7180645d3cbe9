"""Fetches a file, or posts a callback, at an address that a stranger named.

Every hop is parsed, resolved and checked anew, and the socket is opened to the checked address itself, so that a
name which answers differently the second time changes nothing. Whatever the cause, a refusal is one sentence, and
it comes at the same moment: nobody learns by it which hosts or ports are there.
"""

from __future__ import annotations

import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address

import h11

from .. import __version__
from ..errors import TooLarge, Unfetchable
from .addresses import Address, Network, every, open_to
from .line import Line
from .urls import Url, follow, parse

LOG = logging.getLogger("stillreel.fetch")
Resolve = Callable[[str, int], list[str]]
Connect = Callable[[Address, int, float], socket.socket]
POST_S = 15.0
"""The longest that a callback may take: less than the pause before it is tried again."""
_MOVED = (301, 302, 303, 307, 308)
_FAILURES = (OSError, ValueError, h11.ProtocolError)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until a head must be there (all hops together; also when refusals are told), seconds for all of it,
    redirects, addresses of one name that are tried."""

    reach_s: float = 10.0
    total_s: float = 60.0
    hops: int = 5
    tries: int = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: bytes, and the address that gave them in the end."""

    size: int
    url: Url


class Fetcher:
    """The way out. Safe to use from threads; holds nothing open.

    `named`: networks beyond the public ones that may be reached; `off`: none at all may be. The rest is for tests:
    `permit` replaces the rule itself, `resolve`, `connect` and `trust` the system's; `clock` and `wait` in seconds."""

    def __init__(
        self,
        limits: Limits | None = None,
        named: tuple[Network, ...] = (),
        *,
        off: bool = False,
        permit: Callable[[Address], bool] | None = None,
        resolve: Resolve | None = None,
        connect: Connect | None = None,
        trust: Callable[[], ssl.SSLContext] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._off = off
        self._permit = permit or ((lambda _: False) if off else partial(open_to, named=named))
        self._resolve, self._connect = resolve or _resolved, connect or _connected
        self._trust = trust or _trusted
        self._tls: ssl.SSLContext | None = None
        self._clock, self._wait = clock, wait

    def check(self, text: str) -> Url:
        """Whether it could be fetched at all: its form, and where it is a number, the number. Dials nothing.

        Raises Unfetchable."""
        try:
            url = parse(text)
            if self._off:
                raise ValueError("nothing is fetched here")
            if url.literal is not None and not every([url.literal], self._permit):
                raise ValueError("not a public address")
        except ValueError as error:
            raise _told(error) from None
        return url

    def download(
        self, text: str, write: Callable[[bytes], object], limit: int, by: float | None = None
    ) -> Fetched:
        """The file at an address, handed to `write` piece by piece, `limit` bytes at most, at the latest when
        the clock says `by`.

        Raises Unfetchable (not before `reach_s`, and the same for every cause), TooLarge, and what `write` raises."""
        began = self._clock()
        end = began + self._limits.total_s if by is None else by
        reach = min(end, began + self._limits.reach_s)
        try:
            with self._origin(parse(text), reach) as (line, head, url):
                line.until = end
                _whole(head, limit)
                size = 0
                for piece in line.body():
                    size += len(piece)
                    if size > limit:
                        raise TooLarge(f"the file is larger than {limit} bytes", limit=limit)
                    write(piece)
                return Fetched(size, url)
        except _FAILURES as error:
            refusal = _told(error)
        self._wait(max(0.0, reach - self._clock()))
        raise refusal

    def post(self, text: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Posts JSON; the answer's status. Redirects are not followed. Raises Unfetchable."""
        until = self._clock() + min(POST_S, self._limits.reach_s)
        try:
            url = parse(text)
            extra = [
                *headers.items(),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ]
            with closing(self._dial(url, until)) as line:
                return line.ask("POST", url.target, [*_head(url), *extra], body).status_code
        except _FAILURES as error:
            raise _told(error) from None

    @contextmanager
    def _origin(self, url: Url, until: float) -> Iterator[tuple[Line, h11.Response, Url]]:
        """The origin that has the file, after its redirects."""
        for _ in range(self._limits.hops + 1):
            with closing(self._dial(url, until)) as line:
                head = line.ask("GET", url.target, [*_head(url), ("Accept-Encoding", "identity")])
                if head.status_code not in _MOVED:
                    yield line, head, url
                    return
                url = follow(url, _field(head, b"location"))
        raise ValueError("too many redirects")

    def _dial(self, url: Url, until: float) -> Line:
        """A connection to an address of the host that was checked, under TLS for https."""
        left = partial(_left, self._clock, until)
        found = [url.literal] if url.literal else _within(left(), lambda: self._resolve(url.host, url.port))
        addresses = every(found, self._permit)
        if not addresses:
            raise ValueError("not a public address")
        addresses = addresses[: self._limits.tries]
        for n, address in enumerate(addresses, 1):
            try:
                wire = self._connect(address, url.port, left() / (len(addresses) - n + 1))
                break
            except OSError:
                if n == len(addresses):
                    raise
        if url.scheme == "https":
            wire.settimeout(left())
            wire = self._secure(wire, url)
        return Line(wire, self._clock, until)

    def _secure(self, wire: socket.socket, url: Url) -> socket.socket:
        if self._tls is None:
            self._tls = self._trust()
        try:
            return self._tls.wrap_socket(wire, server_hostname=url.host)
        except BaseException:
            wire.close()
            raise


def _whole(head: h11.Response, limit: int) -> None:
    """Raises unless it is a whole file as it is, and not too large by its own word."""
    if head.status_code != 200:
        raise ValueError(f"answered {head.status_code}")
    if _field(head, b"content-encoding", "identity").lower() != "identity":
        raise ValueError("encoded")
    length = _field(head, b"content-length", "0")
    if length.isdigit() and int(length[:20]) > limit:
        raise TooLarge(f"the file is larger than {limit} bytes", limit=limit)


def _head(url: Url) -> list[tuple[str, str]]:
    return [
        ("Host", url.authority),
        ("User-Agent", f"stillreel/{__version__}"),
        ("Accept", "*/*"),
        ("Connection", "close"),
    ]


def _field(head: h11.Response, name: bytes, default: str | None = None) -> str:
    found = [value for key, value in head.headers if key == name]
    if not found and default is None:
        raise ValueError(f"no {name.decode()}")
    return found[0].decode("latin-1").strip() if found else default or ""


def _told(error: Exception) -> Unfetchable:
    LOG.info("an address was not fetched: %s", f"{type(error).__name__}: {error}"[:200])
    return Unfetchable("the address could not be fetched")


def _left(clock: Callable[[], float], until: float) -> float:
    left = until - clock()
    if left <= 0:
        raise TimeoutError("too late")
    return left


def _within(seconds: float, resolve: Callable[[], list[str]]) -> list[str]:
    """A resolver cannot be told to hurry: it is left behind in its thread when the time is over."""
    done: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            done.put(resolve())
        except Exception as error:
            done.put(error)

    threading.Thread(target=work, name="resolve", daemon=True).start()
    try:
        value = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(value, Exception):
        raise OSError(f"no such name: {value}") from None
    return value


def _resolved(host: str, port: int) -> list[str]:
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _connected(address: Address, port: int, seconds: float) -> socket.socket:
    wire = socket.socket(socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6)
    try:
        wire.settimeout(seconds)
        wire.connect((str(address), port))
    except BaseException:
        wire.close()
        raise
    return wire


def _trusted() -> ssl.SSLContext:
    """The system's authorities, and certifi's where the system has none."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
