"""Operators' promises, tried on the real command: what it logs, how it starts, how it stops, what it counts."""

from __future__ import annotations

import http.server
import json
import logging
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from rawwire import Person, Process, Service, dial, message, opened, picture, rest
from typer.testing import CliRunner

from stillreel.cli import app
from stillreel.errors import Unavailable
from stillreel.media import jail
from stillreel.server.house import open_house
from stillreel.server.serve import serve as run
from stillreel.server.trace import Lines
from stillreel.settings import Settings
from stillreel.store.database import Database

PASSWORD = "correct-horse-battery-7"


def entered(process: Process) -> Person:
    person = Person(process.port)
    person.token = person.post("/api/auth/anonymous-token", X_Client_Id=f"client-{process.port}").data[
        "token"
    ]
    return person


def test_logs_are_lines_without_secrets(process: Callable[..., Process], tmp_path: Path) -> None:
    """A whole visit, with everything that could get into a log by mistake; then the log is read."""
    running = process()
    person = entered(running)
    sid = person.session()
    forged = '\r\n{"level":"error","message":"forged"}\r\n'
    person.get(f"/api/sessions?token={person.token}")
    person.get(f"/api/sessions/{person.token}")
    person.get(f"/nowhere/{person.token}")
    person.get("/healthz", X_Request_Id="a\tb forged")
    person.upload(sid, (f"a{forged.strip()}.png", picture(1)), ("secret-name.png", b"junk"))
    person.say(sid, f"add the title SECRETWORDS {forged}")
    person.post(
        "/api/auth/register", {"email": "who@example.org", "password": PASSWORD, "bind": "bnd_nothing"}
    )
    person.post("/api/auth/login", {"email": "who@example.org", "password": PASSWORD})
    answers = [
        person.post("/run_sse", b"{"),
        person.call("POST", f"/api/upload-video/nemo_agent/me/{sid}", b"x", {"Content-Type": "multipart/form-data"}),
        person.get(f"/api/assets/{'0' * 64}/thumb.jpg"),
    ]  # fmt: skip
    for answer in answers:
        assert (
            answer.status >= 400
            and b"Traceback" not in answer.raw
            and str(tmp_path).encode() not in answer.raw
        )
    page = person.get("/metrics").raw.decode()
    for name in ("requests_total", "request_seconds_bucket", "streams_open", "runs_total", "render_speed",
                 "uploaded_bytes_total", 'store{of="renders_age_ms"}', 'store{of="credits_frozen"}'):  # fmt: skip
        assert f"stillreel_{name}" in page, name
    assert "process_resident_memory_bytes" in page and "process_open_fds" in page and person.token not in page
    assert running.end(signal.SIGTERM) == 0
    lines = [json.loads(line) for line in running.log]
    assert len([x for x in lines if x["message"] == "request"]) >= 10
    assert all(
        re.fullmatch(r"[A-Za-z0-9._-]{1,64}", x["request"]) for x in lines if x["message"] == "request"
    )
    assert not [x for x in lines if x["message"] == "forged"]
    whole = "".join(running.log)
    for secret in (person.token, PASSWORD, "SECRETWORDS", "secret-name", "who@example.org", "bnd_nothing"):
        assert secret not in whole, secret


def test_the_canary_a_token_in_a_message_is_blotted_out() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "see nmv_usr_%s\nforged", ("abcDEF123-_",), None)
    assert "abcDEF123" in record.getMessage()
    shown = Lines().format(record)
    assert "abcDEF123" not in shown and "\n" not in shown


class Silent(http.server.BaseHTTPRequestHandler):
    """A language model that never answers."""

    def do_POST(self) -> None:
        self.server.over.wait(60)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def silent() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        server.over, server.block_on_close = threading.Event(), False  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.over.set()  # type: ignore[attr-defined]
        server.shutdown()


def test_sigterm_with_streams_an_export_and_a_turn_that_hangs(
    process: Callable[..., Process], tmp_path: Path, silent: str
) -> None:
    """Ten seconds at most; streams are told; nothing is lost: the export is finished by the next process."""
    quick = {"STILLREEL_RATE": "1000", "STILLREEL_BURST": "1000"}
    model = {"PROVIDER": "openai", "NAME": "x", "URL": silent, "KEY": "k", "SECONDS": "60"}
    running = process(tmp_path / "data", **quick, **{f"STILLREEL_MODEL_{k}": v for k, v in model.items()})
    person = entered(running)
    sid, other = person.session(), person.session()
    person.upload(sid, ("a.png", picture(1)), ("b.png", picture(2)))
    film = [
        {"op": "make", "length": 5000, "music": False},
        {"op": "canvas", "width": 180, "height": 320, "fps": 10},
    ]
    assert person.post(f"/api/sessions/{sid}/edits", {"edits": film}).status == 200
    had = person.balance()
    order = {"id": "render_1", "sessionId": sid, "output": {"format": "mp4"}}
    assert person.post("/api/render/proxy/lambda", order).status == 200
    streams = [opened(person, "GET", f"/api/sessions/{sid}/events?follow=1") for _ in range(3)]
    streams.append(opened(person, "POST", "/run_sse", message(other, "make it warmer")))
    heads = [s.recv(65536) for s in streams]
    assert all(head.startswith(b"HTTP/1.1 200") for head in heads)
    while person.get("/api/render/proxy/lambda/render_1").json["status"] == "pending":
        os.sched_yield()
    family = psutil.Process(running.process.pid).children(recursive=True)
    began = time.monotonic()
    assert running.end(signal.SIGTERM) == 0
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # ten seconds of a machine that is ours
    assert time.monotonic() - began <= 10 * busy
    for s, head in zip(streams, heads, strict=True):
        assert b"retry: 1000\n: the service is stopping" in rest(s, head)
    assert psutil.wait_procs(family, timeout=10)[1] == []
    running = process(tmp_path / "data", **quick)
    person.port = running.port
    assert person.wait("render_1")["status"] == "completed"
    (_, said), (_, told) = person.get(f"/api/sessions/{other}/events").events
    assert said["author"] == "user" and "stopped before the turn was done" in told["errorMessage"]
    assert person.balance() == had


def test_few_files_are_no_reason_to_spin_or_to_stay_away(process: Callable[..., Process]) -> None:
    """With all its descriptors taken by idle callers it waits; when they are gone it serves again."""
    running = process(STILLREEL_RECEIPT_S="1")
    person = entered(running)
    own = psutil.Process(running.process.pid)
    most = own.num_fds() + 20
    resource.prlimit(own.pid, resource.RLIMIT_NOFILE, (most, most))
    callers = [dial(running.port) for _ in range(60)]
    before = own.cpu_times()
    for s in callers:  # each is accepted and cut off by the deadline in its turn
        s.settimeout(30)
        assert s.recv(1) == b""
        s.close()
    after = own.cpu_times()
    assert after.user + after.system - before.user - before.system < 2
    assert person.balance()[0] == 100


START = {
    "a file for a folder": "cannot be used",
    "no database": "not a database",
    "a newer schema": "newer release",
    "a port that is taken": "cannot listen",
}


@pytest.mark.parametrize("name", START)
def test_it_refuses_to_start_and_says_why(name: str, tmp_path: Path) -> None:
    data, port = tmp_path / "data", 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        if name == "a file for a folder":
            data.write_bytes(b"x")
        elif name == "no database":
            data.mkdir()
            (data / "stillreel.db").write_bytes(b"garbage" * 1000)
        elif name == "a newer schema":
            data.mkdir()
            made = Database(f"sqlite:///{data / 'stillreel.db'}")
            with made.engine.begin() as c:
                c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
            made.close()
        else:
            port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=START[name]):
            run(Settings(data=data, port=port))


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_bytes(b"x")
    command = [sys.executable, "-m", "stillreel", "serve", "--port", "0", "--data", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1
    wrong = CliRunner().invoke(app, ["serve"], env={"STILLREEL_WORKERS": "many"})
    assert wrong.exit_code == 2 and "workers" in wrong.output and "Traceback" not in wrong.output


def test_a_missing_wall_keeps_it_from_starting_where_all_are_required(
    serve: Callable[..., Service],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The canary is the same start without the demand: it serves, and says which wall is missing."""
    real = jail.layers()
    monkeypatch.setattr(jail, "layers", lambda: {**real, "landlock": False})
    with pytest.raises(Unavailable, match="landlock"):
        open_house(Settings(data=tmp_path / "strict", require_sandbox=True))
    loose = serve()
    while loose.house.walls is None:
        os.sched_yield()
    walls = loose.person().get("/healthz").json["sandbox"]
    assert walls == {**real, "landlock": False} and "without these walls of the jail: landlock" in caplog.text
