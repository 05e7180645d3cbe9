"""The envelope: `{"code":0,"message":"ok","data":{...}}`, one shape for what went well and what did not.

Every refusal is a `StillreelError` with its wire code and status; whatever else escapes is a fault of ours and
says only its request's id. Invariant: no traceback, no path and no foreign text leaves in an answer, and equal
refusals are byte-identical.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from ..errors import BadRequest, DiskFull, RateLimited, StillreelError, Unauthorised, Unavailable


def dumps(value: Any) -> bytes:
    """Strict JSON in ASCII: no line end, no U+2028 and no lone surrogate can escape into a stream or a log."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


class Json(Response):
    """A JSON answer, never kept by anybody on the way."""

    media_type = "application/json"

    def __init__(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(dumps(value), status, {"cache-control": "no-store", **(headers or {})})


def ok(data: Mapping[str, Any]) -> Json:
    """It went well."""
    return Json({"code": 0, "message": "ok", "data": data})


def problem(error: StillreelError, headers: Mapping[str, str] | None = None) -> Json:
    """It did not: the error's status, code, words and data."""
    value = {"code": error.code, "message": str(error), "data": plain(error.data)}
    return Json(value, error.http, {**_retry(error), **(headers or {})})


def plain(value: Any) -> Any:
    """The same as JSON values: tuples are lists, what JSON lacks is text."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)


def _retry(error: StillreelError) -> dict[str, str]:
    if isinstance(error, RateLimited | Unavailable | DiskFull):
        return {"retry-after": str(max(1, math.ceil(float(error.data.get("retry_after", 5)))))}
    return {"www-authenticate": "Bearer"} if isinstance(error, Unauthorised) else {}


class Unexpected(StillreelError):
    """Something went wrong on our side; it was written down.
    Try again; if it stays, tell the operator the request id in X-Request-Id."""


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, StillreelError)
    return problem(error)


async def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:  # the framework names the methods of the first route only
        headers["allow"] = ", ".join(sorted(_methods(request)))
    words = {404: "there is no such address", 405: "this address does not know that method"}
    what = words.get(error.status_code, "the request was refused")
    value = {"code": error.status_code, "message": f"{what}. See /openapi.json.", "data": {}}
    return Json(value, error.status_code, headers)


def _methods(request: Request) -> set[str]:
    """All methods that this path has."""
    found: set[str] = set()
    for route in request.app.state.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return found | ({"HEAD"} if "GET" in found else set())


async def _malformed(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])[:200]
    return problem(BadRequest(f"{where}: {first['msg']}", field=where))


def install(app: FastAPI) -> None:
    """Puts every way out of a route into the envelope."""
    app.add_exception_handler(StillreelError, _refused)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(RequestValidationError, _malformed)
