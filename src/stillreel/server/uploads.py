"""Files in: by form, or fetched from addresses; judged by content in the jail; what is refused is listed.

Bytes go to the data volume as they come and are removed when they are judged. Invariants: one bad file spoils no
other; quotas are looked at before and after; a client that goes away leaves nothing behind.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from ..errors import BadRequest, DiskFull, StillreelError, TooLarge, Unavailable
from . import schemas as s
from .envelope import ok
from .fetched import Failed, fetch_all
from .gate import Caller, house_of, needs
from .house import House
from .multiparts import Incoming, Room, check_free, discard, receive
from .sessions import file_row
from .wire import Body, raw_body, understood

router = APIRouter(tags=["uploads"])
JUDGES = anyio.CapacityLimiter(4)
"""How many uploads are judged at once: the others wait, and the rest of the service does not."""
FETCHING = anyio.CapacityLimiter(16)
"""How many requests fetch addresses at once."""
_FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}
_URLS = {
    "type": "object",
    "required": ["urls"],
    "properties": {
        "urls": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 50},
        "source_type": {"type": "string", "enum": ["url"]},
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": _FORM}, "application/json": {"schema": _URLS}},
    }
}


class Addresses(Body):
    """Files to fetch."""

    urls: Annotated[list[str], Field(min_length=1, max_length=50)]
    source_type: Literal["url"] = "url"


@router.post(
    "/api/upload-video/nemo_agent/me/{sid}",
    openapi_extra=_BODY,
    response_model=s.Answer[s.UploadData],
    responses=s.refusals(401, 404, 413, 415, 422, 507),
)
async def upload(request: Request, sid: str, caller: Annotated[Caller, Depends(needs("upload"))]) -> Response:
    """One or many files, as a form or as addresses."""
    house = house_of(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("multipart/form-data", "application/json"):
        raise BadRequest("send multipart/form-data with files, or JSON with urls")
    wish = understood(await raw_body(request), Addresses) if kind == "application/json" else None
    session = await anyio.to_thread.run_sync(house.session, caller.account, sid)
    room = await anyio.to_thread.run_sync(_room, house, caller, session.id)
    if wish is None:
        files: tuple[Incoming, ...] = await receive(request, room)
        failed: tuple[Failed, ...] = ()
    else:
        files, failed = await anyio.to_thread.run_sync(
            fetch_all, house.fetcher, room, wish.urls, house.settings.fetch_s, limiter=FETCHING
        )
    try:
        data = await anyio.to_thread.run_sync(_judged, house, session.id, files, failed, limiter=JUDGES)
    finally:
        await anyio.to_thread.run_sync(discard, files)
    return ok(data)


def _room(house: House, caller: Caller, session_id: str) -> Room:
    """What this account may still bring. Raises TooLarge, DiskFull."""
    rules = house.settings
    shelf = house.studio.state(session_id).shelf
    left = rules.max_session_files - len(shelf)
    if left <= 0:
        limit = rules.max_session_files
        raise TooLarge(f"the session has its {limit} files", limit=limit, remedy="Make a new session.")
    most = rules.max_file
    if rules.accounting:
        had = held_bytes(house, caller.id)
        if had >= rules.max_account_bytes:
            limit = rules.max_account_bytes
            raise TooLarge(f"the account has its {limit} bytes of files", limit=limit)
        most = min(most, rules.max_account_bytes - had)
    room = Room(house.temp, most, min(left, rules.max_files), rules.min_upload_rate, rules.min_free_bytes)
    check_free(room, 0)
    return room


def held_bytes(house: House, account: str) -> int:
    """Bytes of the files that an account's sessions hold, each counted once."""
    sizes: dict[str, int] = {}
    for session in house.rows.sessions(account=account):
        sizes.update((asset.id, asset.size) for asset in house.rows.shelf(session.id))
    return sum(sizes.values())


def _judged(
    house: House, session_id: str, files: tuple[Incoming, ...], failed: tuple[Failed, ...]
) -> dict[str, Any]:
    """Puts what is good on the shelf. When nothing is, the first one's error is raised."""
    kept: list[Any] = []
    rejected = [(f.name, f.error) for f in failed]
    for one in files:
        try:
            added = house.studio.add(session_id, [(one.path, one.name)])
        except (
            Unavailable,
            DiskFull,
        ):  # no verdict on the file: sent again, what is here already is known by its hash
            raise
        except StillreelError as error:
            rejected.append((one.name, error))
            continue
        kept += [asset for asset in added.assets if asset.id not in {other.id for other in kept}]
        house.metrics.uploaded(one.size)
    if rejected and not kept:
        raise rejected[0][1]
    rows = [{"name": name, "code": error.code, "message": str(error)} for name, error in rejected]
    return {"files": [file_row(asset) for asset in kept], "rejected": rows}
