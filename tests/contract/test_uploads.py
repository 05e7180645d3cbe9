"""Files in: streamed and counted, judged by content, partly refused, never left behind."""

from __future__ import annotations

import http.server
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Person, Service, opened, picture, rest, until

FORM = "multipart/form-data; boundary=XX"


def left(service: Service) -> list[str]:
    return sorted(p.name for p in service.house.temp.iterdir() if p.name.startswith("upload-"))


def test_many_files_some_refused(service: Service, person: Person) -> None:
    sid = person.session()
    data = person.upload(
        sid,
        ("shot.mp4", picture(1)),
        ("page.png", b"<html>no</html>"),
        ("a.png", picture(2)),
        ("empty.jpg", b""),
    ).data
    assert [f["name"] for f in data["files"]] == ["shot.mp4", "a.png"]
    first = data["files"][0]
    assert (first["kind"], first["mime"], first["width"], first["height"], first["duration"]) == (
        "image", "image/png", 320, 400, 0,
    )  # fmt: skip
    assert [(r["name"], r["code"]) for r in data["rejected"]] == [("page.png", 4001), ("empty.jpg", 4001)]
    again = person.upload(sid, ("twin.png", picture(2))).data["files"][0]
    assert again["id"] == data["files"][1]["id"]
    assert left(service) == []


def test_all_refused_is_the_first_ones_error(service: Service, person: Person) -> None:
    sid = person.session()
    reply = person.upload(sid, ("x.png", b"%PDF-1.7"), ("y.png", b"\x7fELF"))
    assert (reply.status, reply.code) == (415, 4001)
    assert len(reply.json["data"]["accepted"]) == 13 and left(service) == []
    assert person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["video_infos"] == []


@pytest.mark.parametrize(
    "name", ["../../x.png", "a%d.png", "x.m3u8", "-i.png", "a\\b\\c.png", "\u202egnp.exe", "x" * 2000]
)
def test_names_are_only_shown(service: Service, person: Person, name: str) -> None:
    shown = person.upload(person.session(), (name, picture(3))).data["files"][0]["name"]
    assert "/" not in shown and "\\" not in shown and "\u202e" not in shown and 0 < len(shown) <= 200
    assert not (service.house.settings.data.parent / "x.png").exists()


def test_the_limit_to_the_byte(serve: Callable[..., Service]) -> None:
    data = picture(4)
    small = serve(max_file=len(data))
    person = small.person()
    sid = person.session()
    assert person.upload(sid, ("fits.png", data)).status == 200
    reply = person.upload(sid, ("over.png", data + b"\0"))
    assert (reply.status, reply.code, reply.json["data"]["limit"]) == (413, 4002, len(data))
    half = data[: len(data) // 2 + 1]
    assert person.upload(sid, ("a.png", half), ("b.png", half)).code == 4002, "of all files together"
    assert left(small) == []


def test_an_oversize_upload_is_refused_by_its_announcement(service: Service, person: Person) -> None:
    """Nothing of the body was sent: the answer comes all the same."""
    sid = person.session()
    size = service.house.settings.max_file + (64 << 10) + 1
    with _begun(person, sid, f"Content-Length: {size}\r\n") as s:
        answer = until(s, b'"message"')
    assert answer.startswith(b"HTTP/1.1 413") and b'"code":4002' in answer


def _begun(person: Person, sid: str, headers: str, kind: str = FORM) -> socket.socket:
    s = socket.create_connection(("127.0.0.1", person.port), 20)
    head = f"POST /api/upload-video/nemo_agent/me/{sid} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.token}\r\n"
    s.sendall(f"{head}Content-Type: {kind}\r\n{headers}\r\n".encode())
    return s


def test_a_chunked_upload_ends_at_the_first_byte_over(serve: Callable[..., Service]) -> None:
    small = serve(max_file=100_000)
    person = small.person()
    with _begun(person, person.session(), "Transfer-Encoding: chunked\r\n") as s:
        part = (
            b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + b"x" * 100_000
        )
        s.sendall(b"%x\r\n%s\r\n" % (len(part), part) + b"40000\r\n" + b"x" * 0x40000 + b"\r\n")
        assert until(s, b'"code":4002').startswith(b"HTTP/1.1 413")
    assert left(small) == []


@pytest.mark.parametrize("how", ["fin", "rst", "half"])
def test_a_client_that_goes_away_leaves_nothing(service: Service, person: Person, how: str) -> None:
    sid = person.session()
    s = _begun(person, sid, "Content-Length: 5000000\r\n")
    s.sendall(b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + picture(5))
    give_up = time.monotonic() + 20
    while not left(service):
        assert time.monotonic() < give_up
    if how == "rst":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    if how == "half":
        s.shutdown(socket.SHUT_WR)
    s.close()
    while left(service) and time.monotonic() < give_up:
        os.sched_yield()
    assert left(service) == []
    assert person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["video_infos"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"junk", b"--XX--\r\n", b"x" * 1_000_000, b"--XX\r\n\r\n" + b"x" * 100_000,
        b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nabc',
        b'--XX\r\nX: ' + b"y" * 100_000 + b"\r\n\r\nabc\r\n--XX--\r\n",
        b'--XX\r\nContent-Disposition: form-data; name="t"\r\n\r\nabc\r\n--XX--\r\n',
        b'--XX\r\nContent-Disposition: form-data; name="t"\r\n\r\n' + b"z" * 200_000 + b"\r\n--XX--\r\n",
        (b'--XX\r\nContent-Disposition: form-data; name="f"\r\n\r\na\r\n' * 10_000) + b"--XX--\r\n",
        (b'--XX\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n' * 60) + b"--XX--\r\n",
    ],
)  # fmt: skip
def test_forms_that_are_none(service: Service, person: Person, body: bytes) -> None:
    path = f"/api/upload-video/nemo_agent/me/{person.session()}"
    reply = person.call("POST", path, body, {"Content-Type": FORM})
    assert reply.status in (400, 413), reply.raw
    assert left(service) == []


def test_other_kinds_of_bodies(person: Person) -> None:
    path = f"/api/upload-video/nemo_agent/me/{person.session()}"
    for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=", "application/json"):
        assert person.call("POST", path, b"x", {"Content-Type": kind}).status == 400
    for urls in ([], ["http://a"] * 51, [5], "http://a"):
        assert person.post(path, {"urls": urls}).status == 400
    nowhere = "/api/upload-video/nemo_agent/me/nobody"
    assert person.post(nowhere, b"x").code == 400, "what is wrong in itself is said first"
    assert person.post(nowhere, {"urls": []}).code == 400
    assert person.post(nowhere, {"urls": ["http://a"]}).code == 1002


def test_addresses_are_refused_alike(serve: Callable[..., Service]) -> None:
    """Private, missing, misshapen: one shape, and no way to tell a closed port from an open one."""
    person = serve(fetch_reach_s=0.2).person()
    hits: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Canary) as canary:
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        port = canary.server_address[1]
        path = f"/api/upload-video/nemo_agent/me/{person.session()}"
        shapes = set()
        for url in (f"http://127.0.0.1:{port}/a.png", "http://127.0.0.1:1/a.png", f"http://localhost:{port}/a.png",
                    f"http://[::ffff:127.0.0.1]:{port}/", "file:///etc/passwd", "http://169.254.169.254/",
                    "nonsense"):  # fmt: skip
            reply = person.post(path, {"urls": [url], "source_type": "url"})
            assert (reply.status, reply.code) == (422, 4003), (url, reply.raw)
            shapes.add(reply.raw)
        canary.shutdown()
    assert hits == [] and len(shapes) == 1


def test_quotas(serve: Callable[..., Service]) -> None:
    tight = serve(max_session_files=2, max_account_bytes=len(picture(1)) + 50)
    person = tight.person()
    sid = person.session()
    assert person.upload(sid, ("a.png", picture(1))).status == 200
    assert person.upload(sid, ("b.png", picture(2))).code == 4002
    other = serve(max_session_files=1)
    someone = other.person()
    sid = someone.session()
    assert someone.upload(sid, ("a.png", picture(1)), ("b.png", picture(2))).code == 4002
    assert someone.upload(sid, ("a.png", picture(1))).status == 200
    assert someone.upload(sid, ("b.png", picture(2))).code == 4002


def test_no_room_is_a_state(serve: Callable[..., Service]) -> None:
    full = serve(min_free_bytes=1 << 60)
    person = full.person()
    sid = person.session()
    reply = person.upload(sid, ("a.png", picture(1)))
    assert (reply.status, reply.code) == (507, 507) and int(reply.headers["retry-after"]) > 0
    assert person.get("/readyz").status == 503 and person.get("/healthz").status == 200
    assert person.say(sid, "hello").status == 200


def test_memory_stays_flat(serve: Callable[..., Service]) -> None:
    """48 MiB in a file that is refused by content: the process does not grow with it."""
    psutil = pytest.importorskip("psutil")
    service = serve()
    person = service.person()
    sid = person.session()
    person.upload(sid, ("warm.png", picture(1)))
    mine = psutil.Process()
    most, before = 0, mine.memory_info().rss
    with _begun(person, sid, "Transfer-Encoding: chunked\r\n") as s:
        part = b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        s.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        block = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        for _ in range(48):
            s.sendall(block)
            most = max(most, mine.memory_info().rss - before)
        end = b"\r\n--XX--\r\n"
        s.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(end), end))
        assert until(s, b'"code":4001').startswith(b"HTTP/1.1 415")
    assert most < 24 << 20, most


def test_a_get_of_thumbs(person: Person) -> None:
    file = person.upload(person.session(), ("a.png", picture(6))).data["files"][0]
    reply = person.get(f"/api/assets/{file['id']}/thumb.jpg")
    assert (
        reply.status == 200 and reply.raw[:2] == b"\xff\xd8" and reply.headers["content-type"] == "image/jpeg"
    )
    assert person.get(f"/api/assets/{'0' * 64}/thumb.jpg").code == 1002
    assert rest(opened(person, "GET", "/api/assets/..%2f/thumb.jpg")).startswith(b"HTTP/1.1 404")
