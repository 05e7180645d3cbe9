"""The agent framework's own compiled page, in a real browser, holds a conversation with our service.

The page knows no tokens, so a few lines between add one, as a gateway would; everything else is the page's own. Needs
a Chromium of the system's and is skipped where there is none.
"""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from stillreel.client import Client, Identity

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")


@dataclass
class Gateway:
    """Serves the page and passes everything else on to the service with a token."""

    url: str
    token: str
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def app(self) -> Starlette:
        import google.adk.cli

        page = Path(google.adk.cli.__file__).parent / "browser"
        routes = [
            Route("/dev-ui/assets/config/runtime-config.json", lambda _: JSONResponse({"backendUrl": ""})),
            Mount("/dev-ui", StaticFiles(directory=page, html=True)),
            Route("/{path:path}", self.forward, methods=["GET", "POST", "PATCH", "DELETE"]),
        ]
        return Starlette(routes=routes)

    async def forward(self, request: Request) -> Response:
        there = httpx.AsyncClient(timeout=60)
        kept = {k: request.headers[k] for k in ("content-type", "accept") if k in request.headers}
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        wish = there.build_request(
            request.method,
            self.url + path,
            content=await request.body(),
            headers={**kept, "Authorization": f"Bearer {self.token}"},
        )
        reply = await there.send(wish, stream=True)
        self.asked.append((request.method, request.url.path, reply.status_code))

        async def body() -> Any:
            async for piece in reply.aiter_raw():
                yield piece
            await there.aclose()

        return StreamingResponse(body(), reply.status_code, media_type=reply.headers.get("content-type"))


@pytest.fixture
def gateway(service: Any, tmp_path: Path) -> Iterator[tuple[str, Gateway, Client]]:
    with Client(service.url, Identity(None, tmp_path)) as person, socket.socket() as listener:
        person.connect()
        made = Gateway(service.url, str(person.link.identity.token(service.url)))
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(made.app(), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", made, person
        finally:
            server.should_exit = True
            thread.join()


def test_the_framework_s_page_holds_a_conversation(
    gateway: tuple[str, Gateway, Client], photos: list[Path]
) -> None:
    from playwright.sync_api import expect, sync_playwright

    base, between, person = gateway
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{base}/dev-ui/?app=nemo_agent&userId=me")
        words = page.locator("textarea:visible").first

        def say(text: str, answer: str) -> None:
            words.fill(text)
            words.press("Enter")
            expect(page.get_by_text(answer).first).to_be_visible(timeout=30_000)

        say("hello", "Send me photos and tell me what video you would like")
        [made] = [
            path for method, path, _ in between.asked if method == "POST" and path.endswith("/sessions")
        ]
        person.link.session = next(
            row["id"] for row in httpx.get(base + made).json() if row["id"] != person.link.session
        )
        person.upload(photos[:2])
        say("a 2 second square video at 10 fps, no music, title 'Hello'", "Made a video: 2 photos, 2 s")
        expect(page.get_by_text("make", exact=True).first).to_be_visible()
        say("swap the first two", "Swapped photos 1 and 2.")
        browser.close()
    assert all(
        status < 400 for method, path, status in between.asked if "/apps/" in path and "/dev/" not in path
    )
    assert ("POST", "/run_sse", 200) in between.asked
    assert [f["name"] for f in person.state().files] == ["beach.jpg", "logo.png"]
