"""A service on a file system that is nearly full, for `test_full_disk.py`: run within a small tmpfs of its own.

python full_disk.py FOLDER        prints one JSON object; raises where a promise is broken
"""

from __future__ import annotations

import io
import json
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from shutil import disk_usage
from typing import Any

import numpy as np
from PIL import Image
from starlette.testclient import TestClient

from stillreel.server.app import build
from stillreel.server.house import open_house
from stillreel.settings import Settings

ATTRIBUTION = {"X-Skill-Source": "test", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}


def noise(seed: int) -> bytes:
    """About 120 KB that nothing makes smaller."""
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (200, 200, 3), np.uint8)).save(out, "PNG")
    return out.getvalue()


class Studio:
    """The application, and the ballast that leaves so much room on its disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"
        self.house = open_house(Settings(data=folder / "data", workers=1, min_free_bytes=0, burst=10_000))
        self.web = TestClient(build(self.house, press=True), headers=ATTRIBUTION)
        token = self.web.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
        self.web.headers["Authorization"] = f"Bearer {token.json()['data']['token']}"
        self.sid = self.web.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"][
            "session_id"
        ]
        self.seen = Counter[str]()

    def leave(self, free: int | None) -> None:
        """Fills the disk but for `free` bytes; None: takes the ballast out."""
        self.ballast.unlink(missing_ok=True)
        if free is not None:
            left = disk_usage(self.folder).free - free
            with self.ballast.open("wb") as out:
                out.write(bytes(max(0, left)))

    def ask(self, what: str, verb: str, path: str, **more: Any) -> Any:
        """A request that is answered as it should or by 507, never otherwise."""
        answer = self.web.request(verb, path, **more)
        assert answer.status_code in (200, 507), (what, answer.status_code, answer.text)
        assert answer.status_code == 200 or int(answer.headers["retry-after"]) > 0, answer.text
        self.seen[f"{what} {answer.status_code}"] += 1
        return answer

    def upload(self, seed: int) -> Any:
        path, files = f"/api/upload-video/nemo_agent/me/{self.sid}", {"files": (f"{seed}.png", noise(seed))}
        return self.ask("upload", "POST", path, files=files)

    def export(self, id: str, free: int | None) -> Any:
        """An export in so much room, to its end."""
        self.leave(None)
        order = {"id": id, "sessionId": self.sid, "output": {"quality": "draft", "width": 64, "height": 64}}
        self.leave(free)
        assert self.web.post("/api/render/proxy/lambda", json=order).status_code == 200
        while (job := self.web.get(f"/api/render/proxy/lambda/{id}").json())["status"] in (
            "pending",
            "processing",
        ):
            time.sleep(0.05)
        return job

    def whole(self) -> int:
        """Every row's file is there and whole, nothing unfinished lies about; how many files the session has."""
        shelf = self.house.rows.shelf(self.sid)
        for asset in shelf:
            assert self.house.blobs.path(asset.id).stat().st_size == asset.size
        assert list(self.house.temp.iterdir()) == []
        assert not list((self.folder / "data" / "files").glob("incoming-*"))
        return len(shelf)


def main(folder: Path) -> None:
    studio = Studio(folder)
    studio.upload(0), studio.upload(1)
    make = {"edits": [{"op": "make", "length": 1000, "music": False}]}
    studio.ask("edit", "POST", f"/api/sessions/{studio.sid}/edits", json=make)
    held = 2
    for n, free in enumerate(
        range(0, 480_000, 20_000)
    ):  # each step of an upload meets the end of the disk in turn
        studio.leave(free)
        held += studio.upload(100 + n).status_code == 200
        rename = {"edits": [{"op": "rename", "title": f"{n} " * 40}]}
        studio.ask("edit", "POST", f"/api/sessions/{studio.sid}/edits", json=rename)
        studio.ask("session", "POST", "/api/tasks/me/with-session/nemo_agent", json={})
        studio.ask("read", "GET", f"/api/state/nemo_agent/me/{studio.sid}/latest")
        assert studio.whole() == held
    for what in ("upload 200", "upload 507", "edit 200", "edit 507", "read 200"):
        assert studio.seen[what], (what, studio.seen)
    assert not studio.seen["read 507"] and studio.house.ledger.reconcile() == ()
    studio.leave(None)
    assert studio.upload(1000).status_code == 200, "room again: no restart is needed"
    with studio.web:  # its threads run
        short = studio.export("short", 60_000)
        assert short["status"] == "failed" and "disk is full" in short["error"]["message"], short
        assert studio.export("whole", None)["status"] == "completed"
    with studio.house.rows.database.reading() as c:
        assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert studio.whole() == held + 1
    studio.house.close()
    print(json.dumps(studio.seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
