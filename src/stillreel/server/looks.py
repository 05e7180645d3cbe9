"""Looks: a frame, a contact sheet, a small film, a thumbnail, the vocabulary. They cost nothing and change nothing.

They are made by a worker of their own, so that they never wait behind an export; what was made once is kept under a
tag of its revision. Invariant: a look shows what the export would.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from ..catalog.index import SHELVES
from ..draft.edits import EDITS
from ..draft.model import dump
from ..errors import Conflict, NotFound
from ..leftovers import signed
from ..render.progress import Result
from ..store.blobs import FileSource
from . import schemas as s
from .envelope import dumps, ok
from .gate import Caller, house_of, needs
from .house import House
from .ranges import SAFE, file_answer

router = APIRouter(tags=["looks"])
Reader = Annotated[Caller, Depends(needs("read"))]
Rev = Annotated[int | None, Query(ge=0, le=2**31 - 1, description="Revision; the current one by default.")]
Base = "/api/sessions/{sid}"


def _pictures(kind: str) -> dict[str, Any]:
    shown = {
        200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}, "description": "It."}
    }
    return {"response_model": None, "responses": {**shown, **s.refusals(401, 404, 409)}}


@router.get(Base + "/frame.jpg", **_pictures("image/jpeg"))
def frame(
    request: Request,
    sid: str,
    caller: Reader,
    t: Annotated[int, Query(ge=0, le=3_600_000, description="ms")] = 0,
    w: Annotated[int, Query(ge=16, le=2160)] = 540,
    rev: Rev = None,
) -> Response:
    """The picture at a moment."""
    house = house_of(request)
    screen = _screen(house, caller, sid, rev)
    return _jpeg(request, lambda: screen.frame(t, w), screen.draft, "frame", t, w)


@router.get(Base + "/sheet.jpg", **_pictures("image/jpeg"))
def sheet(request: Request, sid: str, caller: Reader, rev: Rev = None) -> Response:
    """Twelve moments at a glance."""
    screen = _screen(house_of(request), caller, sid, rev)
    return _jpeg(request, screen.sheet, screen.draft, "sheet")


@router.get(Base + "/preview.mp4", **_pictures("video/mp4"))
def preview(request: Request, sid: str, caller: Reader, rev: Rev = None) -> Response:
    """The quick small film."""
    house = house_of(request)
    screen = _screen(house, caller, sid, rev)
    tag = _tag(screen.draft, "preview")
    place = house.temp / f"look-{tag}.mp4"
    with house.looking:
        if not place.exists():
            folder = house.temp / signed("look")
            folder.mkdir()
            try:
                for step in screen.preview(folder / "out.mp4"):
                    if isinstance(step, Result):
                        step.path.rename(place)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        os.utime(place)  # looked at now: the caretaker removes what nobody looked at for an hour
    return file_answer(
        FileSource(place),
        request.headers,
        tag=tag,
        mime="video/mp4",
        name="preview.mp4",
        head="stillreel.head" in request.scope,
    )


@router.get("/api/assets/{id}/thumb.jpg", **_pictures("image/jpeg"))
def thumb(request: Request, id: str, caller: Reader) -> Response:
    """A small picture of a file that one of the caller's sessions holds."""
    house = house_of(request)
    asset = next(
        (a for x in house.rows.sessions(account=caller.id) for a in house.rows.shelf(x.id) if a.id == id),
        None,
    )
    if asset is None or asset.kind == "audio":
        raise NotFound("there is no such picture")
    side = {"w": 320, "h": max(16, round(320 / max(0.1, min(10, asset.aspect)) / 2) * 2)}
    shot = {"id": "s", "s": 0, "d": 1000, "a": asset.id, "fit": "cover", "mo": {"k": "still"}}
    from ..draft.assets import Shelf
    from ..draft.model import validate

    draft = validate({"v": 1, "cv": side, "t": [{"id": "v", "tt": 0, "sg": [shot]}]})
    screen = house.studio.show(draft, Shelf((asset,)))
    return _jpeg(request, lambda: screen.frame(0, 320), draft, "thumb")


@router.get(
    "/api/catalog",
    response_model=s.Answer[s.Anything],
    responses=s.refusals(401),
    dependencies=[Depends(needs("read"))],
)
def catalog() -> Response:
    """Every word there is, and every edit with its fields."""
    return ok(_catalog())


@cache
def _catalog() -> dict[str, Any]:
    words: dict[str, Any] = {
        name: [{"name": w.name, "en": w.en, "zh": w.zh, "aliases": list(w.aliases)} for w in shelf]
        for name, shelf in SHELVES.items()
    }
    edits = {op: kind.model_json_schema() for op, kind in EDITS.items()}
    return {**words, "edits": edits}


def _screen(house: House, caller: Caller, sid: str, rev: int | None) -> Any:
    session = house.session(caller.account, sid)
    screen = house.screen(session.id, rev)
    if not screen.draft.ready:
        raise Conflict("there is nothing to see yet", remedy="Make a video first.", revision=session.head)
    return screen


def _tag(draft: Any, *words: object) -> str:
    return hashlib.sha256(dumps([dump(draft), *map(str, words)])).hexdigest()[:32]


def _jpeg(request: Request, make: Callable[[], bytes], draft: Any, *words: object) -> Response:
    etag = f'"{_tag(draft, *words)}"'
    headers = {**SAFE, "etag": etag, "cache-control": "private, no-cache"}
    headers.pop("accept-ranges")
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(make(), 200, headers, "image/jpeg")
