"""A client of the wire contract that never believes a lost reply: it looks, or sends the same thing again.

Plain sockets and `http.client`, nothing of ours: what is tried is the service, not our own client.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import uuid
from dataclasses import dataclass, field
from typing import Any

ATTRIBUTION = {"X-Skill-Source": "stress", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
_EVENT = re.compile(rb"id: (\d+)\ndata: ([^\n]+)\n\n")


class Away(Exception):
    """The service did not answer, or not to the end: nothing is known about what it did."""


@dataclass(frozen=True)
class Reply:
    """An answer, read whole."""

    status: int
    raw: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def data(self) -> Any:
        """What is under the envelope. Raises AssertionError when it was a refusal."""
        value = self.json
        if self.status != 200 or value["code"] != 0:
            raise AssertionError(f"{self.status} {self.raw[:300]!r}")
        return value["data"]

    @property
    def events(self) -> list[tuple[int, dict[str, Any]]]:
        return [(int(n), json.loads(body)) for n, body in _EVENT.findall(self.raw)]


@dataclass
class Person:
    """A client with a token, at a port that may change owners."""

    port: int
    token: str = ""
    client: str = field(default_factory=lambda: str(uuid.uuid4()))

    def headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        sent = dict(ATTRIBUTION) | (more or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return sent

    def call(self, method: str, path: str, body: Any = None, **more: str) -> Reply:
        """One request on a connection of its own. Raises Away when the answer did not come whole."""
        sent = self.headers({k.replace("_", "-"): v for k, v in more.items()})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})
        except (OSError, http.client.HTTPException) as error:
            raise Away(type(error).__name__) from None
        finally:
            connection.close()

    def get(self, path: str, **more: str) -> Reply:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: str) -> Reply:
        return self.call("POST", path, body, **more)

    def enter(self) -> None:
        """Gets a token; a client id whose token was lost on the way is given up for another."""
        reply = self.post("/api/auth/anonymous-token", X_Client_Id=self.client)
        if reply.status == 429:
            self.client = str(uuid.uuid4())
            reply = self.post("/api/auth/anonymous-token", X_Client_Id=self.client)
        self.token = str(reply.data["token"])

    def session(self) -> str:
        return str(self.post("/api/tasks/me/with-session/nemo_agent", {}).data["session_id"])

    def upload(self, sid: str, *files: tuple[str, bytes]) -> Reply:
        boundary = "b" + uuid.uuid4().hex
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
            for name, data in files
        )
        kind = f"multipart/form-data; boundary={boundary}"
        path = f"/api/upload-video/nemo_agent/me/{sid}"
        return self.post(path, body + f"--{boundary}--\r\n".encode(), Content_Type=kind)

    def say(self, sid: str, text: str, key: str) -> Reply:
        """A turn. Raises Away unless its last event came."""
        reply = self.post("/run_sse", message(sid, text), Idempotency_Key=key)
        if reply.status == 200 and not (reply.events and ended(reply.events[-1][1])):
            raise Away("the stream was cut")
        return reply

    def state(self, sid: str) -> Any:
        return self.get(f"/api/state/nemo_agent/me/{sid}/latest").data

    def balance(self) -> tuple[int, int, int]:
        data = self.get("/api/credits/balance/simple").data
        return data["available"], data["frozen"], data["total"]

    def raw(self, method: str, path: str, body: Any = None, hold: int = 0, **more: str) -> socket.socket:
        """A request on a socket of its own; its last `hold` bytes are not sent yet. Raises Away."""
        sent = json.dumps(body).encode() if body is not None else b""
        lines = self.headers({k.replace("_", "-"): v for k, v in more.items()})
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(sent)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        everything = head.encode() + sent
        try:
            s = socket.create_connection(("127.0.0.1", self.port), 60)
            s.sendall(everything[: len(everything) - hold])
        except OSError as error:
            raise Away(type(error).__name__) from None
        return s


def message(sid: str, text: str) -> dict[str, Any]:
    return {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": sid,
        "new_message": {"parts": [{"text": text}]},
    }


def ended(event: dict[str, Any]) -> bool:
    """Whether it is a turn's last event: it has words, or an error."""
    parts = event.get("content", {}).get("parts", [])
    return "errorCode" in event or (event["author"] != "user" and any("text" in part for part in parts))


def rest(s: socket.socket, raw: bytes = b"") -> bytes:
    """All that still comes."""
    with s:
        try:
            while piece := s.recv(65536):
                raw += piece
        except OSError:
            pass
        return raw
