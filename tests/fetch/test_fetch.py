"""A fetch against origins that mean harm: rebinding, redirects, endless, slow, lying, packed, and one that is fine."""

from __future__ import annotations

import gzip
import itertools
import ssl
import time
from collections.abc import Callable, Iterator

import pytest
import trustme

from stillreel.errors import StillreelError, TooLarge, Unfetchable
from stillreel.fetch import Limits

from .origin import PUBLIC, QUICK, Answer, Net, Origin, moved, ok

URL = "http://x.example/a.png"


@pytest.fixture
def net() -> Iterator[Callable[[Callable[[str], Answer]], Net]]:
    made: list[Origin] = []

    def make(answer: Callable[[str], Answer]) -> Net:
        made.append(Origin(answer))
        return Net(made[-1], {"x.example": [[PUBLIC]], "y.example": [["1.1.1.1"]]})

    yield make
    for origin in made:
        origin.close()


def got(net: Net, url: str = URL, limit: int = 10**6, limits: Limits = QUICK) -> bytes:
    out: list[bytes] = []
    net.fetcher(limits).download(url, out.append, limit)
    return b"".join(out)


def test_a_file_comes_whole(net) -> None:  # type: ignore[no-untyped-def]
    data = bytes(range(256)) * 1000
    there = net(lambda path: ok(data))
    assert got(there, limit=len(data)) == data
    [head] = there.origin.asked
    assert head.startswith(b"GET /a.png HTTP/1.1\r\nHost: x.example\r\n")
    assert b"Accept-Encoding: identity" in head and b"Cookie" not in head and b"Referer" not in head
    assert (there.dialled, there.waited) == ([(PUBLIC, 80)], [])
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert got(net(lambda path: chunked)) == b"abcde"
    assert got(net(lambda path: b"HTTP/1.0 200 OK\r\n\r\nuntil the end")) == b"until the end"


def test_proxies_of_the_environment_are_not_asked(net, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert got(net(lambda path: ok(b"direct"))) == b"direct"


def test_the_address_checked_is_the_address_dialled(net) -> None:  # type: ignore[no-untyped-def]
    """A name that turns to loopback between two looks is looked up once a hop, and each look is checked."""
    there = net(lambda path: moved(URL) if path == "/b" else ok(b"never"))
    there.names = {"x.example": [[PUBLIC], ["127.0.0.1"]]}
    with pytest.raises(Unfetchable):
        got(there, "http://x.example/b")
    assert there.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1/", "http://[::ffff:169.254.169.254]/", "file:///etc/passwd", "http://inner.example/",
     "//inner.example/x", "http://x.example@127.0.0.1/", "gopher://y.example/", "http://2130706433/"],
)  # fmt: skip
def test_every_hop_is_checked(net, to: str) -> None:  # type: ignore[no-untyped-def]
    there = net(lambda path: moved(to))
    there.names["inner.example"] = [["10.0.0.8"]]
    with pytest.raises(Unfetchable):
        got(there)
    assert there.dialled == [(PUBLIC, 80)]


def test_redirects_are_followed_so_far(net) -> None:  # type: ignore[no-untyped-def]
    there = net(lambda path: moved(f"/{int(path[1:]) - 1}") if path != "/0" else ok(b"there"))
    assert got(there, "http://x.example/5") == b"there"
    with pytest.raises(Unfetchable):
        got(there, "http://x.example/6")
    assert got(net(lambda p: ok(b"y") if p == "/y" else moved("http://y.example/y", "308 P"))) == b"y"
    with pytest.raises(Unfetchable):
        got(net(lambda path: moved(URL)))


def dribble(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        time.sleep(0.02)
        yield piece


BOMB = gzip.compress(bytes(10**6))
HOSTILE: dict[str, tuple[Callable[[str], Answer], type[StillreelError]]] = {
    "endless": (lambda p: itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(bytes(65536))), TooLarge),
    "too long by its word": (lambda p: ok(b"x", length=10**9), TooLarge),
    "one byte over": (lambda p: ok(bytes(10**6 + 1)), TooLarge),
    "two lengths": (lambda p: ok(b"12345", "Content-Length: 9"), Unfetchable),
    "shorter than it says": (lambda p: ok(b"half", length=8), Unfetchable),
    "a byte now and then": (lambda p: dribble(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), Unfetchable),
    "a head without end, slow": (lambda p: dribble(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"), Unfetchable),
    "a head without end": (
        lambda p: itertools.chain([b"HTTP/1.1 200 OK\r\na: "], itertools.repeat(b"b" * 65536)),
        Unfetchable,
    ),
    "for ever about to": (lambda p: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), Unfetchable),
    "packed": (lambda p: ok(BOMB, "Content-Encoding: gzip"), Unfetchable),
    "a part": (lambda p: ok(b"part", "Content-Range: bytes 0-3/9", status="206 Partial Content"), Unfetchable),
    "not found": (lambda p: ok(b"sorry", status="404 Not Found"), Unfetchable),
    "moved nowhere": (lambda p: ok(b"", status="302 Found"), Unfetchable),
    "no HTTP": (lambda p: b"SSH-2.0-OpenSSH_9.9\r\n", Unfetchable),
    "nothing": (lambda p: b"", Unfetchable),
    "bad chunks": (lambda p: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unfetchable),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_origins_end(net, kind: str) -> None:  # type: ignore[no-untyped-def]
    answer, error = HOSTILE[kind]
    with pytest.raises(error):
        got(net(answer), limits=Limits(reach_s=0.3, total_s=0.4))


def test_refusals_look_alike_and_take_alike() -> None:
    """One sentence and one moment for what is blocked, closed, nameless, silent, misspelt or moved to such."""
    silent = Origin(lambda path: b"")
    names = {"inner.example": [["10.0.0.1"]], "closed.example": [[PUBLIC]]}
    quiet = Origin(lambda path: moved("http://127.0.0.1/"))
    told, waits = set(), set()
    for url, origin in (
        ("http://127.0.0.1/", None), ("http://inner.example/", None), ("http://closed.example/", None),
        ("http://none.example/", None), ("http://bad\\", None), ("http://closed.example/", silent),
        ("http://closed.example/", quiet),
    ):  # fmt: skip
        net = Net(origin, {k: list(v) for k, v in names.items()})
        with pytest.raises(Unfetchable) as refused:
            net.fetcher(clock=lambda: 100.0).download(url, print, 10)
        told.add((str(refused.value), refused.value.code, refused.value.http, str(refused.value.data)))
        waits |= set(net.waited)
    assert len(told) == 1 and waits == {QUICK.reach_s}
    silent.close()
    quiet.close()


def test_a_name_that_does_not_resolve_in_time() -> None:
    net = Net()
    with pytest.raises(Unfetchable):
        net.fetcher(Limits(0.1, 0.1), resolve=lambda host, port: time.sleep(1) or []).download(URL, print, 1)
    assert net.dialled == []


def test_the_next_address_is_tried_where_one_is_dead(net) -> None:  # type: ignore[no-untyped-def]
    there = net(lambda path: ok(b"alive"))
    there.names["x.example"] = [["8.8.4.4", PUBLIC]]
    inner, out = there.connect, list[bytes]()

    def connect(address, port, seconds):  # type: ignore[no-untyped-def]
        if str(address) == "8.8.4.4":
            raise ConnectionRefusedError
        return inner(address, port, seconds)

    there.fetcher(connect=connect).download(URL, out.append, 10)
    assert out == [b"alive"]


def test_https_asks_for_the_name_and_believes_no_other() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("x.example").configure_cert(server)
    asked: list[str] = []
    server.sni_callback = lambda wire, name, context: asked.append(name)  # type: ignore[assignment]
    origin = Origin(lambda path: ok(b"safe"), server)
    net = Net(origin, {"x.example": [[PUBLIC]], "y.example": [[PUBLIC]]})

    def trust() -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    out: list[bytes] = []
    net.fetcher(trust=trust).download("https://x.example/a", out.append, 10)
    assert (out, asked, net.dialled) == ([b"safe"], ["x.example"], [(PUBLIC, 443)])
    assert origin.asked[0].startswith(b"GET /a HTTP/1.1\r\nHost: x.example\r\n")
    for url, kind in (("https://y.example/a", {"trust": trust}), ("https://x.example/a", {})):
        with pytest.raises(Unfetchable):
            net.fetcher(**kind).download(url, print, 10)
    assert len(origin.asked) == 1, "a wrong name and an unknown authority both end in the handshake"
    origin.close()


def test_a_post_follows_nothing(net) -> None:  # type: ignore[no-untyped-def]
    there = net(lambda path: moved("http://y.example/") if path == "/m" else ok(b"", status="204 None"))
    fetcher = there.fetcher()
    assert fetcher.post(URL, b'{"a":1}', {"webhook-id": "e1"}) == 204
    assert fetcher.post("http://x.example/m", b"{}", {}) == 302
    assert len(there.dialled) == 2 and b"webhook-id: e1" in there.origin.asked[0]
