"""Request bodies: read with a counter, parsed strictly, checked against a model.

A body may hold 4 MiB; twin keys, NaN, depth and 5,000-digit numbers are refused before any model sees them.
Invariant: nothing here reads more of a body than its limit.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import ClientDisconnect, Request

from ..draft.model import parse
from ..errors import BadDraft, BadRequest, TooLarge

MAX_BODY = 4 << 20


MAX_STATE = 64 << 10


def small(value: dict[str, Any]) -> dict[str, Any]:
    """State that a client keeps with us: 64 KiB at most, without keys that reach beyond its session."""
    if len(json.dumps(value)) > MAX_STATE:
        raise ValueError(f"state is larger than {MAX_STATE} bytes")
    return value


class Body(BaseModel):
    """What a client sends. Keys that we do not know are left alone: clients of other versions send them."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


B = TypeVar("B", bound=BaseModel)


def announced(request: Request) -> int | None:
    """The body's length as the client says it; None if it does not. Raises BadRequest for nonsense."""
    text = request.headers.get("content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadRequest("Content-Length is not a number")
    return int(text)


async def raw_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The whole body. Raises TooLarge at the first byte over, at once when Content-Length says so."""
    if (announced(request) or 0) > limit:
        raise TooLarge(f"the body is larger than {limit} bytes", limit=limit)
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise TooLarge(f"the body is larger than {limit} bytes", limit=limit)
            pieces.append(piece)
    except ClientDisconnect:
        raise BadRequest("the body ended too early") from None
    return b"".join(pieces)


async def whole(request: Request) -> bytes:
    """A dependency that gives a route its body as it came; `raw_body`'s limit must be no parameter of a request."""
    return await raw_body(request)


def understood(raw: bytes, kind: type[B]) -> B:
    """JSON text -> a checked value; an empty body is an empty object. Raises BadRequest."""
    try:
        value: Any = parse(raw) if raw.strip() else {}
    except BadDraft as error:
        raise BadRequest(error.what, **error.data) from None
    if not isinstance(value, dict):
        raise BadRequest("the body must be a JSON object")
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:200]
        raise BadRequest(f"{where}: {first['msg']}", field=where) from None


def body_of(kind: type[B]) -> Callable[[Request], Awaitable[B]]:
    """A dependency that gives a route its checked body."""

    async def read(request: Request) -> B:
        return understood(await raw_body(request), kind)

    return read


def told(kind: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """How the OpenAPI document shows such a body."""
    schema = kind.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": alone(schema)}}}}


def alone(schema: dict[str, Any]) -> dict[str, Any]:
    """References to `$defs` replaced by what they name: a body's schema stands alone."""
    named = schema.pop("$defs", {})

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            return walk(named[name]) if name in named else {k: walk(v) for k, v in value.items()}
        return [walk(v) for v in value] if isinstance(value, list) else value

    result: dict[str, Any] = walk(schema)
    return result
