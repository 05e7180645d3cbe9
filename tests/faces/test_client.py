"""The client against recorded shapes of the hosted service: its errors, streams, breaks and words, no network."""

from __future__ import annotations

import asyncio
import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stillreel.client import AsyncClient, Client, Heard, Identity, route
from stillreel.client.stream import Lines
from stillreel.client.words import unscreen
from stillreel.errors import Blocked, NotFound, OutOfCredits, RenderFailed, Unauthorised

BASE = "http://service.test"
SHOT = {"id": "s1", "s": 0, "d": 2000, "a": "x"}
EMPTY: dict[str, Any] = {"t": []}
FULL: dict[str, Any] = {"t": [{"id": "v", "tt": 0, "sg": [SHOT]}]}


def sse(*values: Any) -> bytes:
    return b"".join(v if isinstance(v, bytes) else f"data: {json.dumps(v)}\n\n".encode() for v in values)


def event(text: str, **more: Any) -> dict[str, Any]:
    return {"author": "nemo_agent", "content": {"role": "model", "parts": [{"text": text}]}, **more}


class Hosted:
    """The hosted service as far as recorded: every request is written down, answers can be replaced."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.draft: dict[str, Any] = EMPTY
        self.then: dict[str, list[Callable[[httpx.Request], httpx.Response]]] = {}
        self.turns: list[tuple[bytes, dict[str, Any] | None]] = []
        self.film = bytes(range(256)) * 40

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        path = request.url.path
        waiting = self.then.get(f"{request.method} {path}")
        if waiting:
            return waiting.pop(0)(request)
        return self._usual(request, path)

    def _usual(self, request: httpx.Request, path: str) -> httpx.Response:
        if path.endswith("anonymous-token"):
            n = sum(r.url.path == path for r in self.asked)
            return ok({"token": f"nmv_usr_{n}", "credits": 100, "expires_at": "2999-01-01T00:00:00Z"})
        if path.endswith("with-session/nemo_agent"):
            n = sum(r.url.path == path for r in self.asked)
            return ok({"task_id": "t", "session_id": f"sid{n}"})
        if path.endswith("/latest"):
            return ok({"state": {"draft": self.draft, "video_infos": [], "generated_media": []}})
        if path == "/run_sse":
            body, draft = self.turns.pop(0)
            self.draft = self.draft if draft is None else draft
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)
        if path == "/film":
            return self._ranged(request)
        if path == "/api/render/proxy/lambda" or "/lambda/" in path:
            output = {"url": f"{BASE}/film", "duration": 2.0}
            return httpx.Response(200, json={"status": "completed", "progress": 100, "output": output})
        return httpx.Response(404, json={"code": 404, "message": "no such address", "data": {}})

    def _ranged(self, request: httpx.Request) -> httpx.Response:
        headers = {"etag": f'"{hashlib.sha256(self.film).hexdigest()}"'}
        start = request.headers.get("range", "")
        if start:
            rest = self.film[int(start[6:-1]) :]
            return httpx.Response(206, headers=headers, content=rest)
        return httpx.Response(200, headers=headers, content=self.film)

    def count(self, path: str) -> int:
        return sum(r.url.path == path for r in self.asked)


def ok(data: Any) -> httpx.Response:
    return httpx.Response(200, json={"code": 0, "message": "ok", "data": data})


def no(status: int, code: int, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(
        status, json={"code": code, "message": "no", "data": {"register_url": "u"}}, headers=headers
    )


class Broken(httpx.SyncByteStream):
    """A body that breaks off in the middle."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __iter__(self) -> Any:
        yield self.body
        raise httpx.ReadError("broken")


@pytest.fixture
def hosted() -> Hosted:
    return Hosted()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def client(hosted: Hosted, slept: list[float], tmp_path: Path) -> Client:
    http = httpx.Client(transport=httpx.MockTransport(hosted))
    return Client(BASE, Identity(None, tmp_path / "config"), http=http, sleep=slept.append)


def test_a_stranger_gets_a_token_that_is_kept_for_its_owner_alone(
    hosted: Hosted, client: Client, tmp_path: Path
) -> None:
    assert client.connect().session == "sid1"
    place = tmp_path / "config" / "client.json"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    grant = hosted.asked[0]
    assert grant.headers["x-client-id"] == json.loads(place.read_text())["client_id"]
    assert all(r.headers["authorization"] == "Bearer nmv_usr_1" for r in hosted.asked[1:])
    assert all(
        r.headers["x-skill-source"] == "stillreel" and "nmv_usr" not in str(r.url) for r in hosted.asked
    )
    again = Client(BASE, Identity(None, tmp_path / "config"), http=client._http)
    again.connect()
    assert hosted.count("/api/auth/anonymous-token") == 1


def test_the_environment_comes_first() -> None:
    assert Identity.of_environment({"NEMO_TOKEN": "a", "STILLREEL_TOKEN": "b"}).given == "a"
    assert Identity.of_environment({"STILLREEL_TOKEN": "b"}).given == "b"
    assert Identity.of_environment({}).given is None


def test_an_expired_token_is_acquired_anew_once(hosted: Hosted, client: Client) -> None:
    hosted.then["GET /api/credits/balance/simple"] = [no(401, 1001), lambda _: ok({"available": 3})]
    assert client.balance() == {"available": 3}
    assert hosted.count("/api/auth/anonymous-token") == 2
    hosted.then["GET /api/credits/balance/simple"] = [no(401, 1001), no(401, 1001)]
    with pytest.raises(Unauthorised):
        client.balance()
    assert hosted.count("/api/auth/anonymous-token") == 3


def test_a_limit_is_waited_for_as_told_once(hosted: Hosted, client: Client, slept: list[float]) -> None:
    hosted.then["GET /api/credits/balance/simple"] = [no(429, 429, **{"retry-after": "7"}), lambda _: ok({})]
    client.balance()
    assert slept == [7.0]


def test_refusals_say_what_they_are_and_are_not_sent_again(
    hosted: Hosted, client: Client, tmp_path: Path
) -> None:
    hosted.then["POST /run_sse"] = [no(403, 2001)]
    with pytest.raises(OutOfCredits) as refused:
        client.say("make a video")
    assert refused.value.data["register_url"] == "u" and hosted.count("/run_sse") == 1
    hosted.then["POST /api/render/proxy/lambda"] = [no(402, 402)]
    with pytest.raises(Blocked):
        client.export(tmp_path / "a.mp4")
    assert hosted.count("/api/render/proxy/lambda") == 1


def test_a_lost_session_is_replaced(hosted: Hosted, client: Client) -> None:
    hosted.then["POST /run_sse"] = [no(404, 1002)]
    hosted.turns = [(sse(event("Hello")), None)]
    heard: list[Heard] = []
    assert client.say("hi", heard.append).state.session == "sid2"
    assert [h.kind for h in heard] == ["note", "text"]


def test_whatever_was_asked_of_a_lost_session_begins_a_new_one(hosted: Hosted, client: Client) -> None:
    client.connect()
    gone = "GET /api/state/nemo_agent/me/sid1/latest"
    hosted.then["POST /api/sessions/sid1/undo"] = [no(404, 1002)]
    hosted.then[gone] = [no(404, 1002)]
    with pytest.raises(NotFound, match="send the files again"):
        client.undo()
    assert client.state().session == "sid2"
    hosted.then["POST /api/sessions/sid2/undo"] = [no(404, 1002)]
    with pytest.raises(NotFound):
        client.undo()
    assert client.state().session == "sid2", "a missing file is no missing session"


def test_what_another_service_says_in_two_words_is_explained(hosted: Hosted, client: Client) -> None:
    hosted.then["POST /run_sse"] = [no(403, 2001)]
    with pytest.raises(OutOfCredits, match=r"Register or top up.*Register: u"):
        client.say("hi")
    hosted.then["POST /run_sse"] = [no(402, 402)]
    with pytest.raises(Blocked, match="three attribution headers"):
        client.say("hi")


def test_a_silent_edit_is_reported_by_what_changed(hosted: Hosted, client: Client) -> None:
    call = {"content": {"parts": [{"functionCall": {"name": "make", "args": {}}}]}}
    hosted.turns = [(sse(call, b"data:\n\n", b": heartbeat\n\n"), FULL)]
    heard: list[Heard] = []
    answer = client.say("make a video", heard.append)
    assert answer.changed and answer.text == "Done: a video of 2 s, 1 shot."
    assert [h.kind for h in heard] == ["call", "text"]


def test_words_about_a_screen_become_deeds(hosted: Hosted, client: Client) -> None:
    hosted.turns = [(sse(event("Your video is ready. Click the Export button to download it.")), FULL)]
    answer = client.say("make a video")
    assert answer.text == "Your video is ready." and answer.route == "export"
    hosted.turns = [(sse(event("Drag the logo to the end.")), None), (sse(event("done")), EMPTY)]
    assert client.say("logo last").state.draft == EMPTY
    sent = json.loads([r for r in hosted.asked if r.url.path == "/run_sse"][-1].content)
    assert "Drag the logo to the end." in sent["new_message"]["parts"][0]["text"]


def test_chunks_are_told_once_by_the_sentence(hosted: Hosted, client: Client) -> None:
    whole = "Hello you. Click Export to get it. Bye"
    pieces = [event(whole[k : k + 5], partial=True) for k in range(0, len(whole), 5)]
    hosted.turns = [(sse(*pieces, event(whole)), None)]
    heard: list[Heard] = []
    answer = client.say("hi", heard.append)
    assert answer.text == "Hello you. Bye" and answer.route == "export"
    assert [h.text for h in heard] == ["Hello you. ", "Bye"]
    assert json.loads([r for r in hosted.asked if r.url.path == "/run_sse"][-1].content)["streaming"] is True


def test_long_silence_is_filled_every_two_minutes(hosted: Hosted, client: Client) -> None:
    from stillreel.client import talk

    hosted.turns = [(sse(*[b": heartbeat\n\n"] * 30, event("Hello")), None)]
    times = iter(range(0, 10_000, 10))
    heard: list[Heard] = []
    client.run(talk.say(client.link, "hi", heard.append, clock=lambda: float(next(times))))
    assert [h.text for h in heard] == ["⏳ Still working..."] * 2 + ["Hello"]


def test_a_broken_stream_is_resumed_and_nothing_is_sent_again(hosted: Hosted, client: Client) -> None:
    first = b"id: 4\n" + sse(event("One. "))
    hosted.then["POST /run_sse"] = [lambda _: httpx.Response(200, stream=Broken(first))]
    hosted.then["GET /api/sessions/sid1/events"] = [
        lambda r: httpx.Response(200, content=b"id: 5\n" + sse(event(f"After {r.headers['last-event-id']}.")))
    ]
    assert client.say("hi").text == "One.\nAfter 4."
    assert hosted.count("/run_sse") == 1


def test_a_replay_from_the_start_answers_the_last_message_only(hosted: Hosted, client: Client) -> None:
    hosted.then["POST /run_sse"] = [lambda _: httpx.Response(200, stream=Broken(b""))]
    before = [event("old"), event("hi", author="user"), event("new")]
    hosted.then["GET /api/sessions/sid1/events"] = [lambda _: httpx.Response(200, content=sse(*before))]
    assert client.say("hi").text == "new"


def test_without_resuming_the_state_is_watched(hosted: Hosted, client: Client) -> None:
    def cut(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Broken(b""))

    hosted.then["POST /run_sse"] = [cut]
    state = "GET /api/state/nemo_agent/me/sid1/latest"
    hosted.then[state] = [lambda _, d=d: ok({"state": {"draft": d}}) for d in (EMPTY, FULL)]
    client.connect()
    hosted.draft = FULL
    assert client.say("make a video").changed
    assert hosted.count("/run_sse") == 1


def test_a_failed_render_is_tried_once_more_under_a_new_id(
    hosted: Hosted, client: Client, tmp_path: Path
) -> None:
    failed = {"status": "failed", "progress": 10, "error": {"code": 500, "message": "lost"}}
    hosted.then["POST /api/render/proxy/lambda"] = [lambda _: httpx.Response(200, json=failed)]
    film = client.export(tmp_path / "a.mp4")
    ids = [json.loads(r.content)["id"] for r in hosted.asked if r.url.path == "/api/render/proxy/lambda"]
    assert len(set(ids)) == 2 and (tmp_path / "a.mp4").read_bytes() == hosted.film
    assert film.sha256 == hashlib.sha256(hosted.film).hexdigest() and film.seconds == 2.0
    hosted.then["POST /api/render/proxy/lambda"] = [lambda _: httpx.Response(200, json=failed)] * 2
    with pytest.raises(RenderFailed, match="lost"):
        client.export(tmp_path / "b.mp4")


def test_an_interrupted_export_is_taken_back(hosted: Hosted, client: Client, tmp_path: Path) -> None:
    going = httpx.Response(200, json={"status": "processing", "progress": 5})
    hosted.then["POST /api/render/proxy/lambda"] = [lambda _: going]

    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.export(tmp_path / "a.mp4", on=interrupt)
    last = hosted.asked[-1]
    job = json.loads([r for r in hosted.asked if r.method == "POST"][-1].content)["id"]
    assert (last.method, last.url.path) == ("DELETE", f"/api/render/proxy/lambda/{job}")
    assert not list(tmp_path.glob("*.mp4"))
    client.export(tmp_path / "b.mp4")
    assert sum(r.method == "DELETE" for r in hosted.asked) == 1


def test_polling_slows_down_and_uses_the_tag(
    hosted: Hosted, client: Client, slept: list[float], tmp_path: Path
) -> None:
    def still(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"status": "processing", "progress": 5}, headers={"etag": '"p5"'})

    hosted.then["POST /api/render/proxy/lambda"] = [still]
    polls: list[str | None] = []

    usual = hosted._usual

    def watched(request: httpx.Request, path: str) -> httpx.Response:
        if "/lambda/" in path:
            polls.append(request.headers.get("if-none-match"))
            if len(polls) == 1:
                return still(request)
            if len(polls) < 12:
                return httpx.Response(304)
        return usual(request, path)

    hosted._usual = watched  # type: ignore[method-assign]
    client.export(tmp_path / "a.mp4")
    assert polls == [None, *['"p5"'] * 11]
    assert slept == sorted(slept) and slept[0] < 1 and slept[-1] == 10.0


def test_a_broken_download_goes_on_where_it_broke(hosted: Hosted, client: Client, tmp_path: Path) -> None:
    tag = {"etag": f'"{hashlib.sha256(hosted.film).hexdigest()}"', "content-length": str(len(hosted.film))}
    hosted.then["GET /film"] = [lambda _: httpx.Response(200, headers=tag, stream=Broken(hosted.film[:1000]))]
    client.export(tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == hosted.film
    last = hosted.asked[-1]
    assert last.headers["range"] == "bytes=1000-" and last.headers["if-range"] == tag["etag"]
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.mp4"]


def test_a_wrong_file_is_not_kept(hosted: Hosted, client: Client, tmp_path: Path) -> None:
    hosted.then["GET /film"] = [
        lambda _: httpx.Response(200, headers={"etag": f'"{"0" * 64}"'}, content=b"x")
    ]
    with pytest.raises(Exception, match="not the file that was sent"):
        client.export(tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()


def test_the_token_goes_to_the_service_only(hosted: Hosted, client: Client, tmp_path: Path) -> None:
    done = {"status": "completed", "output": {"url": "http://elsewhere.test/film"}}
    hosted.then["POST /api/render/proxy/lambda"] = [lambda _: httpx.Response(200, json=done)]
    client.export(tmp_path / "a.mp4")
    assert hosted.asked[-1].url.host == "elsewhere.test" and "authorization" not in hosted.asked[-1].headers


def test_awaited_it_asks_the_same(hosted: Hosted, client: Client, tmp_path: Path) -> None:
    turns = [(sse(event("Hello")), FULL)]
    hosted.turns = list(turns)
    told = client.say("hi")
    other = Hosted()
    other.turns = list(turns)

    async def talk() -> Any:
        http = httpx.AsyncClient(transport=httpx.MockTransport(other))
        async with AsyncClient(BASE, Identity(None, tmp_path / "other"), http=http) as later:
            answer = await later.say("hi")
            film = await later.export(tmp_path / "b.mp4")
            return answer, film

    answer, film = asyncio.run(talk())
    assert answer == told and film.path.read_bytes() == other.film
    client.export(tmp_path / "a.mp4")
    assert [(r.method, r.url.path) for r in hosted.asked if "/lambda/" not in r.url.path] == [
        (r.method, r.url.path) for r in other.asked if "/lambda/" not in r.url.path
    ]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("export", "export"),
        ("Download the video, please", "export"),
        ("send me the video", "export"),
        ("导出", "export"),
        ("下载视频", "export"),
        ("what's my balance?", "credits"),
        ("积分", "credits"),
        ("余额还有多少", "credits"),
        ("show tracks", "status"),
        ("状态", "status"),
        ("upload a file", "upload"),
        ("Can I download the video?", "export"),
        ("export it as gif please", "export"),
        ("把视频导出来", "export"),
        ("可以导出了", "export"),
        ("给我视频", "export"),
        ("how many credits do I have left?", "credits"),
        ("我还有多少积分", "credits"),
        ("what is the status?", "status"),
        ("现在什么状态", "status"),
        ("I want to upload some photos", "upload"),
        ("我想上传文件", "upload"),
        ("add the new photos", None),
        ("make a 10 second video and export it", None),
        ("导出前把音乐调小", None),
        ("save the best for last", None),
        ("show the tracks photo first", None),
        ("给我做一个视频", None),
        ("上传照片", "upload"),
        ("add a title 'Export quality'", None),
        ("make the upload the first shot", None),
        ("balance the colours", None),
        ("给视频加上“余额”字样", None),
    ],
)
def test_routes(text: str, way: str | None) -> None:
    assert route(text) == way


@pytest.mark.parametrize(
    ("text", "shown", "deeds"),
    [
        ("点击“导出”按钮即可下载。", "", ["export"]),
        ("已完成。请点击右上角的导出按钮。", "已完成。", ["export"]),
        ("把图片拖拽到最后。", "", ["edit"]),
        ("Open the music panel to see it. It lasts 3.5 s.", "It lasts 3.5 s.", ["state"]),
        ("I added music, and you can click Export when ready.", "I added music.", ["export"]),
        ("已添加音乐，点击播放预览。", "已添加音乐。", ["state"]),
        ("Go to the Export tab.", "", ["export"]),
        ("请在时间轴中预览。", "", ["state"]),
        ("Drag and drop your files here.", "", ["upload"]),
        ("Click Generate to start.", "", ["edit"]),
        ("I added the text “Tap to download”.", "I added the text “Tap to download”.", []),
        ("The title says 'Click here to export'.", "The title says 'Click here to export'.", []),
        ("Drop shadow added. The panel shot is 2 s.", "Drop shadow added. The panel shot is 2 s.", []),
    ],
)
def test_screen_words(text: str, shown: str, deeds: list[str]) -> None:
    kept, actions = unscreen(text)
    assert (kept, [a for a, _ in actions]) == (shown, deeds)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_a_stream_reads_the_same_however_it_is_cut(size: int) -> None:
    body = (
        b": hi\r\n\r\nid: 3\r\n" + 'data: {"a": "导出"}\r\n\r\n'.encode() + b"data: heartbeat\n\ndata: {\n\n"
    )
    lines = Lines()
    found = [m for k in range(0, len(body), size) for m in lines.feed(body[k : k + size])]
    assert [m.value for m in found] == [None, {"a": "导出"}, None, None]
    assert found[1].id == "3"
