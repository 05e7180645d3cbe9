"""The two runners of the flows, and the two clients: the same verbs, blocking or awaited.

`Client` fulfils `values.Project`. Invariant: neither class knows anything of the contract; they carry steps out.
"""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from ..errors import BadRequest, StillreelError
from . import flows, talk
from .flow import Ask, Dropped, Flow, Next, Open, Reply, Wait
from .identity import Identity
from .link import Link, in_session
from .values import Film, State, Watcher

P = ParamSpec("P")
T = TypeVar("T")
_TIMES = httpx.Timeout(60.0, connect=10.0)


def _line(base: str, identity: Identity | None, options: dict[str, Any]) -> Link:
    if not base.startswith(("http://", "https://")):
        raise BadRequest(f"{base!r} is not the address of a service", remedy="Give http://host:port.")
    return Link(base.rstrip("/"), identity or Identity.of_environment(), **options)


@contextlib.contextmanager
def _body(ask: Ask) -> Iterator[dict[str, Any]]:
    """The arguments of httpx for a request; its files are open meanwhile and closed after it."""
    with contextlib.ExitStack() as stack:
        words: dict[str, Any] = {"headers": dict(ask.headers)}
        if ask.files:
            words["files"] = [
                (
                    "files",
                    (
                        f.name,
                        stack.enter_context(f.open("rb")),
                        mimetypes.guess_type(f.name)[0] or "application/octet-stream",
                    ),
                )
                for f in ask.files
            ]
        elif ask.json is not None:
            words["json"] = ask.json
        yield words


def _dropped(broken: httpx.TransportError, base: str) -> Dropped:
    if isinstance(broken, httpx.ConnectError | httpx.ConnectTimeout):
        return Dropped(
            f"{base} cannot be reached", remedy="Check the address, and that the service runs there."
        )
    return Dropped(f"the line to {base} broke ({type(broken).__name__})")


def _reply(answer: httpx.Response, body: bytes) -> Reply:
    return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, body)


def _now(flow: Callable[Concatenate[Link, P], Flow[T]]) -> Callable[Concatenate[Client, P], T]:
    def verb(self: Client, /, *args: P.args, **words: P.kwargs) -> T:
        return self.run(flow(self.link, *args, **words))

    verb.__doc__ = flow.__doc__
    return verb


def _later(
    flow: Callable[Concatenate[Link, P], Flow[T]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
    async def verb(self: AsyncClient, /, *args: P.args, **words: P.kwargs) -> T:
        return await self.run(flow(self.link, *args, **words))

    verb.__doc__ = flow.__doc__
    return verb


class Client:
    """One conversation with a service, blocking. `with Client("http://127.0.0.1:8765") as project: ...`

    `options`: session (to go on with one), name, lang, source, version, platform."""

    def __init__(
        self,
        base: str,
        identity: Identity | None = None,
        *,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        **options: Any,
    ) -> None:
        self.link = _line(base, identity, options)
        self._http = http or httpx.Client(timeout=_TIMES, follow_redirects=False)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    connect = _now(flows.connect)
    upload = _now(flows.upload)
    fetch = _now(flows.take)
    say = _now(talk.say)
    edit = _now(in_session(flows.edit))
    state = _now(in_session(flows.state))
    preview = _now(in_session(flows.preview))
    balance = _now(flows.balance)

    def export(self, out: Path, quality: str = "standard", on: Watcher | None = None) -> Film:
        """Renders and downloads. Whoever interrupts it takes the render back, too."""
        try:
            return self.run(in_session(flows.export)(self.link, out, quality, on))
        except BaseException:
            with contextlib.suppress(StillreelError):
                self.run(flows.cancel(self.link))
            raise

    def undo(self) -> State:
        """One step back. Raises Refused where there is none."""
        return self.run(in_session(flows.travel)(self.link, "undo"))

    def redo(self) -> State:
        """One step forward again. Raises Refused where there is none."""
        return self.run(in_session(flows.travel)(self.link, "redo"))

    def frame(self, ms: int, width: int = 540) -> bytes:
        """The picture at a moment, as JPEG."""
        return self.run(in_session(flows.picture)(self.link, f"frame.jpg?t={ms}&w={width}"))

    def sheet(self) -> bytes:
        """A contact sheet, as JPEG."""
        return self.run(in_session(flows.picture)(self.link, "sheet.jpg"))

    def run(self, flow: Flow[T]) -> T:
        """Carries a flow out."""
        with contextlib.ExitStack() as stack:
            pieces: Iterator[bytes] = iter(())
            result: Any = None
            error: Dropped | None = None
            try:
                while True:
                    step = flow.throw(error) if error is not None else flow.send(result)
                    result, error = None, None
                    try:
                        if isinstance(step, Wait):
                            self._sleep(step.seconds)
                        elif isinstance(step, Next):
                            result = next(pieces, b"")
                        elif isinstance(step, Open):
                            stack.close()
                            result, pieces = self._open(step.ask, stack)
                        else:
                            with _body(step) as words:
                                answer = self._http.request(step.method, self._url(step), **words)
                            result = _reply(answer, answer.content)
                    except httpx.TransportError as broken:
                        error = _dropped(broken, self.link.base)
            except StopIteration as end:
                value: T = end.value
                return value

    def _open(self, ask: Ask, stack: contextlib.ExitStack) -> tuple[Reply, Iterator[bytes]]:
        words = stack.enter_context(_body(ask))
        answer = stack.enter_context(self._http.stream(ask.method, self._url(ask), **words))
        if answer.status_code >= 300:
            return _reply(answer, answer.read()), iter(())
        return _reply(answer, b""), (p for p in answer.iter_bytes() if p)

    def _url(self, ask: Ask) -> str:
        return ask.path if "://" in ask.path else self.link.base + ask.path


class AsyncClient:
    """The same verbs, to be awaited. Listeners are called as plain functions."""

    def __init__(
        self,
        base: str,
        identity: Identity | None = None,
        *,
        http: httpx.AsyncClient | None = None,
        sleep: Callable[[float], Any] = asyncio.sleep,
        **options: Any,
    ) -> None:
        self.link = _line(base, identity, options)
        self._http = http or httpx.AsyncClient(timeout=_TIMES, follow_redirects=False)
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    connect = _later(flows.connect)
    upload = _later(flows.upload)
    fetch = _later(flows.take)
    say = _later(talk.say)
    edit = _later(in_session(flows.edit))
    state = _later(in_session(flows.state))
    export = _later(in_session(flows.export))
    preview = _later(in_session(flows.preview))
    balance = _later(flows.balance)

    async def undo(self) -> State:
        """One step back. Raises Refused where there is none."""
        return await self.run(in_session(flows.travel)(self.link, "undo"))

    async def redo(self) -> State:
        """One step forward again. Raises Refused where there is none."""
        return await self.run(in_session(flows.travel)(self.link, "redo"))

    async def frame(self, ms: int, width: int = 540) -> bytes:
        """The picture at a moment, as JPEG."""
        return await self.run(in_session(flows.picture)(self.link, f"frame.jpg?t={ms}&w={width}"))

    async def sheet(self) -> bytes:
        """A contact sheet, as JPEG."""
        return await self.run(in_session(flows.picture)(self.link, "sheet.jpg"))

    async def run(self, flow: Flow[T]) -> T:
        """Carries a flow out."""
        async with contextlib.AsyncExitStack() as stack:
            pieces: AsyncIterator[bytes] | None = None
            result: Any = None
            error: Dropped | None = None
            try:
                while True:
                    step = flow.throw(error) if error is not None else flow.send(result)
                    result, error = None, None
                    try:
                        if isinstance(step, Wait):
                            await self._sleep(step.seconds)
                        elif isinstance(step, Next):
                            result = await anext(pieces, b"") if pieces is not None else b""
                        elif isinstance(step, Open):
                            await stack.aclose()
                            result, pieces = await self._open(step.ask, stack)
                        else:
                            with _body(step) as words:
                                answer = await self._http.request(step.method, self._url(step), **words)
                            result = _reply(answer, answer.content)
                    except httpx.TransportError as broken:
                        error = _dropped(broken, self.link.base)
            except StopIteration as end:
                value: T = end.value
                return value

    async def _open(
        self, ask: Ask, stack: contextlib.AsyncExitStack
    ) -> tuple[Reply, AsyncIterator[bytes] | None]:
        words = stack.enter_context(_body(ask))
        answer = await stack.enter_async_context(self._http.stream(ask.method, self._url(ask), **words))
        if answer.status_code >= 300:
            return _reply(answer, await answer.aread()), None
        return _reply(answer, b""), answer.aiter_bytes()

    def _url(self, ask: Ask) -> str:
        return ask.path if "://" in ask.path else self.link.base + ask.path
