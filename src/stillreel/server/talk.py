"""The chat over HTTP: a message in, its events out, as a stream or as a list; and the stream again from anywhere.

The answer begins when run, message and hold are committed. `Idempotency-Key` makes a re-send the same turn; without
one, the same words on the same session attach while it runs.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from ..errors import BadRequest, Conflict, NotFound, OutOfCredits, Unavailable
from ..store.runs import Run
from .envelope import Json
from .gate import Caller, house_of, needs
from .house import House
from .money import refused
from .schemas import Event, Speech, refusals
from .stream import Stream, Tail
from .turns import Turns, readable
from .wire import body_of, told

router = APIRouter(tags=["chat"])
APP = "nemo_agent"
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
_FRAME = {
    "type": "object",
    "description": "One event of the stream: `data` is its JSON, `id` its number in the session.",
    "properties": {"data": {"type": "string"}, "id": {"type": "string"}},
    "required": ["data"],
}
_SSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": _FRAME}}, "description": "Events."}
}
Speaker = Annotated[Caller, Depends(needs("write", body_session=True))]
Spoken = Annotated[Speech, Depends(body_of(Speech))]


def turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


def is_user(name: str, caller: Caller) -> None:
    """Raises NotFound unless it means the caller: `me`, or the account's own id."""
    if name not in ("me", caller.id):
        raise NotFound("there is no such user")


def begin(request: Request, caller: Caller, speech: Speech) -> Run:
    """Commits the turn. Raises what the envelope answers before a stream."""
    house, key = house_of(request), request.headers.get("idempotency-key")
    if key is not None and not _KEY.match(key):
        raise BadRequest("Idempotency-Key has 1 to 255 printable ASCII characters")
    text = readable(speech.text)
    is_user(speech.user_id, caller)
    if speech.app_name != APP:
        raise NotFound("there is no such app")
    session = house.session(caller.account, speech.session_id)
    try:
        return turns_of(request).begin(caller.account, session.id, text, key, speech.state_delta)
    except Conflict as error:
        raise Conflict(error.what, remedy=error.remedy, **error.data, revision=session.head) from None
    except OutOfCredits as error:
        raise refused(request, caller.account, session.id, error) from None


_KEYED: dict[str, Any] = {
    **told(Speech),
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
            "description": "Makes a re-send the same turn.",
        }
    ],
}


@router.post("/run_sse", openapi_extra=_KEYED, responses={**_SSE, **refusals(401, 403, 404, 409, 413)})
def run_sse(request: Request, caller: Speaker, speech: Spoken) -> Response:
    """A message, answered as a stream of events."""
    house, turns = house_of(request), turns_of(request)
    _room(house)
    run = begin(request, caller, speech)
    tail = Tail(
        house,
        run.session,
        run.first,
        run_id=run.id,
        streaming=bool(speech.streaming),
        shared=lambda: not turns.mine(run),
    )
    return _as_response(Stream(house, tail))


@router.post(
    "/run",
    openapi_extra=_KEYED,
    response_model=list[Event],
    responses=refusals(401, 403, 404, 409, 413),
)
async def run(request: Request, caller: Speaker, speech: Spoken) -> Response:
    """A message, answered as a list when the turn has ended."""
    import anyio.to_thread

    begun = await anyio.to_thread.run_sync(begin, request, caller, speech)
    tail = Tail(house_of(request), begun.session, begun.first, run_id=begun.id)
    return Json(await tail.values())


_LAST: dict[str, Any] = {
    "name": "Last-Event-ID",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[0-9]{1,9}$"},
    "description": "Number of the last event you have; without it, from the session's first.",
}


@router.get(
    "/api/sessions/{sid}/events",
    openapi_extra={"parameters": [_LAST]},
    responses={**_SSE, **refusals(401, 404)},
)
def replay(
    request: Request,
    sid: str,
    caller: Annotated[Caller, Depends(needs("read"))],
    follow: Annotated[bool, Query(include_in_schema=False)] = False,
) -> Response:
    """The session's events after `Last-Event-ID`, then the running turn's to its end; with `?follow=1` the
    stream stays open."""
    house = house_of(request)
    last = request.headers.get("last-event-id", "0").strip()
    if not re.fullmatch(r"[0-9]{1,9}", last):
        raise BadRequest("Last-Event-ID is the number of an event")
    after = int(last)
    session = house.session(caller.account, sid)
    _room(house)
    turns = turns_of(request)
    tail = Tail(
        house, session.id, after, follow=follow, shared=lambda: not (house.rows.database.lite and bool(turns))
    )
    return _as_response(Stream(house, tail))


def _room(house: House) -> None:
    if house.metrics.streams_open >= house.settings.max_streams:
        raise Unavailable("too many streams are open", retry_after=10)


def _as_response(stream: Stream) -> Response:
    class Streamed(Response):
        def __init__(self) -> None:
            self.background, self.status_code = None, 200

        __call__ = stream.__call__

    return Streamed()
