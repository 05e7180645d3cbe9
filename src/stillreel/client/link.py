"""The line to one service: who speaks, which session, and every call with the table of what to do when it fails.

    1001 -> a new token, once      429, 503 -> wait as told, once more      402 -> said as it is
    a broken line -> asked again only where asking changes nothing (GET)

Invariant: a request that may have an effect is sent once, unless the service said that it did not take it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from ..errors import NotFound, StillreelError, Unauthorised
from .flow import Ask, Dropped, Flow, Open, Reply, Wait, opened, wait_of
from .identity import Identity

AGENT = "nemo_agent"


@dataclass
class Link:
    """What is known of a service and of our session there; changes as the conversation goes."""

    base: str
    identity: Identity
    source: str = "stillreel"
    version: str = "0"
    platform: str = "unknown"
    lang: str = "en"
    name: str = "project"
    session: str | None = None
    task: str | None = None
    draft: Mapping[str, Any] | None = None
    seen: str | None = None
    """The number of the last event, for resuming."""
    bind: str | None = None
    job: str | None = None
    """The render that is under way."""
    notes: list[str] = field(default_factory=list)

    def dressed(self, ask: Ask, token: str | None) -> Ask:
        """The request with attribution, and with the token if it goes to the service itself."""
        headers = {
            "X-Skill-Source": self.source,
            "X-Skill-Version": self.version,
            "X-Skill-Platform": self.platform,
            **ask.headers,
        }
        if token and self.own(ask.path):
            headers["Authorization"] = f"Bearer {token}"
        return replace(ask, headers=headers if self.own(ask.path) else dict(ask.headers))

    def own(self, path: str) -> bool:
        """Whether an address is of the service itself: only there goes the token."""
        there, here = urlsplit(path), urlsplit(self.base)
        return not there.scheme or (there.scheme, there.netloc) == (here.scheme, here.netloc)


def token_of(link: Link) -> Flow[str]:
    """The token: given, kept, or a new anonymous one."""
    token = link.identity.token(link.base)
    if token:
        return token
    client = {"X-Client-Id": link.identity.client_id()}
    reply: Reply = yield link.dressed(Ask("POST", "/api/auth/anonymous-token", headers=client), None)
    data = opened(reply)
    link.identity.keep(link.base, data["token"], data.get("expires_at"))
    return str(data["token"])


def exchange(link: Link, ask: Ask, *, stream: bool = False) -> Flow[Reply]:
    """One request with a token, by the table above. The reply may still be an error of another kind."""
    renewed = waited = redone = False
    while True:
        token = yield from token_of(link)
        dressed = link.dressed(ask, token)
        try:
            reply: Reply = yield Open(dressed) if stream else dressed
        except Dropped:
            if ask.method != "GET" or redone:
                raise
            redone = True
            yield Wait(1.0)
            continue
        if reply.status == 401 and not renewed and not link.identity.given:
            renewed = True
            link.identity.forget(link.base)
        elif reply.status in (429, 503) and not waited:
            waited = True
            yield Wait(wait_of(reply.headers))
        else:
            return reply


def call(link: Link, ask: Ask) -> Flow[Any]:
    """One request to what is in its envelope. Raises the error that the service names."""
    reply = yield from exchange(link, ask)
    try:
        return opened(reply)
    except Unauthorised as error:
        if link.identity.given:
            raise Unauthorised(
                error.what, remedy="Set NEMO_TOKEN or STILLREEL_TOKEN to a valid token, or unset it."
            ) from None
        raise


def session_of(link: Link) -> Flow[str]:
    """Our session: the one we have, or a new one."""
    if link.session is None:
        body = {"task_name": link.name, "language": link.lang}
        data = yield from call(link, Ask("POST", f"/api/tasks/me/with-session/{AGENT}", body))
        link.session, link.task = str(data["session_id"]), data.get("task_id")
        link.bind = data.get("bind_id")
        link.draft, link.seen = {}, None
    return link.session


def lost(link: Link, error: StillreelError) -> None:
    """The session is gone: the next call makes a new one; what was in it must be sent again."""
    link.session = link.draft = link.seen = None
    link.notes.append(f"The session had ended ({error.what}); a new one was started. Send the files again.")


P = ParamSpec("P")
T = TypeVar("T")


def in_session(flow: Callable[Concatenate[Link, P], Flow[T]]) -> Callable[Concatenate[Link, P], Flow[T]]:
    """A flow about what is in the session. Where that is gone, the next one begins anew, and the error says so."""

    def kept(link: Link, /, *args: P.args, **words: P.kwargs) -> Flow[T]:
        try:
            return (yield from flow(link, *args, **words))
        except NotFound as error:
            if link.session is None:
                raise
            there = yield from exchange(link, Ask("GET", f"/api/state/{AGENT}/me/{link.session}/latest"))
            if there.status != 404:
                raise
            lost(link, error)
            raise NotFound(
                "the session had ended", remedy="A new one begins now: send the files again."
            ) from None

    kept.__doc__ = flow.__doc__
    return kept
