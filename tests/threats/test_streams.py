"""Readers that do not read, and what the disk or the database does while files come in."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable

import pytest
from rawwire import PROMO, Person, Service, message, opened, picture, rest

from stillreel.errors import DiskFull, Unavailable
from stillreel.server import stream
from stillreel.studio import Studio


def deaf(person: Person, path: str) -> socket.socket:
    """An open stream with the smallest buffer, of which nothing is read."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    s.settimeout(20)
    s.connect(("127.0.0.1", person.port))
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.token}\r\n\r\n"
    s.sendall(head.encode())
    return s


@pytest.mark.parametrize(("patience", "left"), [(0.3, 1), (60.0, 5)])
def test_a_reader_that_does_not_read_is_dropped_and_never_the_turn(
    serve: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, patience: float, left: int
) -> None:
    """With patience for ever (the canary) all of them stay."""
    monkeypatch.setattr(stream, "PATIENCE", patience)
    service = serve()
    person = service.person()
    sid, runs = person.session(), service.house.runs
    path = f"/api/sessions/{sid}/events?follow=1"
    readers = [deaf(person, path) for _ in range(4)]
    good = opened(person, "GET", path)
    while service.house.metrics.streams_open < 5:
        os.sched_yield()
    long = [{"author": "nemo_agent", "content": {"parts": [{"text": "x" * 100_000}]}} for _ in range(90)]
    runs.finish(runs.begin(sid, None, "", event={"author": "user"}), said=long)  # more than all buffers hold
    service.house.bell.ring(sid)
    seen = b""
    while f"id: {len(long) + 1}\n".encode() not in seen[-150_000:]:
        piece = good.recv(1 << 20)
        assert piece
        seen += piece
    until = time.monotonic() + 20
    while service.house.metrics.streams_open > left and time.monotonic() < until:
        os.sched_yield()
    assert service.house.metrics.streams_open == left, (
        "those that read nothing were dropped, the one that reads was not"
    )
    for s in (*readers, good):
        s.close()
    assert person.get(f"/api/sessions/{sid}/events", Last_Event_ID="90").events[-1][0] == 91


@pytest.mark.parametrize("error", [Unavailable("the database does not answer"), DiskFull("the disk is full")])
def test_a_failure_of_ours_is_no_verdict_on_a_file(
    service: Service, person: Person, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Two files, and the second meets a failure: the whole upload is answered with it, and may be sent again."""
    sid = person.session()
    real, calls = Studio.add, iter((None, error))

    def add(self: Studio, *args: object) -> object:
        if (failure := next(calls)) is not None:
            raise failure
        return real(self, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Studio, "add", add)
        reply = person.upload(sid, ("a.png", picture(1)), ("b.png", picture(2)))
    assert reply.status in (503, 507) and int(reply.headers["retry-after"]) > 0
    again = person.upload(sid, ("a.png", picture(1)), ("b.png", picture(2))).data
    assert len(again["files"]) == 2 and again["rejected"] == []
    assert len(person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["video_infos"]) == 2


def test_downloads_and_pictures_run_nothing_in_a_browser(service: Service, person: Person) -> None:
    """What was uploaded as a polyglot, under a name that is a script, comes back as an inert file."""
    sid = person.session()
    polyglot = picture(7) + b"<script>alert(1)</script><?php phpinfo(); ?>"
    [file] = person.upload(sid, ('"><script>.html', polyglot)).data["files"]
    assert file["mime"] == "image/png"
    thumb = person.get(f"/api/assets/{file['id']}/thumb.jpg")
    assert b"script" not in thumb.raw and thumb.headers["content-type"] == "image/jpeg"
    person.say(
        sid, 'make a 2-second 64x64 video at 5 fps without music called "a\r\nSet-Cookie: x=1; ../../b"'
    )
    id = f"render_{sid[:8]}"
    person.post("/api/render/proxy/lambda", {"id": id, "sessionId": sid, "output": {"format": "mp4"}})
    assert person.wait(id)["status"] == "completed"
    for answer in (thumb, person.get(f"/api/render/proxy/{id}/download")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert "set-cookie" not in answer.headers
    where = answer.headers["content-disposition"]
    assert where.startswith("attachment; filename=") and "/" not in where and "filename*=UTF-8''" in where
    assert rest(opened(person, "POST", "/run_sse", message(sid, PROMO))).startswith(b"HTTP/1.1 200")
