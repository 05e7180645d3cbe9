"""A real service on loopback: uvicorn in a thread, SQLite and files in a folder of the test's own."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from stillreel.server.house import House, open_house
from stillreel.server.serve import Server, configured
from stillreel.settings import Settings

ATTRIBUTION = {"X-Skill-Source": "test", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
PROMO = "turn my product images into a 6-second promotional video with transitions and music"


@dataclass
class Reply:
    """An answer, read whole."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def data(self) -> Any:
        assert self.status == 200 and self.json["code"] == 0, (self.status, self.raw[:500])
        return self.json["data"]

    @property
    def code(self) -> int:
        return int(self.json["code"])

    @property
    def events(self) -> list[tuple[int, dict[str, Any]]]:
        """The events of a stream; every byte of it must be of the right form."""
        found = []
        for block in self.raw.decode("ascii").split("\n\n"):
            match = re.fullmatch(r"id: (\d+)\ndata: ([^\n\r]+)", block)
            if match:
                found.append((int(match[1]), json.loads(match[2])))
            else:
                assert block == "" or block.startswith((":", "retry:")) or block.startswith("data: {"), block
        return found


@dataclass
class Person:
    """A client with a token."""

    port: int
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: dict(ATTRIBUTION))

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: str
    ) -> Reply:
        sent = dict(self.headers) | (headers or {}) | {k.replace("_", "-"): v for k, v in more.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **more: str) -> Reply:
        return self.call("GET", path, None, None, **more)

    def post(self, path: str, body: Any = None, **more: str) -> Reply:
        return self.call("POST", path, body, None, **more)

    def session(self) -> str:
        return str(self.post("/api/tasks/me/with-session/nemo_agent", {}).data["session_id"])

    def upload(self, sid: str, *files: tuple[str, bytes]) -> Reply:
        boundary = "b" + uuid.uuid4().hex
        parts = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
            for name, data in files
        )
        kind = f"multipart/form-data; boundary={boundary}"
        path = f"/api/upload-video/nemo_agent/me/{sid}"
        return self.call("POST", path, parts + f"--{boundary}--\r\n".encode(), {"Content-Type": kind})

    def say(self, sid: str, text: str, **more: str) -> Reply:
        return self.post("/run_sse", message(sid, text), **more)

    def balance(self) -> tuple[int, int, int]:
        data = self.get("/api/credits/balance/simple").data
        assert data["available"] + data["frozen"] == data["total"]
        return data["available"], data["frozen"], data["total"]

    def made(self) -> str:
        """A session with a small video in it."""
        sid = self.session()
        self.upload(sid, ("a.png", picture(1)), ("b.png", picture(2)))
        reply = self.say(sid, PROMO)
        assert reply.status == 200, reply.raw
        return sid

    def wait(self, id: str) -> dict[str, Any]:
        """Polls an export to its end; the status never goes back."""
        order = ["pending", "processing", "completed"]
        last = 0
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            job = self.get(f"/api/render/proxy/lambda/{id}").json
            if job["status"] not in order[:2]:
                return dict(job)
            assert order.index(job["status"]) >= last
            last = order.index(job["status"])
        raise AssertionError(f"not finished in a minute: {job}")


def opened(person: Person, method: str, path: str, body: Any = None, hold: int = 0) -> socket.socket:
    """A request on a socket of its own; its last `hold` bytes are not sent yet."""
    raw = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {person.token}\r\n"
    head += f"Content-Length: {len(raw)}\r\n\r\n"
    s = socket.create_connection(("127.0.0.1", person.port), 20)
    everything = head.encode() + raw
    s.sendall(everything[: len(everything) - hold])
    return s


def rest(s: socket.socket, raw: bytes = b"") -> bytes:
    """All that still comes."""
    with s:
        while piece := s.recv(65536):
            raw += piece
        return raw


def until(s: socket.socket, enough: Callable[[bytes], Any] | bytes, raw: bytes = b"") -> bytes:
    """What comes until it is enough; the other side's hanging up before that is a failure, not a wait."""
    test = enough if callable(enough) else lambda seen: enough in seen
    while not test(raw):
        piece = s.recv(65536)
        assert piece, f"the connection ended after {raw[-500:]!r}"
        raw += piece
    return raw


def together(n: int, act: Callable[[int], Any]) -> list[Any]:
    """What n threads, released at once, got; the first error of theirs is raised here."""
    gate = threading.Barrier(n)

    def go(k: int) -> Any:
        gate.wait(20)
        return act(k)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(go, range(n)))


def message(sid: str, text: str) -> dict[str, Any]:
    return {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": sid,
        "new_message": {"parts": [{"text": text}]},
    }


def picture(seed: int, size: tuple[int, int] = (320, 400)) -> bytes:
    """A drawn PNG; another seed is another picture."""
    image = Image.new("RGB", size, ((seed * 67) % 256, (seed * 131) % 256, (seed * 29) % 256))
    draw = ImageDraw.Draw(image)
    for k in range(6):
        draw.ellipse((k * 40, k * 30 + seed % 20, k * 40 + 90, k * 30 + 90), fill=(k * 40, 255 - k * 40, 120))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class Service:
    """The service in a thread."""

    def __init__(self, data: Path, **settings: Any) -> None:
        rules = {
            "grants_per_address": 10_000,
            "workers": 1,
            "rate": 10_000,
            "burst": 10_000,
            "logins": 10_000,
            "min_free_bytes": 0,
        }
        self.house: House = open_house(Settings(data=data, port=0, **(rules | settings)))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        config = configured(self.house)
        self.server = Server(config, self.house)
        self.app: Any = config.app
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._listener]})
        self._thread.start()
        while not self.server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive(), "the service did not start"

    def stop(self) -> None:
        self.house.stopping.set()
        self.house.bell.ring_all()
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self._listener.close()
        self.house.close()

    def person(self, **headers: str) -> Person:
        someone = Person(self.port)
        reply = someone.post("/api/auth/anonymous-token", X_Client_Id=str(uuid.uuid4()), **headers)
        someone.token = reply.data["token"]
        return someone


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that need nothing special."""
    made = Service(tmp_path_factory.mktemp("service"))
    yield made
    made.stop()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Makes services with settings of the test's own."""
    running: list[Service] = []

    def make(**settings: Any) -> Service:
        running.append(Service(settings.pop("data", tmp_path / f"data{len(running)}"), **settings))
        return running[-1]

    yield make
    for one in running:
        one.stop()


@pytest.fixture
def person(service: Service) -> Person:
    return service.person()


class Process:
    """The real command in a process of its own, to be killed."""

    def __init__(self, data: Path, **env: str) -> None:
        surroundings = os.environ | {
            "STILLREEL_DATA": str(data),
            "STILLREEL_GRANTS_PER_ADDRESS": "1000",
            "STILLREEL_WORKERS": "1",
            "STILLREEL_MIN_FREE_BYTES": "0",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stillreel", "serve", "--port", "0"],
            env=surroundings | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "listens" in line, self.process.stderr.read() if self.process.stderr else ""
        self.port = int(line.rsplit(":", 1)[1])
        self.log: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def end(self, signal: int) -> int:
        self.process.send_signal(signal)
        code = self.process.wait(20)
        self._reader.join(5)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    running: list[Process] = []

    def make(data: Path | None = None, **env: str) -> Process:
        running.append(Process(data or tmp_path / "data", **env))
        return running[-1]

    yield make
    for one in running:
        if one.process.poll() is None:
            one.end(9)
