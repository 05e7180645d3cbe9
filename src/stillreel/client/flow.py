"""The sans-IO core: a flow yields steps and is sent what came of them; it does no I/O itself.

    Ask -> Reply            a request and its whole answer
    Open -> Reply           a request whose body follows in pieces: `Next` -> bytes, b"" at the end
    Wait -> None            some seconds

A broken line is thrown into the flow as `Dropped`, at the step where it broke. Invariant: a flow run by either
runner asks the same in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .. import errors
from ..errors import StillreelError


class Dropped(StillreelError):
    """The line to the service broke.
    Check that it runs and can be reached, then look at the state before sending anything again."""

    code, http = 503, 503


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `path` is relative to the service, or a whole address (which gets no token)."""

    method: str
    path: str
    json: Any = None
    files: Sequence[Path] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Open:
    """The same, but the answer's body comes in pieces."""

    ask: Ask


@dataclass(frozen=True, slots=True)
class Next:
    """The next piece of the opened body."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause, in seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; header names in lower case. `body` is empty while a stream is open."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def value(self) -> Any:
        """The JSON value; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


Step = Ask | Open | Next | Wait
T = TypeVar("T")
Flow = Generator[Step, Any, T]

KINDS: dict[int, type[StillreelError]] = {
    400: errors.BadRequest,
    402: errors.Blocked,
    409: errors.Conflict,
    429: errors.RateLimited,
    503: errors.Unavailable,
    507: errors.DiskFull,
    1001: errors.Unauthorised,
    1002: errors.NotFound,
    2001: errors.OutOfCredits,
    4001: errors.Unsupported,
    4002: errors.TooLarge,
    4003: errors.Unfetchable,
    401: errors.Unauthorised,
    403: errors.OutOfCredits,
    404: errors.NotFound,
    413: errors.TooLarge,
    415: errors.Unsupported,
    422: errors.Unfetchable,
}


_BRIEF = 40


def error_of(code: int, message: str, data: Mapping[str, Any] | None = None) -> StillreelError:
    """The error of a code of the wire, with the service's own words and data."""
    kind = KINDS.get(code, StillreelError)
    carried = {str(k): v for k, v in (data or {}).items()}
    # Ours say what to do; another service may say two words, and what they mean is in our table.
    remedy = "" if len(message) > _BRIEF else " ".join((kind.__doc__ or "").split("\n", 1)[-1].split())
    for name, verb in (("register_url", "Register"), ("topup_url", "Top up")):
        if carried.get(name) and str(carried[name]) not in message:
            remedy = f"{remedy} {verb}: {carried[name]}".strip()
    error = kind(message or f"the service answered {code}", remedy=remedy)
    error.data = {**error.data, **carried}
    return error


def opened(reply: Reply) -> Any:
    """What is in the envelope, or the bare value of an answer without one. Raises the error it carries."""
    value = reply.value()
    wrapped = isinstance(value, dict) and "code" in value and ("data" in value or "message" in value)
    code = int(value["code"]) if wrapped and str(value["code"]).lstrip("-").isdigit() else None
    if code or reply.status >= 400:
        message = str(value.get("message", "")) if wrapped else ""
        data = value.get("data") if wrapped else None
        raise error_of(code or reply.status, message, data if isinstance(data, dict) else None)
    return value.get("data") if wrapped else value


def wait_of(reply_headers: Mapping[str, str], default: float = 30.0) -> float:
    """Seconds that Retry-After asks for."""
    text = reply_headers.get("retry-after", "")
    return float(text) if text.replace(".", "", 1).isdigit() else default
