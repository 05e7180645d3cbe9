"""Two services over one PostgreSQL and one bucket: what one takes in, the other renders, serves and forgets."""

from __future__ import annotations

import hashlib
import io
import time
import uuid
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.testclient import TestClient

from stillreel.server.app import build
from stillreel.server.house import House, open_house
from stillreel.settings import Settings

from .bucket import Bucket
from .postgres import Postgres

SIGNED = {"X-Skill-Source": "test", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}


def picture(n: int) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((200, 160 + n)).convert("RGB").rotate(90 * n).save(out, "PNG")
    return out.getvalue()


class Server:
    """One machine's service."""

    def __init__(self, data: Path, database: str, bucket: Bucket, prefix: str, *, press: bool) -> None:
        access = bucket.access()
        settings: dict[str, Any] = {
            "data": data, "database_url": database, "blobs_url": prefix, "blobs_endpoint": access.endpoint,
            "blobs_region": access.region, "blobs_key": access.key, "blobs_secret": access.secret,
            "secret": "the same secret on both machines", "workers": 1, "min_free_bytes": 0,
            "burst": 10_000,
        }  # fmt: skip
        self.house: House = open_house(Settings(**settings))
        self.web = TestClient(build(self.house, press=press), headers=SIGNED)


def test_a_reel_across_two_machines(postgres: Postgres, bucket: Bucket, tmp_path: Path) -> None:
    database, prefix = postgres.database(), bucket.access().url
    one = Server(tmp_path / "one", database, bucket, prefix, press=False)
    two = Server(tmp_path / "two", database, bucket, prefix, press=True)
    grant = one.web.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())}).json()[
        "data"
    ]
    for web in (one.web, two.web):
        web.headers["Authorization"] = f"Bearer {grant['token']}"
    sid = one.web.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"]["session_id"]
    files = [("files", (f"{n}.png", picture(n))) for n in range(2)]
    put = one.web.post(f"/api/upload-video/nemo_agent/me/{sid}", files=files).json()["data"]
    assert len(put["files"]) == 2
    with two.web:  # its threads run: it takes the export that the other accepted
        make = [{"op": "make", "length": 1000, "music": False}]
        edited = one.web.post(f"/api/sessions/{sid}/edits", json={"edits": make})
        assert edited.status_code == 200, edited.text
        order = {
            "id": "render_1",
            "sessionId": sid,
            "output": {"format": "mp4", "quality": "draft", "width": 64, "height": 64},
        }
        assert one.web.post("/api/render/proxy/lambda", json=order).status_code == 200
        while (job := one.web.get("/api/render/proxy/lambda/render_1").json())["status"] in (
            "pending",
            "processing",
        ):
            time.sleep(0.05)
        theirs = two.web.get("/api/render/proxy/render_1/download").content
    assert job["status"] == "completed", job
    film = one.web.get("/api/render/proxy/render_1/download")
    digest = hashlib.sha256(film.content).hexdigest()
    assert (film.status_code, film.headers["etag"]) == (200, f'"{digest}"') and film.content[4:8] == b"ftyp"
    part = one.web.get("/api/render/proxy/render_1/download", headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.content) == (206, film.content[10:30])
    assert film.content == theirs
    assert not list((tmp_path / "one" / "files").glob("*")) and digest in {p.name for p in bucket.objects()}
    for server in (one, two):
        assert list(server.house.temp.iterdir()) == []
        server.house.close()
