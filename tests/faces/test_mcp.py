"""The MCP server by the protocol's own client: over stdio, over HTTP behind a token, in front of a service."""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import ElicitResult

from stillreel.client import Client as ServiceClient
from stillreel.client import Identity
from stillreel.draft.edits import EDITS
from stillreel.embedded import Embedded
from stillreel.errors import Unfetchable
from stillreel.fetch import Fetcher
from stillreel.mcp import schemas, serve
from stillreel.mcp.files import Films
from stillreel.mcp.projects import Caller, Projects, here
from stillreel.mcp.protocol import Desk, served
from stillreel.mcp.tools import table
from stillreel.studio import Studio, open_studio

from .mcp_door import listening

BRIEF = {"length": 2000, "fps": 10, "width": 320, "height": 180, "music": False}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("mcp"), workers=1) as made:
        yield made


def text(result: Any) -> str:
    return str(result.content[0].text)


def run(talk: Callable[[], Any]) -> None:
    anyio.run(talk)


@contextmanager
def desk(studio: Studio, local: bool = True) -> Iterator[Any]:
    films = Films(local)
    try:
        yield served(Desk(Projects(here(studio)), films, table(local)), "0")
    finally:
        films.close()


def test_a_film_over_stdio(photos: list[Path], tmp_path: Path) -> None:
    """As a host on somebody's machine starts it: the same conversation in the older protocol and the newer."""
    command = ["-m", "stillreel", "mcp", "--data", str(tmp_path / "data")]
    params = StdioServerParameters(command=sys.executable, args=command)
    steps: list[float] = []

    async def progress(done: float, total: float | None, _: str | None) -> None:
        steps.append(done)

    async def talk() -> None:
        async with Client(stdio_client(params), mode="legacy") as host:
            added = await host.call_tool("upload", {"files": [*map(str, photos[:3]), "gone.jpg"]})
            assert "added 3: beach.jpg, logo.png, cafe.webp" in text(added) and "left out gone.jpg" in text(
                added
            )
            made = await host.call_tool("make", BRIEF | {"use": ["beach.jpg", "cafe.webp"]})
            assert text(made).startswith("Made a video: 2 photos, 2 s, 320x180.")
            shots = made.structured_content["shots"]
            assert [s["length_ms"] for s in shots] == [1000, 1000]
            swapped = await host.call_tool("edit", {"edits": [{"op": "swap", "a": shots[0]["id"], "b": 2}]})
            assert [s["id"] for s in swapped.structured_content["shots"]] == [shots[1]["id"], shots[0]["id"]]
            undone = await host.call_tool("undo", {})
            assert [s["id"] for s in undone.structured_content["shots"]] == [s["id"] for s in shots]
            seen = await host.call_tool("preview", {"at_ms": 500, "width": 160})
            assert base64.b64decode(seen.content[1].data)[:2] == b"\xff\xd8"
            out = tmp_path / "film.webm"
            film = await host.call_tool(
                "export", {"path": str(out), "quality": "draft"}, progress_callback=progress
            )
            assert film.structured_content["bytes"] == out.stat().st_size
            assert film.content[1].uri == out.as_uri() and film.content[1].mime_type == "video/webm"
            again = await host.call_tool("export", {"path": str(out)})
            assert again.is_error and "is there already" in text(again)

    run(talk)
    assert steps == sorted(set(steps)) and steps[-1] == 100


def test_what_is_wrong_is_said_so_that_a_model_can_mend_it(studio: Studio) -> None:
    async def talk() -> None:
        with desk(studio) as server:
            async with Client(server) as host:
                for tool, words, told in (
                    ("edit", {"edits": [{"op": "loook"}]}, "did you mean look"),
                    ("edit", {"edits": [{"op": "swap", "a": 1, "bb": 2}]}, "swap.b"),
                    ("undo", {"project": "nobody's"}, "no such"),
                    ("say", {"txt": "hi"}, "text: Field required. Fields: project, text."),
                    ("preview", {}, "nothing to see yet"),
                    ("catalog", {"kind": "fonts"}, "One of: transitions"),
                ):
                    answer = await host.call_tool(tool, words)
                    assert answer.is_error and told in text(answer), (tool, text(answer))
                with pytest.raises(MCPError, match="there is no tool"):
                    await host.call_tool("nothing", {})
                with pytest.raises(MCPError, match="there is no resource"):
                    await host.read_resource("stillreel://nothing")

    run(talk)


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
def test_a_question_is_put_to_the_person(studio: Studio, photos: list[Path], mode: str) -> None:
    asked: list[str] = []

    async def person(_: Any, params: Any) -> ElicitResult:
        asked.append(params.message)
        return ElicitResult(action="accept", content={"answer": f"'{photos[0]}'"})

    async def talk() -> None:
        with desk(studio) as server:
            async with Client(server, mode=mode, elicitation_callback=person) as host:
                made = await host.call_tool("say", {"text": "a 2 second video, no music"})
                assert made.structured_content["changed"] and made.structured_content["length_ms"] == 2000
            async with Client(server, mode=mode) as dumb:
                await dumb.call_tool("start", {"name": "other"})
                told = await dumb.call_tool("say", {"text": "a 2 second video, no music"})
                assert not told.structured_content["changed"] and not told.is_error

    run(talk)
    assert len(asked) == 1 and asked[0]


def test_what_can_be_read(studio: Studio, photos: list[Path]) -> None:
    async def talk() -> None:
        with desk(studio) as server:
            async with Client(server) as host:
                await host.call_tool("upload", {"files": [str(photos[0])]})
                project = (await host.call_tool("make", BRIEF)).structured_content["project"]
                await host.call_tool("start", {})
                read = {
                    uri: (await host.read_resource(uri)).contents[0]
                    for uri in (
                        f"stillreel://timeline?project={project}",
                        f"stillreel://draft?project={project}",
                        f"stillreel://frame/900?project={project}",
                        f"stillreel://sheet?project={project}",
                        "stillreel://catalog/looks",
                        "stillreel://edits",
                        "ui://stillreel/preview.html",
                    )
                }
                kinds = [r.mime_type for r in read.values()]
                assert kinds[:4] == ["text/plain", "application/json", "image/jpeg", "image/jpeg"]
                first, draft, frame, _, looks, _, page = read.values()
                assert "beach.jpg" in first.text and json.loads(draft.text)["cv"]["w"] == 320
                assert base64.b64decode(frame.blob)[:2] == b"\xff\xd8"
                assert any(w["name"] == "warm" for w in json.loads(looks.text)["looks"])
                assert page.mime_type == "text/html;profile=mcp-app" and "http" not in page.text.replace(
                    "://www.w3", ""
                )
                shown = {t.name for t in (await host.list_tools()).tools if t.meta and t.meta["ui"]}
                assert shown == {"make", "say", "edit", "preview"}
                prompt = await host.get_prompt("promo", {"seconds": "15"})
                assert "a 15-second promo" in prompt.messages[0].content.text

    run(talk)


def test_the_schemas_take_what_the_edits_take_and_refuse_the_rest() -> None:
    schema = table(local=True)["edit"].schema()
    assert len(json.dumps(schema)) < 20_000
    check = Draft202012Validator(schema)
    Draft202012Validator.check_schema(schema)
    ops = {b["properties"]["op"]["const"] for b in schema["properties"]["edits"]["items"]["anyOf"]}
    assert ops == set(EDITS) - {"make"}
    for good in (
        {"op": "swap", "a": 1, "b": "s2"},
        {"op": "motion", "shots": "all", "kind": "zoom_in"},
        {"op": "move", "shots": [1, "s2"], "to": "start"},
    ):
        EDITS[good["op"]].model_validate({k: v for k, v in good.items() if k != "op"})  # type: ignore[index]
        assert check.is_valid({"edits": [good]}), good
    for bad in (
        {"op": "swap", "a": 1},
        {"op": "none"},
        {"op": "swap", "a": 1, "b": 2, "c": 3},
        {"op": "swap", "a": 1.5, "b": 2},
    ):
        assert not check.is_valid({"edits": [bad]}), bad
    assert schemas.said(EDITS["swap"].__doc__ or "") == (
        "Exchange two shots; each keeps its own length, move and look."
    )


@contextmanager
def connected(base: str, token: str, mode: str = "auto") -> Iterator[Any]:
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60)
    yield Client(streamable_http_client(f"{base}/mcp", http_client=http), mode=mode)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_film_over_http_without_touching_the_servers_files(
    studio: Studio, photos: list[Path], mode: str
) -> None:
    """Bytes go in as base64 and the film comes out by a link; a path is no file."""

    async def talk(base: str) -> None:
        with connected(base, "good", mode) as client:
            async with client as host:
                given = [{"name": "../x/a.png", "data": base64.b64encode(photos[1].read_bytes()).decode()}]
                added = await host.call_tool("upload", {"files": given})
                assert added.structured_content["files"][0]["name"] == "a.png"
                for files in (["/etc/passwd"], [{"name": "/etc/passwd"}], [{"url": "file:///etc/passwd"}]):
                    refused = await host.call_tool("upload", {"files": files})
                    assert refused.is_error and "root:" not in text(refused)
                assert (await host.call_tool("export", {"path": "/tmp/x.mp4"})).is_error
                await host.call_tool("make", BRIEF)
                film = await host.call_tool("export", {"format": "gif", "quality": "draft"})
                link = film.content[1]
                assert link.uri.startswith(f"{base}/films/") and link.mime_type == "image/gif"
                got = httpx.get(link.uri)
                assert got.content[:4] == b"GIF8" and len(got.content) == link.size
                where, name = link.uri.rsplit("/", 1)
                assert httpx.get(f"{where[:-1]}_/{name}").status_code == 404
                assert httpx.get(f"{where}/..%2f..%2f{name}").status_code == 404

    with listening(here(studio), serve._own("good")) as base:
        assert httpx.post(f"{base}/mcp", json={}).status_code == 401
        wrong = httpx.post(f"{base}/mcp", json={}, headers={"Authorization": "Bearer bad"})
        assert wrong.status_code == 401 and wrong.headers["www-authenticate"].startswith("Bearer")
        anyio.run(talk, base)


def test_in_front_of_a_service_everybody_has_their_own_account(
    service: Any, photos: list[Path], tmp_path: Path
) -> None:
    tokens = []
    for name in ("ann", "bob"):
        with ServiceClient(service.url, Identity(None, tmp_path / name)) as person:
            person.connect()
            tokens.append(str(person.link.identity.token(service.url)))

    async def talk(base: str) -> None:
        with connected(base, tokens[0]) as client:
            async with client as ann:
                data = base64.b64encode(photos[0].read_bytes()).decode()
                await ann.call_tool("upload", {"files": [{"name": "a.jpg", "data": data}]})
                made = await ann.call_tool("make", BRIEF)
                project = made.structured_content["project"]
                assert made.structured_content["length_ms"] == 2000
        with connected(base, tokens[1]) as client:
            async with client as bob:
                assert (await bob.call_tool("state", {"project": project})).is_error
                assert (await bob.call_tool("state", {})).structured_content["shots"] == []

    with listening(serve.there(service.url, "0"), serve._at_service(service.url)) as base:
        bad = httpx.post(f"{base}/mcp", json={}, headers={"Authorization": "Bearer nmv_usr_no"})
        assert bad.status_code == 401
        anyio.run(talk, base)


def test_a_caller_s_next_call_means_the_same_project(studio: Studio) -> None:
    projects = Projects(here(studio))
    ann, bob = Caller("ann"), Caller("bob")
    first = projects.of(ann, None)
    assert projects.of(ann, None) is first and projects.of(bob, None).id != first.id
    second = projects.start(ann)
    assert projects.of(ann, None) is second
    assert projects.of(ann, first.id) is first and projects.of(ann, None) is first


def test_without_a_token_only_this_machine(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="only this machine"):
        serve.http(None, tmp_path, "0", host="0.0.0.0", port=0, open_=True)


def test_the_token_is_kept_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("STILLREEL_MCP_TOKEN", raising=False)
    token = serve._token()
    place = tmp_path / "stillreel" / "mcp-token"
    assert len(token) > 30 and serve._token() == token and place.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("STILLREEL_MCP_TOKEN", "mine")
    assert serve._token() == "mine"


def test_addresses_are_fetched_under_the_service_s_rules(studio: Studio, photos: list[Path]) -> None:
    class Shelf(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Shelf, directory=str(photos[0].parent))) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{web.server_address[1]}"
        try:
            open_ = Embedded(studio, fetcher=Fetcher(permit=lambda _: True, wait=lambda _: None))
            came = open_.fetch([f"{base}/beach.jpg?x=1", f"{base}/gone.jpg", "ftp://x/y.jpg"])
            assert [f["name"] for f in came.files] == ["beach.jpg"]
            assert [name for name, _ in came.rejected] == ["gone.jpg", "ftp://x/y.jpg"]
            with pytest.raises(Unfetchable):
                Embedded(studio, fetcher=Fetcher(wait=lambda _: None)).fetch([f"{base}/beach.jpg"])
        finally:
            web.shutdown()
