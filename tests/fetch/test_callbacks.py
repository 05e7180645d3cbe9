"""Callbacks over the real application: signed, by the rules of every fetch, again until they are taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from stillreel.server.app import build
from stillreel.server.callbacks import Herald
from stillreel.server.house import open_house
from stillreel.settings import Settings

from .origin import PUBLIC, Net, Origin, moved, ok
from .test_url_uploads import picture

SIGNED = {"X-Skill-Source": "test", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
WAY = "http://x.example/hook"


class Service:
    """An application whose exports are ended by hand, over one made-up internet."""

    def __init__(self, folder: Path) -> None:
        self.answers: list[bytes] = []
        self.origin = Origin(lambda path: self.answers.pop(0) if self.answers else ok(b""))
        self.net = Net(self.origin, {"x.example": [[PUBLIC]], "inner.example": [["10.0.0.1"]]})
        self.house = open_house(
            Settings(data=folder, workers=1, min_free_bytes=0, old_secret="the key before")
        )
        self.house.fetcher = self.net.fetcher()
        self.herald = Herald(self.house)
        self.web = TestClient(build(self.house, press=False), headers=SIGNED)
        token = self.web.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
        self.web.headers["Authorization"] = f"Bearer {token.json()['data']['token']}"
        self.sid = self.web.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"][
            "session_id"
        ]
        files = {"files": ("a.png", picture(1))}
        assert self.web.post(f"/api/upload-video/nemo_agent/me/{self.sid}", files=files).status_code == 200
        make = {"edits": [{"op": "make", "length": 1000, "music": False}]}
        assert self.web.post(f"/api/sessions/{self.sid}/edits", json=make).status_code == 200

    def order(self, id: str, callback: str | None = WAY) -> Any:
        body = {"id": id, "sessionId": self.sid, "callback": callback, "output": {"width": 64, "height": 64}}
        return self.web.post("/api/render/proxy/lambda", json=body)

    def end(self) -> None:
        job = self.house.renders.claim("w")
        assert job is not None
        facts = {"duration": 1.0, "size": 7, "width": 64, "height": 64, "format": "mp4", "name": "x"}
        self.house.renders.publish(job, job.attempt, facts, blob="f" * 64)

    def later(self) -> None:
        """The pause before the next try is over."""
        with self.house.rows.database.writing() as c:
            c.execute(sa.text("UPDATE renders SET told_due_ms = 0"))

    def heard(self) -> list[tuple[dict[str, str], bytes]]:
        """The requests so far, as head fields and body."""
        found = []
        for raw in self.origin.asked:
            head, _, body = raw.partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")[1:]
            found.append(({k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}, body))
        return found


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.house.close()
    made.origin.close()


def test_the_end_of_an_export_is_told_and_signed(service: Service) -> None:
    order = service.order("render_1")
    assert order.status_code == 200 and order.json() == service.order("render_1").json()
    assert service.herald.round() == 0, "it has not ended"
    service.end()
    assert service.herald.round() == 1 and service.herald.round() == 0
    [(head, body)] = service.heard()
    value = json.loads(body)
    assert value["type"] == "render.completed" and value["data"]["id"] == "render_1"
    assert value["data"]["outputUrl"].startswith("http://testserver/api/render/proxy/render_1/download?")
    secret = service.web.get("/api/auth/webhook-secret").json()["data"]["secret"]
    text = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert right in head["webhook-signature"].split() and len(head["webhook-signature"].split()) == 2
    assert (head["content-type"], head["host"], service.net.dialled) == (
        "application/json",
        "x.example",
        [(PUBLIC, 80)],
    )


def test_it_comes_again_until_it_is_taken(service: Service) -> None:
    service.answers = [ok(b"", status="500 Oh"), moved("http://10.0.0.1/"), b"", ok(b"", status="204 None")]
    service.order("render_1")
    service.end()
    for n in range(1, 5):
        assert service.herald.round() == 1 and service.herald.round() == 0
        assert service.house.callbacks.owed() == (1 if n < 4 else 0)
        service.later()
    assert service.herald.round() == 0
    assert len({head["webhook-id"] for head, _ in service.heard()}) == 1 and len(service.heard()) == 4
    assert {address for address, _ in service.net.dialled} == {PUBLIC}, "a redirect is followed nowhere"


def test_a_process_that_dies_while_it_sends_has_it_sent_again(service: Service) -> None:
    service.order("render_1")
    service.end()
    lost = service.house.callbacks.take()
    assert lost is not None and service.herald.round() == 0
    service.later()
    assert service.herald.round() == 1
    assert service.heard()[0][0]["webhook-id"] == lost.id


def test_cancelled_and_gone(service: Service) -> None:
    service.answers = [ok(b"", status="410 Gone")]
    service.order("render_1")
    service.web.delete("/api/render/proxy/lambda/render_1")
    assert service.herald.round() == 1 and service.house.callbacks.owed() == 0
    assert json.loads(service.heard()[0][1])["type"] == "render.cancelled"
    service.order("render_2", None)
    service.web.delete("/api/render/proxy/lambda/render_2")
    assert service.herald.round() == 0


def test_where_it_may_not_go_is_refused_at_once_or_never_dialled(service: Service) -> None:
    for n, url in enumerate(
        ("http://127.0.0.1/", "ftp://x.example/", "http://u@x.example/", "http://[::1]/", "x")
    ):
        answer = service.order(f"render_{n}", url)
        assert (answer.status_code, answer.json()["code"]) == (422, 4003)
    service.order("render_9", "http://inner.example/hook")
    service.end()
    assert service.herald.round() == 1 and service.house.callbacks.owed() == 1
    assert service.net.dialled == []
