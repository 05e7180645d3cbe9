"""Exports: unwrapped, idempotent by the client's id, signed links, ranges, hostile drafts refused quickly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from conftest import Person, Service

PATH = "/api/render/proxy/lambda"
QUICK = {"format": "mp4", "quality": "draft", "width": 64, "height": 112, "fps": 10}


def order(sid: str, id: str = "render_1", **more: Any) -> dict[str, Any]:
    return {"id": id, "sessionId": sid, "output": QUICK} | more


@pytest.fixture(scope="module")
def maker(service: Service) -> tuple[Person, str]:
    """Somebody with a video and a finished export `done`."""
    person = service.person()
    sid = person.made()
    assert person.post(PATH, order(sid, "done")).status == 200
    assert person.wait("done")["status"] == "completed"
    return person, sid


def test_submit_poll_download(maker: tuple[Person, str]) -> None:
    person, _ = maker
    job = person.get(f"{PATH}/done").json
    assert set(job) == {"id", "render_id", "status", "progress", "output", "outputUrl", "eta_s", "error"}
    assert (job["id"], job["render_id"], job["progress"], job["error"]) == ("done", "done", 100, None)
    output = job["output"]
    assert output["url"] == job["outputUrl"] and output["url"].startswith(f"http://127.0.0.1:{person.port}/")
    assert (output["width"], output["height"], output["duration"]) == (64, 112, 6.0)
    parts = urlsplit(output["url"])
    bare = Person(person.port, headers={})
    reply = bare.get(f"{parts.path}?{parts.query}")
    assert reply.status == 200 and len(reply.raw) == output["size"] and reply.raw[4:8] == b"ftyp"
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert person.token not in output["url"]


def test_ranges_and_tags(maker: tuple[Person, str]) -> None:
    person, _ = maker
    path = "/api/render/proxy/done/download"
    whole = person.get(path)
    tag, n = whole.headers["etag"], len(whole.raw)
    assert tag.startswith('"') and whole.headers["accept-ranges"] == "bytes"
    for text, start, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=10-", 10, n),
        ("bytes=-7", n - 7, n),
        (f"bytes=5-{n * 2}", 5, n),
        (f"bytes=-{n * 2}", 0, n),
    ):
        reply = person.get(path, Range=text)
        assert reply.status == 206 and reply.raw == whole.raw[start:end], text
        assert reply.headers["content-range"] == f"bytes {start}-{end - 1}/{n}"
    for text in (f"bytes={n}-", "bytes=-0", f"bytes={n + 5}-{n + 9}"):
        reply = person.get(path, Range=text)
        assert reply.status == 416 and reply.headers["content-range"] == f"bytes */{n}"
    for text in (
        "bytes=5-4",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=-",
        "bytes=" + "0-1," * 10_000,
        "bytes=a-b",
    ):
        assert person.get(path, Range=text).status == 200, text[:30]
    assert person.get(path, If_None_Match=tag).status == 304
    assert person.get(path, Range="bytes=0-1", If_Range='"stale"').status == 200
    assert person.get(path, Range="bytes=0-1", If_Range=tag).status == 206


def test_a_changed_link_opens_nothing(maker: tuple[Person, str]) -> None:
    person, _ = maker
    parts = urlsplit(person.get(f"{PATH}/done").json["outputUrl"])
    query = dict(parse_qsl(parts.query))
    bare = Person(person.port, headers={})
    good = bare.get(f"{parts.path}?{parts.query}")
    assert good.status == 200
    wrong = []
    for name, value in query.items():
        for k in range(0, len(value), 7):
            changed = value[:k] + ("0" if value[k] != "0" else "1") + value[k + 1 :]
            wrong.append(f"{parts.path}?{urlencode(query | {name: changed})}")
    wrong += [f"{parts.path}?{urlencode(query | {'e': v})}" for v in ("", "-1", "9" * 30, "é", "1e9")]
    wrong.append(f"{parts.path.replace('done', 'other')}?{parts.query}")
    answers = {(r.status, r.raw) for r in map(bare.get, wrong)}
    assert len(answers) == 1 and answers.pop()[0] == 404
    assert bare.get(parts.path).status == 401


def test_links_expire_and_keys_turn() -> None:
    from stillreel.errors import NotFound
    from stillreel.server.links import LIFE_S, Links

    now = [1000.0]
    old = Links("old", "", lambda: now[0])
    path, _, query = old.sign("/x", "me").partition("?")
    fields = dict(parse_qsl(query))
    turned = Links("new", "old", lambda: now[0])
    assert path == "/x" and turned.account("/x", fields) == "me"
    with pytest.raises(NotFound):
        Links("new", "", lambda: now[0]).account("/x", fields)
    now[0] += LIFE_S + 1
    with pytest.raises(NotFound):
        turned.account("/x", fields)


def test_twenty_at_once_are_one_job(maker: tuple[Person, str]) -> None:
    person, sid = maker
    found: list[Any] = []
    gate = threading.Barrier(12)

    def ask() -> None:
        gate.wait()
        found.append(person.post(PATH, order(sid, "same")))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {r.status for r in found} == {200}
    other = person.post(PATH, order(sid, "same", output=QUICK | {"quality": "standard"}))
    assert (other.status, other.code) == (409, 409)
    assert person.wait("same")["status"] == "completed"
    assert person.post(PATH, order(sid, "same")).json["status"] == "completed", "a re-send is the same job"
    assert person.balance()[0] == 97, "exports are free"


def test_key_order_does_not_matter(maker: tuple[Person, str]) -> None:
    person, sid = maker
    draft = person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["draft"]
    body = order(sid, "canon", draft=draft)
    turned = json.loads(json.dumps(body, sort_keys=True))
    assert person.post(PATH, body).status == 200
    assert person.post(PATH, turned).status == 200
    assert person.wait("canon")["status"] == "completed"


def test_two_tenants_one_id(service: Service, maker: tuple[Person, str]) -> None:
    other = service.person()
    assert other.get(f"{PATH}/done").code == 1002
    sid = other.made()
    assert other.post(PATH, order(sid, "done", output=QUICK | {"width": 80})).status == 200
    assert other.wait("done")["output"]["width"] == 80
    assert maker[0].get(f"{PATH}/done").json["output"]["width"] == 64


@pytest.mark.parametrize(
    "id", ["", "../x", "a/b", "a\x00b", "x" * 129, "ü", ".hidden", "-i", "a b", 5, None, ["x"]]
)
def test_ids_that_are_none(maker: tuple[Person, str], id: Any) -> None:
    person, sid = maker
    assert person.post(PATH, order(sid) | {"id": id}).status == 400


def _hostile(draft: dict[str, Any]) -> list[bytes]:
    """The order as text, with one thing of the draft made hostile."""
    text = json.dumps(draft)
    first = next(t for t in draft["t"] if t["tt"] == 0)["sg"][0]
    asset = first["a"]
    swaps = [
        asset.replace(asset, x) for x in ("/etc/passwd", "file:///etc/passwd", "http://x/y", "a%d", "f" * 64)
    ]
    made = [text.replace(json.dumps(asset), json.dumps(x)) for x in swaps]
    length = f'"d": {first["d"]}'
    made += [
        text.replace(length, f'"d": {x}', 2)
        for x in ("1000000000000", "-1", "NaN", "1e400", "true", "9" * 5000)
    ]
    made.append('{"v":1,"v":1,"t":[]}')
    made.append('{"t":' + "[" * 100_000 + "]" * 100_000 + "}")
    made.append(json.dumps(draft | {"t": draft["t"] * 40}))
    made.append(json.dumps(draft | {"cv": {"w": 100_000, "h": 16}}))
    made.append(text.replace('"t":', '"m": {"title": "\\ud800"}, "t":', 1))
    many = {"id": "v", "tt": 0, "sg": [first | {"id": f"s{n}", "s": n, "d": 1} for n in range(3000)]}
    made.append(json.dumps({"v": 1, "t": [many]}))
    made.append('{"v":1,"t":[]}')
    made.append('{"v":99}')
    return [x.encode("utf-8", "surrogatepass") for x in made]


def test_hostile_drafts_never_become_jobs(service: Service, maker: tuple[Person, str]) -> None:
    person, sid = maker
    draft = person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["draft"]
    before = sum(v for k, v in service.house.renders.queue().items() if k != "age_ms")
    for n, hostile in enumerate(_hostile(draft)):
        body = b'{"id":"h%d","sessionId":"%s","draft":%s}' % (n, sid.encode(), hostile)
        reply = person.post(PATH, body)
        assert (reply.status, reply.code) in ((400, 400), (404, 1002), (409, 409), (413, 4002)), (
            n,
            hostile[:80],
            reply.raw[:300],
        )
    assert sum(v for k, v in service.house.renders.queue().items() if k != "age_ms") == before


def test_other_peoples_files_are_not_shown(service: Service, maker: tuple[Person, str]) -> None:
    person, sid = maker
    draft = person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["draft"]
    thief = service.person()
    mine = thief.session()
    assert thief.post(PATH, order(mine, draft=draft)).code == 1002
    assert thief.get(f"/api/assets/{draft['t'][0]['sg'][0].get('a', 'x')}/thumb.jpg").code == 1002


@pytest.mark.parametrize(
    "output",
    [
        {"format": "exe"}, {"format": "mp4", "quality": "best"}, {"width": 65, "height": 64},
        {"width": 1e99, "height": 64}, {"platform": "nowhere"}, {"format": "webm", "codec": "h264"}, {"fps": 0},
    ],
)  # fmt: skip
def test_outputs_that_are_none(maker: tuple[Person, str], output: dict[str, Any]) -> None:
    person, sid = maker
    assert person.post(PATH, order(sid, "bad", output=output)).status == 400


def test_cancelling(service: Service) -> None:
    person = service.person()
    sid = person.made()
    big = {"format": "mp4", "quality": "high", "width": 1080, "height": 1920}
    person.post(PATH, order(sid, "slow", output=big))
    person.post(PATH, order(sid, "next", output=big))
    assert person.get("/api/render/proxy/next/download").code == 409
    reply = person.call("DELETE", f"{PATH}/next")
    assert reply.status == 200 and reply.json["status"] == "cancelled", "one that waits"
    assert person.call("DELETE", f"{PATH}/slow").json["status"] == "cancelled", "one in work"
    assert person.call("DELETE", f"{PATH}/slow").code == 409
    person.post(PATH, order(sid, "after"))
    assert person.wait("after")["status"] == "completed", "the queue moves on"
    assert person.get(f"{PATH}/slow").json["status"] == "cancelled"
    assert [p.name for p in service.house.temp.iterdir() if p.name.startswith("render-")] == []


def test_so_many_may_wait(serve: Callable[..., Service]) -> None:
    service = serve(max_renders=1)
    person = service.person()
    sid = person.made()
    service.app.state.press.stop(20)
    assert person.post(PATH, order(sid, "a")).status == 200
    assert person.post(PATH, order(sid, "b")).code == 429
    assert person.post(PATH, order(sid, "a")).status == 200, "a re-send is none more"


def test_looks(maker: tuple[Person, str]) -> None:
    person, sid = maker
    base = f"/api/sessions/{sid}"
    frame = person.get(base + "/frame.jpg?t=1000&w=64")
    assert frame.status == 200 and frame.raw[:2] == b"\xff\xd8"
    assert person.get(base + "/frame.jpg?t=1000&w=64", If_None_Match=frame.headers["etag"]).status == 304
    assert person.get(base + "/frame.jpg?t=5000&w=64").raw != frame.raw
    assert person.get(base + "/frame.jpg?t=-1").status == 400
    assert person.get(base + "/frame.jpg?rev=0").code == 409, "there is nothing to see yet"
    assert person.get(base + "/frame.jpg?rev=99").code == 1002
    assert person.get(base + "/sheet.jpg").raw[:2] == b"\xff\xd8"
    film = person.get(base + "/preview.mp4")
    assert film.status == 200 and film.raw[4:8] == b"ftyp"
    assert person.get(base + "/preview.mp4", Range="bytes=0-3").raw == film.raw[:4]
    words = person.get("/api/catalog").data
    assert {"transitions", "music", "edits"} <= set(words) and "fields" not in words
    assert words["edits"]["swap"]["properties"]


def test_ops(maker: tuple[Person, str], service: Service) -> None:
    bare = Person(service.port, headers={})
    health = bare.get("/healthz").json
    assert health["status"] == "ok" and set(health["sandbox"]) >= {
        "limits",
        "namespaces",
        "landlock",
        "seccomp",
    }
    ready = bare.get("/readyz").json
    assert ready["status"] == "ok" and ready["queue"]["completed"] >= 1 and ready["sandbox"]
    page = bare.get("/metrics").raw.decode()
    assert 'stillreel_renders_total{state="completed"}' in page
    assert 'stillreel_requests_total{method="POST",route="/run_sse",status="200"}' in page
    assert "stillreel_render_speed" in page and 'stillreel_store{of="renders_completed"}' in page
    assert maker[0].token not in page


@pytest.mark.parametrize(
    ("format", "mime", "at", "magic"),
    [
        ("mp4", "video/mp4", 4, b"ftyp"), ("mov", "video/quicktime", 4, b"ftypqt"),
        ("webm", "video/webm", 0, b"\x1a\x45\xdf\xa3"), ("gif", "image/gif", 0, b"GIF89a"),
        ("webp", "image/webp", 8, b"WEBP"),
    ],
)  # fmt: skip
def test_every_format(maker: tuple[Person, str], format: str, mime: str, at: int, magic: bytes) -> None:
    person, sid = maker
    assert person.post(PATH, order(sid, f"as-{format}", output=QUICK | {"format": format})).status == 200
    job = person.wait(f"as-{format}")
    assert job["status"] == "completed" and job["output"]["duration"] == 6.0, job
    assert (job["output"]["width"], job["output"]["height"]) == (64, 112)
    parts = urlsplit(job["output"]["url"])
    reply = Person(person.port, headers={}).get(f"{parts.path}?{parts.query}")
    assert reply.headers["content-type"] == mime and reply.raw[at : at + len(magic)] == magic
    assert len(reply.raw) == job["output"]["size"] and f".{format}" in reply.headers["content-disposition"]
    head = person.call("HEAD", f"/api/render/proxy/as-{format}/download")
    assert (head.status, head.headers["content-length"], head.raw) == (200, str(len(reply.raw)), b"")


@pytest.mark.parametrize("quality", ["standard", "high", "master"])
def test_every_quality(maker: tuple[Person, str], quality: str) -> None:
    person, sid = maker
    person.post(PATH, order(sid, quality, output=QUICK | {"quality": quality}))
    assert person.wait(quality)["status"] == "completed"


def test_one_side_is_enough(maker: tuple[Person, str]) -> None:
    person, sid = maker
    output = {"format": "gif", "quality": "draft", "width": 64, "fps": 5}
    assert person.post(PATH, order(sid, "side", output=output)).status == 200
    assert person.post(PATH, order(sid, "side", output=output | {"width": 64.0})).status == 200, "equal JSON"
    done = person.wait("side")["output"]
    state = person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["state"]["canvas_config"]
    assert done["width"] == 64 and abs(done["height"] - 64 * state["height"] / state["width"]) <= 1
