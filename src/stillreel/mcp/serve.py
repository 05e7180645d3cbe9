"""`stillreel mcp`, running: over standard input and output, or over HTTP behind a token.

Without `url` the studio is this process's own; with it everything is done at that service. Over HTTP in front of a
service the caller's token is the service's; else it is one of our own, kept in the user's config folder. Invariant:
over HTTP nobody is answered without a token, unless it was said `open_`, and then on this machine only.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import secrets
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import uvicorn
from mcp.server import Server
from mcp.server.stdio import stdio_server
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..client import Client, Identity
from ..client.identity import config_home
from ..errors import BadRequest, NotFound, StillreelError, Unauthorised
from .files import MAX_INLINE, Films
from .projects import Caller, Opener, Projects, here, there
from .protocol import Context, Desk, served
from .tools import table

GOOD_S = 60.0
"""How long a token that a service took is taken without asking again."""
Check = Callable[[str], Awaitable[bool]]


@contextlib.contextmanager
def opener(url: str | None, data: Path | None, version: str) -> Iterator[Opener]:
    """Where the projects are: at a service, or in this process."""
    if url:
        yield there(url, version)
        return
    from ..configured import configured

    with configured(data) as studio:
        yield here(studio)


def stdio(url: str | None, data: Path | None, version: str, project: str | None = None) -> None:
    """Serves one client until it closes our input."""
    with opener(url, data, version) as found:
        projects, films = Projects(found), Films(local=True)
        try:
            if project:
                projects.of(Caller(), project)
            made = served(Desk(projects, films, table(local=True)), version)
            anyio.run(_talk, made)
        finally:
            films.close()


async def _talk(made: Server[Any]) -> None:
    async with stdio_server() as (inward, outward):
        await made.run(inward, outward, made.create_initialization_options())


def http(
    url: str | None, data: Path | None, version: str, *, host: str, port: int, open_: bool = False
) -> None:
    """Serves over streamable HTTP until it is told to stop. Prints the address that it listens on."""
    if open_ and not _loopback(host):
        raise BadRequest(
            f"without a token only this machine may be served, not {host}", remedy="Leave out --open."
        )
    with opener(url, data, version) as found:
        films = Films(local=False)
        try:
            check = None if open_ else _at_service(url) if url else _own(_token())
            app = application(found, films, version, check, host)
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((host, port))
                listener.listen(128)
                _say_where(listener, url, open_)
                config = uvicorn.Config(
                    app, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=5
                )
                uvicorn.Server(config).run(sockets=[listener])
        finally:
            films.close()


def application(found: Opener, films: Films, version: str, check: Check | None, host: str) -> ASGIApp:
    """The ASGI application: `/mcp`, and `/films/...` for what was exported."""
    desk = Desk(Projects(found), films, table(local=False), _caller)

    def film(request: Request) -> Response:
        try:
            path = films.find(request.path_params["key"], request.path_params["name"])
        except NotFound as error:
            return JSONResponse({"code": error.code, "message": str(error), "data": {}}, error.http)
        return FileResponse(path, filename=path.name)

    app = served(desk, version).streamable_http_app(
        host=host,
        max_request_body_size=MAX_INLINE * 4 // 3 + (1 << 20),
        custom_starlette_routes=[Route("/films/{key}/{name}", film)],
    )
    return Door(app, check)


class Door:
    """Lets nobody to `/mcp` without a good token, and tells the films' addresses by the Host that was asked for."""

    def __init__(self, app: ASGIApp, check: Check | None) -> None:
        self._app, self._check = app, check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/films/"):
            await self._app(scope, receive, send)
            return
        token = _bearer(Request(scope).headers.get("authorization", ""))
        if self._check is not None and not (token and await self._check(token)):
            error = Unauthorised("this needs a good token", remedy="Send Authorization: Bearer <token>.")
            body = {"code": error.code, "message": str(error), "data": {}}
            headers = {"WWW-Authenticate": 'Bearer realm="stillreel"'}
            await JSONResponse(body, error.http, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _caller(ctx: Context) -> Caller:
    request = ctx.request
    headers = getattr(request, "headers", {})
    token = _bearer(headers.get("authorization", ""))
    digest = hashlib.sha256((token or "").encode()).hexdigest()[:16]
    return Caller(
        f"{digest}:{headers.get('mcp-session-id', '')}", token, str(getattr(request, "base_url", ""))
    )


def _bearer(header: str) -> str | None:
    kind, _, token = header.partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def _own(token: str) -> Check:
    wanted = hashlib.sha256(token.encode()).digest()

    async def check(given: str) -> bool:
        return secrets.compare_digest(hashlib.sha256(given.encode()).digest(), wanted)

    return check


def _at_service(url: str) -> Check:
    """Asks the service, at most once a minute for a token."""
    good: dict[str, float] = {}

    def ask(token: str) -> bool:
        try:
            with Client(url, Identity(token)) as client:
                client.balance()
        except StillreelError:
            return False
        return True

    async def check(given: str) -> bool:
        key = hashlib.sha256(given.encode()).hexdigest()
        now = time.monotonic()
        if good.get(key, 0.0) > now:
            return True
        if not await anyio.to_thread.run_sync(ask, given):
            return False
        if len(good) > 1000:
            good.clear()
        good[key] = now + GOOD_S
        return True

    return check


def _token() -> str:
    """Our own: STILLREEL_MCP_TOKEN, else the kept one, else a new one that is kept for its owner alone."""
    given = os.environ.get("STILLREEL_MCP_TOKEN", "").strip()
    place = _token_file()
    if given or place.is_file():
        return given or place.read_text("utf-8").strip()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    token = secrets.token_urlsafe(32)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")
    return token


def _token_file() -> Path:
    return config_home() / "mcp-token"


def _say_where(listener: socket.socket, url: str | None, open_: bool) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"stillreel speaks MCP on http://{shown}:{port}/mcp", flush=True)
    if open_:
        return
    where = f"a token of {url}" if url else "the token in STILLREEL_MCP_TOKEN, else in " + str(_token_file())
    print(f"Send Authorization: Bearer with {where}.", file=sys.stderr, flush=True)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
