"""Exports over HTTP: submit, poll, cancel, fetch. Unwrapped answers, as the clients of this wire read them.

The client's `id` is the idempotency key. Everything about a draft is checked here, before it is a job: a hostile one
is refused in milliseconds and no worker hears of it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ..catalog.platforms import PLATFORMS
from ..draft.assets import Shelf
from ..draft.model import Draft, dump, parse
from ..draft.rules import check, load
from ..errors import BadRequest, Conflict, NotFound, RateLimited
from ..media.join import codec_for
from ..store.renders import Render, waiting
from ..timeline.compile import Output as Size
from . import schemas as s
from .envelope import Json
from .gate import Caller, base_of, house_of, needs
from .house import House
from .ranges import file_answer
from .wire import body_of, told

router = APIRouter(tags=["exports"])
BASE = "/api/render/proxy"
MIMES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "gif": "image/gif",
    "webp": "image/webp",
}
Exporter = Annotated[Caller, Depends(needs("render", attribution=True))]
Poller = Annotated[Caller, Depends(needs("read"))]
_POLL: dict[str, Any] = {"response_model": s.RenderData}


@router.post(
    BASE + "/lambda",
    openapi_extra=told(s.Order),
    **_POLL,
    responses=s.refusals(401, 402, 404, 409, 413, 422, 507),
)
def submit(
    request: Request, caller: Exporter, order: Annotated[s.Order, Depends(body_of(s.Order))]
) -> Response:
    """A new export; the same id and body again is the same one."""
    house = house_of(request)
    session = house.session(caller.account, order.session_id)
    output = order.output.model_dump(exclude_none=True)
    # A draft left out is "the session's": a re-send after a further edit is still the same request.
    digest = _digest([session.id, order.draft, output, order.callback])
    if (job := _there(house, caller.id, order.id, digest)) is not None:
        return Json(shown(house, request, job))
    state = house.studio.state(session.id)
    draft = state.draft if order.draft is None else check(_loaded(order.draft, state.shelf), state.shelf)
    if not draft.ready:
        what = "there is nothing to export yet"
        raise Conflict(what, remedy="Add photos and ask for a video.", revision=state.revision)
    output |= _sides(output, draft)
    if order.callback is not None:
        house.fetcher.check(order.callback)
    codec_for(Path(f"x.{order.output.format}"), order.output.codec)
    house.studio.show(draft, state.shelf).timeline(size_of(output))
    needs_ = {x.asset for t in draft.tracks for x in t.segments if x.asset is not None}
    _queue_room(house, caller.id)
    payload = {"draft": dump(draft), "output": output, "base": base_of(request)}
    job = house.renders.submit(
        caller.id,
        order.id,
        digest,
        payload,
        session=session.id,
        cost=max(1, draft.length),
        needs=needs_,
        callback=order.callback,
    )
    request.app.state.press.wake()
    return Json(shown(house, request, job))


def _loaded(value: dict[str, Any], shelf: Shelf) -> Draft:
    for asset in _assets(value):
        if shelf.get(asset) is None:  # whatever else may be wrong: this session cannot show it
            raise NotFound(f"there is no upload {asset[:64]!r} in this session", field="a")
    # Once more as text: old versions are upgraded, and the strict reader sees what the loose one let through.
    return load(json.dumps(parse(json.dumps(value))))


def _assets(draft: dict[str, Any]) -> Iterator[str]:
    """The files that a posted draft names, however odd the rest of it is."""
    tracks = draft.get("t")
    for track in tracks if isinstance(tracks, list) else ():
        segments = track.get("sg") if isinstance(track, dict) else ()
        for segment in segments if isinstance(segments, list) else ():
            if isinstance(segment, dict) and isinstance(segment.get("a"), str):
                yield segment["a"]


def _digest(value: Any) -> str:
    """Equal for equal JSON, however it was written: keys in any order, 2.0 for 2."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, list):
            return [plain(v) for v in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return hashlib.sha256(json.dumps(plain(value), sort_keys=True).encode()).hexdigest()


def _there(house: House, account: str, id: str, digest: str) -> Render | None:
    """The job that this is a re-send of. Raises Conflict where the id was used for another."""
    try:
        job = house.renders.get(account, id)
    except NotFound:
        return None
    if job.body_hash != digest:
        raise Conflict("that id was used for another export", id=id, status=job.state)
    return job


def _sides(output: Mapping[str, Any], draft: Draft) -> dict[str, int]:
    """The side that was left out, by the canvas's shape: pixels, even, 16..4096."""
    width, height = output.get("width"), output.get("height")
    if output.get("platform") or (width is None) == (height is None):
        return {}
    shape = Fraction(draft.canvas.width, draft.canvas.height)
    name, other = ("width", Fraction(height or 0) * shape) if width is None else ("height", width / shape)
    return {name: min(4096, max(16, round(other / 2) * 2))}


def _queue_room(house: House, account: str) -> None:
    if house.settings.accounting and waiting(house.rows.database, account) >= house.settings.max_renders:
        raise RateLimited("too many exports are waiting", retry_after=30)


def size_of(output: Mapping[str, Any]) -> Size | None:
    """What an order says about size and rate, for the plan. Raises BadRequest, UnknownName."""
    width, height, fps = output.get("width"), output.get("height"), output.get("fps")
    if name := output.get("platform"):
        platform = PLATFORMS.get(name)
        width, height, fps = width or platform.width, height or platform.height, fps or platform.fps
    if (width is None) != (height is None):
        raise BadRequest("give width and height together, or neither")
    if width is None and fps is None:
        return None
    return Size(width, height, None if fps is None else Fraction(fps))


@router.get(BASE + "/lambda/{id}", **_POLL, responses=s.refusals(401, 404))
def poll(request: Request, id: str, caller: Poller) -> Response:
    """How far an export is."""
    house = house_of(request)
    answer = Json(shown(house, request, _found(house, caller.id, id)))
    return answer


@router.delete(BASE + "/lambda/{id}", **_POLL, responses=s.refusals(401, 404, 409))
def cancel(request: Request, id: str, caller: Annotated[Caller, Depends(needs("render"))]) -> Response:
    """Ends an export that is not finished."""
    house = house_of(request)
    _found(house, caller.id, id)
    job = house.renders.cancel(caller.id, id)
    request.app.state.press.cancelled(job)
    return Json(shown(house, request, job))


@router.get(
    BASE + "/{id}/download",
    response_model=None,
    responses={
        200: {"content": {"video/mp4": {}, "image/gif": {}}, "description": "The file."},
        206: {"description": "A part of it."},
        416: {"description": "Nothing there."},
        **s.refusals(401, 404, 409),
    },
)
def download(request: Request, id: str) -> Response:
    """The finished file: by a signed link, or with a token."""
    house = house_of(request)
    path = request.scope["path"]
    if "s" in request.query_params:
        account = house.links.account(path, request.query_params)
    else:
        account = needs("read")(request).id
    job = _found(house, account, id)
    if job.expired_ms is not None:
        raise NotFound("the video is not kept any more", remedy="Export it again, with a new id.")
    if job.state != "completed" or job.blob is None:
        raise Conflict(f"the export is {job.state}", status=job.state)
    kind = str((job.output or {}).get("format", "mp4"))
    name = f"{(job.output or {}).get('name') or 'video'}.{kind}"
    return file_answer(
        house.blobs.open(job.blob),
        request.headers,
        tag=job.blob,
        mime=MIMES[kind],
        name=name,
        head="stillreel.head" in request.scope,
    )


def _found(house: House, account: str, id: str) -> Render:
    if not (0 < len(id) <= 128 and id.isascii() and id.isprintable()):
        raise NotFound("there is no such export")
    return house.renders.get(account, id)


def shown(house: House, request: Request | None, job: Render) -> dict[str, Any]:
    """The poll's answer; without a request, as it was when the export was ordered."""
    output, url = None, None
    if job.state == "completed" and job.output is not None and job.expired_ms is None:
        base = base_of(request) if request is not None else str(job.payload.get("base", ""))
        url = base + house.links.sign(f"{BASE}/{job.id}/download", job.account)
        names = ("duration", "size", "width", "height")
        output = {"url": url, **{name: job.output[name] for name in names}}
    error = {"code": 500, "message": job.reason} if job.state == "failed" else None
    return {
        "id": job.id,
        "render_id": job.id,
        "status": job.state,
        "progress": 100 if job.state == "completed" else min(99, int(job.progress * 100)),
        "output": output,
        "outputUrl": url,
        "eta_s": _eta(job),
        "error": error,
    }


def _eta(job: Render) -> float | None:
    """Seconds left, by the pace so far; None while nothing is known."""
    if job.state == "completed":
        return 0.0
    if job.state != "processing" or job.started_ms is None or job.progress < 0.02:
        return None
    spent = max(0.0, time.time() - job.started_ms / 1000)
    return round(spent * (1 - job.progress) / job.progress, 1)
