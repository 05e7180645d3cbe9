"""Uploads by address over the real application: each with its own result, alike for every cause, nothing left over."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from stillreel.server.app import build
from stillreel.server.house import open_house
from stillreel.settings import Settings

from .origin import PUBLIC, Net, Origin, moved, ok


def picture(seed: int) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64 + seed, 48)).save(out, "PNG")
    return out.getvalue()


PAGES = {
    "/a.png": ok(picture(1)),
    "/copy.png": ok(picture(1)),
    "/b%20c.png": ok(picture(2)),
    "/page": ok(b"<html>not a picture</html>", "Content-Type: image/png"),
    "/large.png": ok(b"", length=10**9),
    "/inside": moved("http://10.0.0.1/"),
}


class Studio:
    """The application over one made-up internet."""

    def __init__(self, folder: Path) -> None:
        self.origin = Origin(lambda path: PAGES.get(path, ok(b"", status="404 Not Found")))
        self.net = Net(self.origin, {"x.example": [[PUBLIC]], "inner.example": [["192.168.0.1"]]})
        self.house = open_house(Settings(data=folder, workers=1, min_free_bytes=0, grants_per_address=1000))
        self.house.fetcher = self.net.fetcher()
        self.web = TestClient(build(self.house, press=False))
        token = self.web.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
        self.web.headers["Authorization"] = f"Bearer {token.json()['data']['token']}"

    def put(self, *urls: str, **more: Any) -> Any:
        sid = self.web.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"]["session_id"]
        body = {"urls": list(urls), "source_type": "url", **more}
        return self.web.post(f"/api/upload-video/nemo_agent/me/{sid}", json=body)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(tmp_path_factory.mktemp("urls"))
    yield made
    assert list(made.house.temp.iterdir()) == [], "temporary files are gone whatever happened"
    made.house.close()
    made.origin.close()


def x(path: str) -> str:
    return f"http://x.example/{path}"


def test_files_come_by_address(studio: Studio) -> None:
    data = studio.put(x("a.png"), x("b%20c.png")).json()["data"]
    assert [(f["name"], f["kind"], f["width"]) for f in data["files"]] == [
        ("a.png", "image", 65),
        ("b c.png", "image", 66),
    ]
    assert data["rejected"] == []


def test_twins_are_fetched_once_and_listed_once(studio: Studio) -> None:
    before = len(studio.origin.asked)
    data = studio.put(x("a.png"), x("a.png"), x("copy.png"), x("a.png")).json()["data"]
    assert (len(data["files"]), len(studio.origin.asked) - before) == (1, 2)


def test_each_has_its_own_result(studio: Studio) -> None:
    bad = [x("page"), x("large.png"), "http://127.0.0.1/p.png", "http://inner.example/q.png", x("inside"), x("none"),
           "http://nameless.example/", "ftp://x.example/r.png", ""]  # fmt: skip
    data = studio.put(*bad[:4], x("a.png"), *bad[4:]).json()["data"]
    assert [f["name"] for f in data["files"]] == ["a.png"]
    codes = {row["name"]: row["code"] for row in data["rejected"]}
    assert codes.pop("page") == 4001 and codes.pop("large.png") == 4002
    assert set(codes.values()) == {4003} and {"p.png", "q.png", "inside", "none", "r.png"} <= set(codes)
    assert len({row["message"] for row in data["rejected"] if row["code"] == 4003}) == 1
    assert all(address == PUBLIC for address, _ in studio.net.dialled)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data", "http://inner.example/", "not one", ""]
)
def test_one_that_cannot_be_is_422(studio: Studio, url: str) -> None:
    answer = studio.put(url)
    assert (answer.status_code, answer.json()["code"]) == (422, 4003)
    assert answer.json()["message"] == studio.put("http://nameless.example/").json()["message"]


def test_the_list_is_capped(studio: Studio) -> None:
    asked = len(studio.origin.asked)
    assert studio.put(*(x(str(n)) for n in range(51))).status_code == 400
    assert studio.put(*(x(str(n)) for n in range(10_000))).status_code == 400
    assert studio.put().status_code == 400
    assert studio.put(x("a.png"), source_type="file").status_code == 400
    assert len(studio.origin.asked) == asked


def test_an_operator_may_switch_it_off(tmp_path: Path) -> None:
    made = Studio(tmp_path)
    made.house.fetcher = made.net.fetcher(off=True)
    assert made.put(x("a.png")).json()["code"] == 4003
    assert made.net.dialled == []
    made.house.close()
    made.origin.close()
