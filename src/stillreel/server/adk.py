"""The agent framework's own routes over the same sessions, in its own bare shapes: any ADK client can drive us.

Refusals are still the envelope's. User `me` or the account's own id; any other is 404.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ..draft.model import dump
from ..errors import Conflict, NotFound
from ..store.rows import Session
from . import schemas as s
from .envelope import Json
from .gate import Caller, house_of, needs
from .house import House
from .sessions import create
from .talk import APP, is_user
from .wire import raw_body

router = APIRouter(tags=["adk"])
BASE = "/apps/{app}/users/{user}/sessions"
Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
_MADE: dict[str, Any] = {"response_model": s.AdkSession, "responses": s.refusals(401, 404, 413)}


@router.get(
    "/list-apps",
    response_model=list[str],
    responses=s.refusals(401),
    dependencies=[Depends(needs("read"))],
)
def list_apps() -> Response:
    """The one app there is."""
    return Json([APP])


@router.post(BASE, **_MADE)
def new(
    request: Request, app: str, user: str, caller: Writer, _: Annotated[bytes, Depends(raw_body)]
) -> Response:
    """A new session; the state that a client sends along is ours to keep, and is not read."""
    _in_app(app, user, caller)
    house = house_of(request)
    return Json(_shown(house, create(house, caller, "project", "en"), user))


@router.get(BASE, response_model=list[s.AdkSession], responses=s.refusals(401, 404))
def listed(request: Request, app: str, user: str, caller: Reader) -> Response:
    """The user's sessions, without their events."""
    _in_app(app, user, caller)
    house = house_of(request)
    rows = house.rows.sessions(account=caller.id)
    return Json([_shown(house, row, user, events=False) for row in rows])


@router.post(BASE + "/{sid}", **_MADE)
def named(
    request: Request, app: str, user: str, sid: str, caller: Writer, _: Annotated[bytes, Depends(raw_body)]
) -> Response:
    """ADK lets clients name sessions; ours have unguessable names. One that is the caller's is given back."""
    _in_app(app, user, caller)
    house = house_of(request)
    try:
        return Json(_shown(house, house.session(caller.account, sid), user))
    except NotFound:
        raise NotFound("sessions are named by the service; POST without a name makes one") from None


@router.get(BASE + "/{sid}", **_MADE)
def one(request: Request, app: str, user: str, sid: str, caller: Reader) -> Response:
    """A session with its events."""
    _in_app(app, user, caller)
    house = house_of(request)
    return Json(_shown(house, house.session(caller.account, sid), user))


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


def _shown(house: House, session: Session, user: str, *, events: bool = True) -> dict[str, Any]:
    rows: list[Any] = []
    after = 0
    while events and (page := house.runs.events(session.id, after)):
        rows += [value for _, value in page]
        after = page[-1][0]
    draft = house.studio.state(session.id).draft
    return {
        "id": session.id,
        "appName": APP,
        "userId": user,
        "state": {"draft": dump(draft)},
        "events": rows,
        "lastUpdateTime": session.updated_ms / 1000,
    }
