"""An event stream is a view of a session's rows: it can be cut at any byte and opened again where it was left.

Events are read from the database by number; a bell says when to look. A reader that does not read is dropped, never
the run. Invariants: every event once and in order; a sign of life at least every 15 s; when the service stops,
every stream is told and ended.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable

import anyio
import anyio.to_thread
from starlette.types import Receive, Scope, Send

from ..errors import NotFound, Unavailable
from ..store.runs import Event
from .events import chunks, frame
from .house import House

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
    "connection": "keep-alive",
}
BEAT = b": heartbeat\n\n"
STOP = b"retry: 1000\n: the service is stopping, come back with Last-Event-ID\n\n"
PATIENCE = 30.0
"""Seconds that a reader may leave what was sent unread."""
Page = list[tuple[int, Event]]


class Tail:
    """What to read: a session's events after `after`; those of `run_id` until it has ended, or all for ever with
    `follow`.

    `run_id` None: until no turn is running. `shared`: other processes may write, so look without a ring too."""

    def __init__(
        self,
        house: House,
        session: str,
        after: int,
        *,
        run_id: str | None = None,
        follow: bool = False,
        streaming: bool = False,
        shared: Callable[[], bool] = lambda: False,
    ) -> None:
        self._house, self._session, self._after = house, session, after
        self._run_id, self._follow, self._streaming, self._shared = run_id, follow, streaming, shared

    async def bytes(self) -> AsyncGenerator[bytes, None]:
        """The stream."""
        house, beat = self._house, self._house.settings.heartbeat_s
        with house.bell.ear(self._session) as ear:
            quiet = 0.0
            while True:
                going, page = await anyio.to_thread.run_sync(self._look)
                for n, value in page:
                    if self._streaming:
                        for piece in chunks(value):
                            yield frame(None, piece)
                    yield frame(n, value)
                    self._after, quiet = n, 0.0
                if page:
                    continue
                if not going:
                    return
                if house.stopping.is_set():
                    yield STOP
                    return
                pause = min(1.0, beat - quiet) if self._shared() else beat - quiet
                if not await ear.wait(max(0.01, pause)):
                    quiet += pause
                    if quiet >= beat - 0.02:
                        yield BEAT
                        quiet = 0.0

    async def values(self) -> list[Event]:
        """All events until the run ends, as one list (ADK's `/run`)."""
        found: list[Event] = []
        with self._house.bell.ear(self._session) as ear:
            while True:
                going, page = await anyio.to_thread.run_sync(self._look)
                found += [value for _, value in page]
                self._after = page[-1][0] if page else self._after
                if not going and not page:
                    return found
                if self._house.stopping.is_set():
                    raise Unavailable("the service is stopping; the turn goes on", retry_after=2)
                if not page:
                    await ear.wait(1.0)

    def _look(self) -> tuple[bool, Page]:
        """Whether more may come, asked before reading so that nothing falls between; and what there is."""
        runs = self._house.runs
        try:
            if self._follow:
                going = self._house.rows.session(self._session) is not None
            elif self._run_id is not None:
                going = runs.run(self._run_id).state == "running"
            else:
                going = runs.active(self._session) is not None
        except NotFound:  # the session was deleted meanwhile: nothing more will come
            going = False
        return going, runs.events(self._session, self._after, 200, self._run_id)


class Stream:
    """An ASGI answer that sends a tail until it ends or its reader is gone."""

    def __init__(self, house: House, tail: Tail) -> None:
        self._house, self._tail = house, tail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        if "stillreel.head" in scope:
            await send({"type": "http.response.body", "body": b""})
            return
        self._house.metrics.stream(+1)
        sending = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._house.metrics.stream(-1)
            for task in (sending, leaving):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError, TimeoutError):
                    await task

    async def _send(self, send: Send) -> None:
        async with contextlib.aclosing(self._tail.bytes()) as pieces:
            async for piece in pieces:
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
