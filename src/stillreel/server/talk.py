"""The chat over HTTP: a message in, its events out, as a stream or as a list; and the stream again from anywhere.

The answer begins when run, message and hold are committed. `Idempotency-Key` makes a re-send the same turn; without
one, the same words on the same session attach while it runs.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from ..errors import BadRequest, NotFound, Unavailable
from ..store.runs import Run
from .envelope import Json
from .gate import Caller, house_of, needs
from .house import House
from .schemas import Event, Speech, refusals
from .stream import Stream, Tail
from .turns import Turns
from .wire import body_of, told

router = APIRouter(tags=["chat"])
APP = "nemo_agent"
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
_SSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events."}
}
Key = Annotated[str | None, Header(description="Makes a re-send the same turn.")]
Speaker = Annotated[Caller, Depends(needs("write", body_session=True))]
Spoken = Annotated[Speech, Depends(body_of(Speech))]


def turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


def is_user(name: str, caller: Caller) -> None:
    """Raises NotFound unless it means the caller: `me`, or the account's own id."""
    if name not in ("me", caller.id):
        raise NotFound("there is no such user")


def begin(request: Request, caller: Caller, speech: Speech, key: str | None) -> Run:
    """Commits the turn. Raises what the envelope answers before a stream."""
    house = house_of(request)
    if key is not None and not _KEY.match(key):
        raise BadRequest("Idempotency-Key has 1 to 255 printable ASCII characters")
    is_user(speech.user_id, caller)
    if speech.app_name != APP:
        raise NotFound("there is no such app")
    session = house.session(caller.account, speech.session_id)
    return turns_of(request).begin(caller.account, session.id, speech.text, key)


@router.post("/run_sse", openapi_extra=told(Speech), responses={**_SSE, **refusals(401, 403, 404, 409, 413)})
def run_sse(request: Request, caller: Speaker, speech: Spoken, idempotency_key: Key = None) -> Response:
    """A message, answered as a stream of events."""
    house, turns = house_of(request), turns_of(request)
    _room(house)
    run = begin(request, caller, speech, idempotency_key)
    tail = Tail(
        house,
        run.session,
        run.first,
        run_id=run.id,
        streaming=speech.streaming,
        shared=lambda: not turns.mine(run),
    )
    return _as_response(Stream(house, tail))


@router.post(
    "/run",
    openapi_extra=told(Speech),
    response_model=list[Event],
    responses=refusals(401, 403, 404, 409, 413),
)
async def run(request: Request, caller: Speaker, speech: Spoken, idempotency_key: Key = None) -> Response:
    """A message, answered as a list when the turn has ended."""
    import anyio.to_thread

    begun = await anyio.to_thread.run_sync(begin, request, caller, speech, idempotency_key)
    tail = Tail(house_of(request), begun.session, begun.first, run_id=begun.id)
    return Json(await tail.values())


@router.get("/api/sessions/{sid}/events", responses={**_SSE, **refusals(401, 404)})
def replay(
    request: Request,
    sid: str,
    caller: Annotated[Caller, Depends(needs("read"))],
    last_event_id: Annotated[str | None, Header(description="Number of the last event you have.")] = None,
    follow: Annotated[bool, Query(description="Stay after the turn's end.")] = False,
) -> Response:
    """The session's events after `Last-Event-ID`, then the running turn's to its end."""
    house = house_of(request)
    after = 0
    if last_event_id is not None:
        if not re.fullmatch(r"[0-9]{1,9}", last_event_id.strip()):
            raise BadRequest("Last-Event-ID is the number of an event")
        after = int(last_event_id)
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
