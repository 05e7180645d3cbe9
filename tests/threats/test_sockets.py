"""Bytes no polite client sends: smuggled requests, endless heads, bodies that creep, senders that do not stop."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

import pytest
from rawwire import Person, Service, dial, exchange, opened, picture, rest, statuses
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from stillreel.server import guard
from stillreel.server import serve as serving

BALANCE = "/api/credits/balance/simple"


def head(person: Person, path: str = BALANCE, method: str = "GET", *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {person.token}", *more]
    return ("\r\n".join(lines) + "\r\n").encode()


SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef" + SMUGGLED,
        b"Content-Length: 0x5\r\n\r\nabcde" + SMUGGLED,
        b"Content-Length: -1\r\n\r\n" + SMUGGLED,
        b"Content-Length: +5\r\n\r\nabcde" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\n\r\n5;x\rabcde\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc" + SMUGGLED,
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n" + SMUGGLED,
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b" folded: x\r\n\r\n" + SMUGGLED,
        b"X: a\x00b\r\n\r\n" + SMUGGLED,
        b"X: a\rY: b\r\n\r\n" + SMUGGLED,
    ],
)
def test_what_two_readers_could_read_differently_is_one_refusal_and_the_end(
    strict: Service, fields: bytes
) -> None:
    """The request hidden behind the ambiguous one is never answered."""
    answer = exchange(strict.port, head(strict.person(), "/api/sessions/x/undo", "POST") + fields)
    found = statuses(answer)
    assert len(found) <= 1 and all(400 <= n < 500 for n in found), answer[:300]
    assert b'"status":"ok"' not in answer


def test_the_canary_a_plain_pipeline_is_answered_twice(service: Service, person: Person) -> None:
    assert statuses(exchange(service.port, head(person) + b"\r\n" + SMUGGLED)) == [200, 200]


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 100_000 + b"\r\n",
        b"GET /healthz HTTP/1.1\r\n" + b"x" * 600_000,
    ],
)  # fmt: skip
def test_a_head_that_is_too_large(strict: Service, raw: bytes) -> None:
    assert statuses(exchange(strict.port, raw)) in ([431], [400], [])
    assert statuses(exchange(strict.port, SMUGGLED)) == [200]


def test_the_canary_uvicorn_alone_takes_any_number_of_fields(
    serve: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "guarded", lambda *_: HttpToolsProtocol)
    raw = b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 20_000 + b"Connection: close\r\n\r\n"
    assert statuses(exchange(serve().port, raw)) == [200]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"GET http://elsewhere/healthz", {200}),
        (b"GET http://elsewhere", {400, 404}),
        (b"GET //healthz", {400, 404}),
        (b"GET /api/credits/balance/../balance/simple", {404}),
        (b"GET /api/credits/balance/simple%00", {404}),
        (b"GET /%2e%2e/%2e%2e/etc/passwd", {404}),
        (b"GET /\xff\xfe", {400}),
        (b"GET healthz", {400}),
        (b"OPTIONS *", {400, 404, 405}),
        (b"TRACE /healthz", {405}),
        (b"CONNECT x:1", {400, 404, 405}),
        (b"BREW /healthz", {400, 405}),
        (b"PRI * HTTP/2.0", {400}),
    ],
)
def test_targets_and_methods(strict: Service, target: bytes, expected: set[int]) -> None:
    version = b"" if b"HTTP/" in target else b" HTTP/1.1"
    answer = exchange(strict.port, target + version + b"\r\nHost: x/abc?\r\nConnection: close\r\n\r\n")
    assert set(statuses(answer)) <= expected, answer[:200]
    assert b"Traceback" not in answer


def test_the_host_decides_nothing(strict: Service) -> None:
    """Who asks is decided by the token, where to by the raw path; a strange Host is never echoed into a link."""
    for host in ("x/healthz?", "x#", "a b", "\x01", "169.254.169.254", "x:y@z"):
        raw = f"GET {BALANCE} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        assert statuses(exchange(strict.port, raw)) in ([401], [400]), host
    two = head(strict.person(), BALANCE, "GET", "Authorization: Bearer nmv_usr_other", "Connection: close")
    assert statuses(exchange(strict.port, two + b"\r\n")) == [401]


def test_expect_is_answered_before_the_body(service: Service, person: Person) -> None:
    size = service.house.settings.max_file + (65 << 10)
    path = f"/api/upload-video/nemo_agent/me/{person.session()}"
    form = "Content-Type: multipart/form-data; boundary=XX"
    with dial(service.port) as s:
        s.sendall(
            head(person, path, "POST", form, f"Content-Length: {size}", "Expect: 100-continue") + b"\r\n"
        )
        assert s.recv(65536).startswith(b"HTTP/1.1 413"), "the final answer, not 100"
    small = b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + picture(1)
    small += b"\r\n--XX--\r\n"
    with dial(service.port) as s:
        length = f"Content-Length: {len(small)}"
        s.sendall(
            head(person, path, "POST", form, length, "Expect: 100-continue", "Connection: close") + b"\r\n"
        )
        assert s.recv(65536).startswith(b"HTTP/1.1 100")
        s.sendall(small)
        assert b'"code":0' in rest(s)


@pytest.mark.parametrize("path", ["/api/upload-video/nemo_agent/me/{sid}", "/nowhere", "/run_sse"])
def test_a_refused_sender_is_not_listened_to(
    service: Service, person: Person, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It announced 10 GB and sends on and on: it gets its answer and we read next to nothing of the rest."""
    monkeypatch.setattr(guard, "LINGER_S", 0.2)
    path = path.format(sid=person.session())
    sent = 0
    with dial(service.port) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        form = "Content-Type: multipart/form-data; boundary=XX"
        s.sendall(head(person, path, "POST", form, f"Content-Length: {10 << 30}") + b"\r\n")
        answer = s.recv(65536)
        s.settimeout(10)
        with contextlib.suppress(OSError):
            while sent < 64 << 20:
                sent += s.send(b"x" * 65536)
    assert statuses(answer)[0] in (404, 413)
    assert sent < 16 << 20, "the kernel's buffers at most"


def test_the_canary_uvicorn_alone_reads_it_all(
    serve: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "guarded", lambda *_: HttpToolsProtocol)
    open_ = serve()
    with dial(open_.port) as s:
        s.sendall(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n")
        assert s.recv(65536).startswith(b"HTTP/1.1 404")
        for _ in range(512):
            s.sendall(b"x" * 65536)


CREEPING = {
    "no head": b"",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ",
    "no body": b"Content-Length: 100\r\n\r\n",
    "half a body": b"Content-Length: 100\r\n\r\n{",
    "half a chunk": b"Transfer-Encoding: chunked\r\n\r\n40\r\n{",
}


@pytest.mark.parametrize("name", CREEPING)
def test_who_creeps_is_cut_off_and_nobody_else_is(strict: Service, name: str) -> None:
    person = strict.person()
    raw = CREEPING[name]
    if "body" in name or "chunk" in name:
        raw = head(person, "/run_sse", "POST") + raw
    over = threading.Event()
    with dial(strict.port) as s:
        s.sendall(raw)

        def drip() -> None:
            """One byte every now and then, as slow readers' enemies do."""
            while not over.wait(0.1):
                with contextlib.suppress(OSError):
                    s.sendall(b"x" if raw else b"")

        dripping = threading.Thread(target=drip)
        dripping.start()
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := s.recv(4096):
                got += piece
        over.set()
        dripping.join()
    assert statuses(got) in ([], [400]), got
    assert person.balance()[0] == 100


def test_a_body_that_keeps_coming_may_take_long(strict: Service) -> None:
    """Five times the deadline in all, but never slower than the least rate."""
    person = strict.person()
    raw = b'{"session_id":"x",' + b" " * 2000 + b"}"
    with dial(strict.port) as s:
        s.sendall(
            head(person, "/run_sse", "POST", f"Content-Length: {len(raw)}", "Connection: close") + b"\r\n"
        )
        pause = threading.Event()
        for at in range(0, len(raw), 200):
            s.sendall(raw[at : at + 200])
            pause.wait(0.1)
        assert statuses(rest(s)) == [400], "read to its end, and then understood"


def test_the_canary_uvicorn_alone_waits_for_ever(
    serve: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "guarded", lambda *_: HttpToolsProtocol)
    open_ = serve(receipt_s=0.2, min_upload_rate=1000)
    person = open_.person()
    with dial(open_.port) as s:
        s.sendall(head(person, "/run_sse", "POST") + CREEPING["half a body"])
        s.settimeout(1.0)
        with pytest.raises(TimeoutError):
            s.recv(1)
    assert rest(opened(person, "GET", "/healthz")).startswith(b"HTTP/1.1 200")
