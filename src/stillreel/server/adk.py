"""The agent framework's own routes over the same sessions, in its own bare shapes: any ADK client can drive us.

Refusals are still the envelope's. User `me` or the account's own id; any other is 404. A client may name a session:
the name is its own, and other accounts' names never meet it. What a client keeps as state is told by events, as the
framework does; `draft` in it is ours.
"""

from __future__ import annotations

import platform
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from .. import __version__
from ..draft.model import dump
from ..errors import Conflict, NotFound
from ..store.rows import Session
from . import events
from . import schemas as s
from .envelope import Json
from .gate import Caller, house_of, needs
from .house import House, named
from .sessions import create
from .talk import APP, is_user
from .wire import body_of, told

router = APIRouter(tags=["adk"])
BASE = "/apps/{app}/users/{user}/sessions"
Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
New = Annotated[s.AdkNew, Depends(body_of(s.AdkNew))]
_MADE: dict[str, Any] = {"response_model": s.AdkSession, "responses": s.refusals(401, 404, 413)}
_NEW: dict[str, Any] = {"openapi_extra": told(s.AdkNew, required=False), **_MADE}


@router.get(
    "/list-apps",
    response_model=list[str],
    responses=s.refusals(401),
    dependencies=[Depends(needs("read"))],
)
def list_apps() -> Response:
    """The one app there is."""
    return Json([APP])


@router.get("/version", response_model=dict[str, str], responses=s.refusals())
def version() -> Response:
    """What runs here."""
    return Json({"version": __version__, "language": "python", "language_version": platform.python_version()})


@router.post(BASE, **_NEW)
def new(request: Request, app: str, user: str, caller: Writer, wish: New) -> Response:
    """A new session, by the client's name for it when it has one."""
    return _made(request, app, user, caller, wish.session_id, wish.state)


@router.post(BASE + "/{sid}", **_NEW)
def called(request: Request, app: str, user: str, sid: str, caller: Writer, wish: New) -> Response:
    """A session by the client's name for it; one that is there already is given back as it is."""
    return _made(request, app, user, caller, sid, wish.state)


def _made(
    request: Request, app: str, user: str, caller: Caller, name: str | None, state: dict[str, Any] | None
) -> Response:
    _in_app(app, user, caller)
    house = house_of(request)
    if name is None:
        session = create(house, caller, "project", "en")
    else:
        try:
            return Json(_shown(house, house.session(caller.account, name), user, name))
        except NotFound:
            if caller.account.session is not None:  # a claim link opens one project and makes none
                raise
            session = create(house, caller, name, "en", named(caller.id, name))
    if state:
        _keep(house, session.id, state)
    return Json(_shown(house, session, user, name))


@router.get(BASE, response_model=list[s.AdkSession], responses=s.refusals(401, 404))
def listed(request: Request, app: str, user: str, caller: Reader) -> Response:
    """The user's sessions, without their events."""
    _in_app(app, user, caller)
    house = house_of(request)
    rows = house.rows.sessions(account=caller.id)
    return Json([_shown(house, row, user, events=False) for row in rows])


@router.get(BASE + "/{sid}", **_MADE)
def one(request: Request, app: str, user: str, sid: str, caller: Reader) -> Response:
    """A session with its events."""
    _in_app(app, user, caller)
    house = house_of(request)
    return Json(_shown(house, house.session(caller.account, sid), user, sid))


@router.patch(BASE + "/{sid}", openapi_extra=told(s.AdkChange), **_MADE)
def change(
    request: Request,
    app: str,
    user: str,
    sid: str,
    caller: Writer,
    wish: Annotated[s.AdkChange, Depends(body_of(s.AdkChange))],
) -> Response:
    """Keeps state with a session, without a turn."""
    _in_app(app, user, caller)
    house = house_of(request)
    session = house.session(caller.account, sid)
    _keep(house, session.id, wish.state_delta)
    return Json(_shown(house, session, user, sid))


@router.delete(BASE + "/{sid}", response_model=None, responses=s.refusals(401, 404, 409))
def forget(request: Request, app: str, user: str, sid: str, caller: Writer) -> Response:
    """Forgets a session."""
    _in_app(app, user, caller)
    house = house_of(request)
    session = house.session(caller.account, sid)
    if house.runs.active(session.id) is not None:
        raise Conflict("a turn is at work on this session")
    house.studio.delete(session.id)
    return Json(None)


def _in_app(app: str, user: str, caller: Caller) -> None:
    is_user(user, caller)
    if app != APP:
        raise NotFound("there is no such app")


def _keep(house: House, session_id: str, state: dict[str, Any]) -> None:
    house.runs.note(session_id, events.said(events.invocation(), time.time(), "", state))
    house.bell.ring(session_id)


def _shown(
    house: House, session: Session, user: str, name: str | None = None, *, events: bool = True
) -> dict[str, Any]:
    rows: list[Any] = []
    after = 0
    while events and (page := house.runs.events(session.id, after)):
        rows += [value for _, value in page]
        after = page[-1][0]
    kept: dict[str, Any] = {}
    for row in rows:
        kept |= row["actions"]["stateDelta"]
    mine = session.account is not None and session.id == named(session.account, session.name)
    return {
        "id": name or (session.name if mine else session.id),
        "appName": APP,
        "userId": user,
        "state": {**kept, "draft": dump(house.studio.state(session.id).draft)},
        "events": rows,
        "lastUpdateTime": session.updated_ms / 1000,
    }
