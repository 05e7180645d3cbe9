"""One line for every request, its counts, and a way out for what nobody foresaw.

A request gets an id that its answer and its log line carry. Invariants: a log line is one line of JSON; tokens,
query strings and bodies are never in it; a fault of ours is answered in the envelope or, once an answer has
begun, by closing; more requests at once than we can serve get 503 at once.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import StillreelError, Unavailable
from .envelope import Unexpected, problem
from .metrics import Metrics

LOG = logging.getLogger("stillreel.server")
_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_ALWAYS = ("/healthz", "/readyz", "/metrics")
_SECRET = re.compile(r"(nmv_[a-z]+_|clm_)[A-Za-z0-9_-]+")


class Lines(logging.Formatter):
    """A record as one line of JSON; whatever looks like a token of ours is blotted out."""

    def format(self, record: logging.LogRecord) -> str:
        value = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname.lower()}
        value["message"] = record.getMessage()
        value.update(getattr(record, "facts", {}))
        if record.exc_info:
            frames = traceback.extract_tb(record.exc_info[2])[-6:]
            value["error"] = str(getattr(record.exc_info[0], "__name__", ""))
            value["at_code"] = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
        return _SECRET.sub(r"\1***", json.dumps(value, ensure_ascii=True, default=str))


def log_to_stderr(level: str) -> None:
    """Our log and uvicorn's, as lines of JSON."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(Lines())
    for name in ("stillreel", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [out], False
        logger.setLevel(level.upper())


class Trace:
    """ASGI middleware: ids, lines, counts, shedding, and the last way out."""

    def __init__(self, app: ASGIApp, metrics: Metrics, most: int, stopping: Callable[[], bool]) -> None:
        self._app, self._metrics, self._most, self._stopping = app, metrics, most, stopping
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, seen = time.monotonic(), _Seen(scope, send)
        if scope["method"] == "HEAD":  # whatever answers GET answers HEAD; the server sends no body of it
            scope = {**scope, "method": "GET", "stillreel.head": True}
        self._busy += 1
        try:
            full = self._busy - self._metrics.streams_open > self._most or self._stopping()
            if full and scope["path"] not in _ALWAYS:
                why = "the service is stopping" if self._stopping() else "the service is busy"
                await problem(Unavailable(why, retry_after=2), {"connection": "close"})(
                    scope, receive, seen.send
                )
            else:
                await self._app(scope, receive, seen.send)
        except StillreelError as error:
            await seen.end(problem(error), receive)
        except Exception:
            LOG.exception("a request failed", extra={"facts": {"request": seen.id}})
            ours = Unexpected("something went wrong on our side", request=seen.id)
            await seen.end(problem(ours, {"connection": "close"}), receive)
        finally:
            self._busy -= 1
            self._note(scope, seen, time.monotonic() - began)

    def _note(self, scope: Scope, seen: _Seen, took: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.request(scope["method"], route, seen.status, took)
        facts = {"request": seen.id, "method": scope["method"], "route": route, "status": seen.status}
        facts |= {"ms": round(took * 1000, 1), "account": scope.get("stillreel.account", "")}
        quiet = route in _ALWAYS
        LOG.log(logging.DEBUG if quiet else logging.INFO, "request", extra={"facts": facts})


class _Seen:
    """What went out so far."""

    def __init__(self, scope: Scope, send: Send) -> None:
        told = next((v for k, v in scope["headers"] if k == b"x-request-id"), b"").decode("latin-1")
        self.id = told if _ID.match(told) else secrets.token_hex(8)
        self.status, self._scope, self._send = 0, scope, send
        scope["stillreel.request"] = self.id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            extra = [(b"x-request-id", self.id.encode()), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await self._send(message)

    async def end(self, answer: ASGIApp, receive: Receive) -> None:
        if not self.status:
            await answer(self._scope, receive, self.send)
