"""The application: routes, envelope and traces around one house. `build` makes it, nothing happens at import.

The OpenAPI document is made of the routes themselves; each names what it may answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute

from .. import __version__
from . import adk, envelope, looks, ops, people, renders, sessions, talk, uploads
from .caretaker import Caretaker
from .house import House
from .press import Press
from .trace import Trace
from .turns import Turns

THREADS = 40
STOP_S = 6.0
"""What turns and the export in work may take to come to an end; connections have had their 4 s by then."""


def build(house: House, *, press: bool = True) -> FastAPI:
    """The service over an open house. `press` False: this process makes no exports."""
    app = FastAPI(
        title="stillreel",
        version=__version__,
        summary="Still images into videos, by chat.",
        lifespan=_life,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name,
        responses={},
    )
    app.state.house, app.state.turns, app.state.press = house, Turns(house), Press(house)
    app.state.presses = press
    envelope.install(app)
    for module in (people, sessions, talk, uploads, renders, looks, adk, ops):
        app.include_router(module.router)
    _secure(app)
    app.add_middleware(
        Trace, metrics=house.metrics, most=house.settings.max_requests, stopping=house.stopping.is_set
    )
    return app


def _name(route: APIRoute) -> str:
    return f"{route.tags[0] if route.tags else 'x'}_{route.name}"


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    Caretaker(app.state.house).start()
    app.state.turns.start()
    if app.state.presses:
        app.state.press.start()
    yield
    house: House = app.state.house
    house.stopping.set()
    await anyio.to_thread.run_sync(app.state.turns.stop, STOP_S / 2)
    await anyio.to_thread.run_sync(app.state.press.stop, STOP_S / 2)


OPEN = {
    "/api/auth/anonymous-token",
    "/api/auth/register",
    "/api/auth/login",
    "/workspace/claim",
    "/healthz",
    "/readyz",
    "/metrics",
}


def _secure(app: FastAPI) -> None:
    """The document says which routes want a token."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            value = made()
            parts = value.setdefault("components", {})
            parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            for path, verbs in value["paths"].items():
                for verb in verbs.values():
                    verb["responses"].pop("422", None) if "422" not in _real(path) else None
                    if path not in OPEN:
                        verb["security"] = [{"bearer": []}]
            app.openapi_schema = value
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _real(path: str) -> tuple[str, ...]:
    return ("422",) if path.startswith("/api/upload-video") else ()
