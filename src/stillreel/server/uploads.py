"""Files in: by form, or fetched from addresses; judged by content in the jail; what is refused is listed.

Bytes go to the data volume as they come and are removed when they are judged. Invariants: one bad file spoils no
other; quotas are looked at before and after; a client that goes away leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from ..errors import BadRequest, StillreelError, TooLarge, Unfetchable
from . import schemas as s
from .envelope import ok
from .gate import Caller, house_of, needs
from .house import House
from .multiparts import Incoming, Room, check_free, cleaned, discard, receive
from .sessions import file_row
from .wire import Body, raw_body, understood

router = APIRouter(tags=["uploads"])
FETCH_S = 60.0
JUDGES = anyio.CapacityLimiter(4)
"""How many uploads are judged at once: the others wait, and the rest of the service does not."""
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


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that did not come, and why."""

    name: str
    error: StillreelError


class Addresses(Body):
    """Files to fetch."""

    urls: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4000)]], Field(min_length=1, max_length=50)
    ]
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
    session = await anyio.to_thread.run_sync(house.session, caller.account, sid)
    room = await anyio.to_thread.run_sync(_room, house, caller, session.id)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        files: tuple[Incoming, ...] = await receive(request, room)
        failed: tuple[Failed, ...] = ()
    elif kind == "application/json":
        wish = understood(await raw_body(request), Addresses)
        files, failed = await anyio.to_thread.run_sync(_fetched, room, wish.urls)
    else:
        raise BadRequest("send multipart/form-data with files, or JSON with urls")
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


def _fetched(room: Room, urls: list[str]) -> tuple[tuple[Incoming, ...], tuple[Failed, ...]]:
    """Addresses are not fetched yet: each is refused by itself, in the shape of every address that cannot be."""
    if len(urls) > room.max_files:
        raise TooLarge(f"there are more than {room.max_files} files in one upload", limit=room.max_files)
    why = "this release does not fetch addresses"
    return (), tuple(
        Failed(_name_of(url), Unfetchable(why, remedy="Upload the file itself.")) for url in urls
    )


def _name_of(url: str) -> str:
    try:
        return cleaned(unquote(urlsplit(url).path))
    except ValueError:
        return "file"


def _judged(
    house: House, session_id: str, files: tuple[Incoming, ...], failed: tuple[Failed, ...]
) -> dict[str, Any]:
    """Puts what is good on the shelf. When nothing is, the first one's error is raised."""
    kept: list[Any] = []
    rejected = [(f.name, f.error) for f in failed]
    for one in files:
        try:
            added = house.studio.add(session_id, [(one.path, one.name)])
        except StillreelError as error:
            rejected.append((one.name, error))
            continue
        kept += added.assets
        house.metrics.uploaded(one.size)
    if rejected and not kept:
        raise rejected[0][1]
    rows = [{"name": name, "code": error.code, "message": str(error)} for name, error in rejected]
    return {"files": [file_row(asset) for asset in kept], "rejected": rows}
