"""For operators and their machines: is it up, can it work, what does it count."""

from __future__ import annotations

import shutil

from fastapi import APIRouter, Request
from starlette.responses import Response

from .. import __version__
from ..errors import StillreelError, Unavailable
from . import schemas as s
from .envelope import Json, problem
from .gate import house_of

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_model=s.Anything)
async def healthz(request: Request) -> Response:
    """The process answers. Says which walls of the decoder jail stand here; null in the first second, while it is
    being tried."""
    house = house_of(request)
    status = "stopping" if house.stopping.is_set() else "ok"
    return Json({"status": status, "version": __version__, "sandbox": house.walls})


@router.get("/readyz", response_model=s.Anything, responses={503: {"model": s.Problem}})
def readyz(request: Request) -> Response:
    """It can work: the database answers, there is room on the disk, the decoder's jail starts."""
    house = house_of(request)
    try:
        if house.stopping.is_set():
            raise Unavailable("the service is stopping")
        if house.walls is None:
            raise Unavailable("the service is starting", retry_after=1)
        queue = house.renders.queue()
        free = shutil.disk_usage(house.settings.data).free
        if free < house.settings.min_free_bytes:
            raise Unavailable("the disk is nearly full", free_bytes=free)
    except StillreelError as error:
        return problem(error)
    return Json({"status": "ok", "sandbox": house.walls, "queue": queue, "free_bytes": free})


@router.get(
    "/metrics",
    response_model=None,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Counts."}},
)
def metrics(request: Request) -> Response:
    """Prometheus' text form."""
    house = house_of(request)
    sums: dict[str, float] = {}
    try:
        sums = {f"renders_{name}": value for name, value in house.renders.queue().items()}
        had = house.ledger.sums()
        sums |= {"credits_available": had.available, "credits_frozen": had.frozen, "credits_total": had.total}
    except StillreelError:
        sums = {"database_away": 1}
    sums["free_bytes"] = shutil.disk_usage(house.settings.data).free
    return Response(house.metrics.page(sums), media_type="text/plain; version=0.0.4")
