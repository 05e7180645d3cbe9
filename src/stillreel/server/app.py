"""The application: routes, envelope and traces around one house. `build` makes it, nothing happens at import.

The OpenAPI document is made of the routes themselves; each names what it may answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute

from .. import __version__
from . import adk, callbacks, envelope, looks, money, ops, page, people, renders, sessions, talk, uploads
from .callbacks import Herald
from .caretaker import Caretaker
from .document import complete
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
    modules = (people, sessions, talk, uploads, renders, callbacks, looks, adk, money, ops, page)
    for module in modules:
        app.include_router(module.router)
    app.state.routes = [route for module in modules for route in module.router.routes]
    complete(app)
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
        Herald(app.state.house).start()
    yield
    house: House = app.state.house
    house.stopping.set()
    await anyio.to_thread.run_sync(app.state.turns.stop, STOP_S / 2)
    await anyio.to_thread.run_sync(app.state.press.stop, STOP_S / 2)
