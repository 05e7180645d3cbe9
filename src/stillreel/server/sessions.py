"""Sessions: made, listed, looked at, edited, taken back. Direct edits cost what the same words would.

Invariant: a change names what it changed from, or takes the newest; a stale one is refused with the current number.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ..draft.assets import Asset
from ..draft.edits import read
from ..draft.model import AUDIO, Draft, dump
from ..draft.summary import summary
from ..errors import Conflict, OutOfCredits, Refused
from ..store.database import Transaction
from ..store.rows import Session
from ..studio import Turn
from . import schemas as s
from .envelope import ok
from .gate import Caller, house_of, needs
from .house import House
from .money import refused
from .turns import cost
from .wire import body_of, told

router = APIRouter(tags=["sessions"])
Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
RETRIES = 100
"""How often a change that names no revision gives way to faster ones."""
T = TypeVar("T")


def iso(ms: int) -> str:
    """Milliseconds since 1970 -> ISO 8601 in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tongue(name: str) -> str:
    """A language as clients call it ("zh_CN", "Chinese", "中文", "en-GB") -> a tag that we keep; else English."""
    tag = name.strip().lower().replace("_", "-")
    if tag.startswith(("zh", "cn", "chinese", "mandarin", "中文", "汉语", "简体", "繁体")):
        return tag[:16] if re.fullmatch(r"zh(-[a-z0-9]{2,8})*", tag) else "zh"
    return tag[:16] if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag) else "en"


def file_row(asset: Asset) -> dict[str, Any]:
    """A file as clients see it; `id` is the draft's `a`."""
    names = ("id", "name", "kind", "mime", "size", "width", "height")
    return {n: getattr(asset, n) for n in names} | {"duration": asset.duration / 1000}


def create(house: House, caller: Caller, name: str, lang: str, id: str = "") -> Session:
    """A new, empty session of the caller's."""
    task = uuid.uuid4().hex
    return house.rows.create(name or "project", lang or "en", account=caller.id, task_id=task, id=id)


@router.post(
    "/api/tasks/me/with-session/nemo_agent",
    openapi_extra=told(s.NewTask, required=False),
    response_model=s.Answer[s.TaskData],
    responses=s.refusals(401, 413),
)
def with_session(
    request: Request, caller: Writer, wish: Annotated[s.NewTask, Depends(body_of(s.NewTask))]
) -> Response:
    """A new task with its session."""
    house = house_of(request)
    session = create(house, caller, wish.task_name or "project", tongue(wish.language or "en"))
    bind = house.accounts.bind(session.id, caller.id)
    return ok({"task_id": session.task_id, "session_id": session.id, "bind_id": bind})


@router.get(
    "/api/state/nemo_agent/me/{sid}/latest",
    response_model=s.Answer[s.StateData],
    responses=s.refusals(401, 404),
)
def latest(request: Request, sid: str, caller: Reader) -> Response:
    """Where the session stands."""
    house = house_of(request)
    session = house.session(caller.account, sid)
    state = house.studio.state(session.id)
    bind = house.accounts.bind(session.id, caller.id) if caller.account.anonymous else ""
    inner = {
        "draft": dump(state.draft),
        "video_infos": [file_row(asset) for asset in state.shelf],
        "generated_media": _made(state.draft),
        "canvas_config": state.draft.canvas.model_dump(mode="json"),
    }
    return ok(
        {
            "session_id": session.id,
            "task_id": session.task_id,
            "bind_id": bind,
            "revision": state.revision,
            "state": inner,
            "summary": state.summary,
        }
    )


def _made(draft: Draft) -> list[dict[str, Any]]:
    """What was generated rather than uploaded: composed music."""
    found = (x for x in draft.segments(AUDIO) if x.music is not None)
    return [
        {"id": x.id, "kind": "music", "style": x.music.kind if x.music else "", "duration": x.length / 1000}
        for x in found
    ]


@router.get("/api/sessions", response_model=s.Answer[s.SessionRows], responses=s.refusals(401))
def listed(request: Request, caller: Reader) -> Response:
    """The caller's sessions, the last used first."""
    rows = house_of(request).rows.sessions(account=caller.id)
    return ok({"sessions": [_row(row) for row in rows]})


@router.get("/api/sessions/{sid}", response_model=s.Answer[s.SessionRow], responses=s.refusals(401, 404))
def one(request: Request, sid: str, caller: Reader) -> Response:
    """One session."""
    return ok(_row(house_of(request).session(caller.account, sid)))


@router.delete("/api/sessions/{sid}", response_model=s.Answer[s.Anything], responses=s.refusals(401, 404))
def forget(request: Request, sid: str, caller: Writer) -> Response:
    """Forgets a session; its turn's credits come back, its exports are cancelled."""
    house = house_of(request)
    house.studio.delete(house.session(caller.account, sid).id)
    house.bell.ring(sid)
    return ok({})


def _row(session: Session) -> dict[str, Any]:
    return {
        "session_id": session.id,
        "task_id": session.task_id,
        "name": session.name,
        "language": session.lang,
        "revision": session.head,
        "created_at": iso(session.created_ms),
        "updated_at": iso(session.updated_ms),
    }


@router.post(
    "/api/sessions/{sid}/edits",
    openapi_extra=told(s.Edits),
    response_model=s.Answer[s.EditData],
    responses=s.refusals(401, 403, 404, 409, 413),
)
def edit(
    request: Request, sid: str, caller: Writer, wish: Annotated[s.Edits, Depends(body_of(s.Edits))]
) -> Response:
    """Typed edits, in order, all or none, as one revision."""
    house = house_of(request)
    session = house.session(caller.account, sid)
    steps = [read(value) for value in wish.edits]

    def edited() -> Turn:
        before = house.studio.state(session.id)

        def paid(c: Transaction, turn: Turn) -> None:
            house.runs.idle(c, session.id)
            price = cost(before.draft, turn.state.draft, house.settings.cost_edit, house.settings.cost_music)
            if house.settings.accounting and price:
                house.ledger.spent(c, caller.id, price, f"edit:{uuid.uuid4().hex}")

        base = before.revision if wish.base_revision is None else wish.base_revision
        return house.studio.edit(session.id, steps, base=base, also=paid)

    try:
        turn = _settled(house, session.id, edited, RETRIES if wish.base_revision is None else 1)
    except OutOfCredits as error:
        raise refused(request, caller.account, session.id, error) from None
    return ok({"revision": turn.state.revision, "draft": dump(turn.state.draft), "done": list(turn.done)})


def _settled(house: House, session_id: str, change: Callable[[], T], tries: int = RETRIES) -> T:
    """Makes a change that names no revision: when somebody was faster, on what they made. Raises Conflict with the
    current revision when that does not help, and at once while a turn is at work or where the session is such that
    the change cannot be made."""
    while True:
        tries -= 1
        try:
            if (active := house.runs.active(session_id)) is not None:
                raise Conflict("a turn is at work on this session", run=active.id)
            return change()
        except (Conflict, Refused) as error:
            if tries and isinstance(error, Conflict) and "run" not in error.data:
                continue
            now = {"revision": house.rows.session(session_id).head}
            raise Conflict(error.what, remedy=error.remedy, **now) from None


@router.post(
    "/api/sessions/{sid}/undo", response_model=s.Answer[s.EditData], responses=s.refusals(401, 404, 409)
)
def undo(request: Request, sid: str, caller: Writer) -> Response:
    """One revision back."""
    return _travelled(request, sid, caller, "undo")


@router.post(
    "/api/sessions/{sid}/redo", response_model=s.Answer[s.EditData], responses=s.refusals(401, 404, 409)
)
def redo(request: Request, sid: str, caller: Writer) -> Response:
    """One revision forward again."""
    return _travelled(request, sid, caller, "redo")


@router.post(
    "/api/sessions/{sid}/branches",
    openapi_extra=told(s.BranchWish),
    response_model=s.Answer[s.EditData],
    responses=s.refusals(401, 404, 409, 413),
)
def branch(
    request: Request, sid: str, caller: Writer, wish: Annotated[s.BranchWish, Depends(body_of(s.BranchWish))]
) -> Response:
    """Goes to any revision; the next edit grows a branch from there."""
    return _travelled(request, sid, caller, wish.revision)


def _travelled(request: Request, sid: str, caller: Caller, to: int | str) -> Response:
    house = house_of(request)
    session = house.session(caller.account, sid)
    state = _settled(
        house,
        session.id,
        lambda: house.studio.travel(session.id, to, lambda c, _: house.runs.idle(c, session.id)),
    )
    return ok({"revision": state.revision, "draft": dump(state.draft), "done": [state.summary]})


@router.get(
    "/api/sessions/{sid}/revisions", response_model=s.Answer[s.RevisionRows], responses=s.refusals(401, 404)
)
def revisions(request: Request, sid: str, caller: Reader) -> Response:
    """The session's history, oldest first."""
    house = house_of(request)
    session = house.session(caller.account, sid)
    rows = [
        {
            "revision": r.n,
            "parent": r.parent,
            "said": r.said,
            "ops": [str(e.get("op", "")) for e in r.edits],
            "summary": summary(r.draft),
            "created_at": iso(r.created_ms),
        }
        for r in house.studio.revisions(session.id)
    ]
    return ok({"head": session.head, "revisions": rows})
