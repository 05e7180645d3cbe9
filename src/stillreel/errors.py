"""Every error a user can meet: one class = one wire code + one HTTP status + one remedy.

    StillreelError
    ├── BadRequest      400 / 400   the request itself is wrong
    │   ├── BadDraft                a draft breaks a rule of the document
    │   └── UnknownName             a word the catalogue does not have; says what was probably meant
    ├── Refused         400 / 400   an edit that is impossible here; says the nearest possible thing
    ├── Unauthorised   1001 / 401
    ├── NotFound       1002 / 404   byte-identical for "missing" and "not yours"
    ├── OutOfCredits   2001 / 403
    ├── Blocked         402 / 402
    ├── Unsupported    4001 / 415   judged by content, never by name
    ├── TooLarge       4002 / 413   bytes, pixels, frames or seconds
    ├── Unfetchable    4003 / 422
    ├── Conflict        409 / 409
    ├── RateLimited     429 / 429
    ├── Unavailable     503 / 503
    ├── DiskFull        507 / 507
    └── RenderFailed    500 / 500

The message says what happened; the class docstring's second line is the remedy and is appended to it,
so that no error reaches a person without a way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar

ACCEPTED = ("jpg", "png", "webp", "gif", "mp4", "mov", "avi", "webm", "mkv", "mp3", "wav", "m4a", "aac")
"""The thirteen file formats that may be uploaded, in the order in which we name them to people."""


class StillreelError(Exception):
    """Something went wrong.
    Try again; if it stays, report it with the message above."""

    code: ClassVar[int] = 500
    http: ClassVar[int] = 500

    def __init__(self, message: str, *, remedy: str | None = None, **data: Any) -> None:
        self.what = message.rstrip(".")
        self.remedy = self._default_remedy() if remedy is None else remedy
        self.data: Mapping[str, Any] = data
        stop = "" if self.what.endswith(("?", "!")) else "."
        super().__init__(f"{self.what}{stop} {self.remedy}".strip())

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders (decoder jail, render workers); keyword arguments must survive.
        return (_rebuild, (type(self), self.what, self.remedy, dict(self.data)))

    @classmethod
    def _default_remedy(cls) -> str:
        lines = (cls.__doc__ or "").strip().splitlines()
        return " ".join(line.strip() for line in lines[1:])


def _rebuild(kind: type[StillreelError], what: str, remedy: str, data: dict[str, Any]) -> StillreelError:
    error = kind.__new__(kind)
    StillreelError.__init__(error, what, remedy=remedy, **data)
    return error


class BadRequest(StillreelError):
    """The request is not of the right form.
    Correct it as the message says and send it again."""

    code, http = 400, 400


class BadDraft(BadRequest):
    """The draft breaks a rule of the document.
    Correct the field named above; docs/draft.md lists the rules."""


class UnknownName(BadRequest):
    """The catalogue has no such word.
    Use one of the names suggested above, or see `stillreel catalog`."""

    def __init__(self, kind: str, name: str, known: Iterable[str], **data: Any) -> None:
        names = sorted(set(known))
        near = tuple(get_close_matches(str(name)[:64], names, n=3, cutoff=0.5))
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names[:12])} ..."
        super().__init__(
            f"there is no {kind} called {str(name)[:64]!r}; {hint}", kind=kind, near=near, **data
        )


class Refused(StillreelError):
    """That cannot be done here.
    Try the nearest possible thing named above."""

    code, http = 400, 400


class Unauthorised(StillreelError):
    """The token is missing, wrong or expired.
    Acquire a new one and try again."""

    code, http = 1001, 401


class NotFound(StillreelError):
    """There is no such thing, or it is not yours.
    Check the id, or create a new session."""

    code, http = 1002, 404


class OutOfCredits(StillreelError):
    """No credits are left.
    Register or top up, then send the message again."""

    code, http = 2001, 403


class Blocked(StillreelError):
    """The export is blocked.
    Send the three attribution headers with every request."""

    code, http = 402, 402


class Unsupported(StillreelError):
    """The file is not one of the accepted kinds, whatever its name says.
    Send one of: jpg, png, webp, gif, mp4, mov, avi, webm, mkv, mp3, wav, m4a, aac."""

    code, http = 4001, 415

    def __init__(self, message: str, *, remedy: str | None = None, **data: Any) -> None:
        super().__init__(message, remedy=remedy, **{"accepted": ACCEPTED, **data})


class TooLarge(StillreelError):
    """The file, or what it unpacks to, is larger than the limit.
    Make it smaller (compress, scale down or trim) and send it again."""

    code, http = 4002, 413


class Unfetchable(StillreelError):
    """The address could not be fetched.
    Check that it is public and points straight at the file, or upload the file itself."""

    code, http = 4003, 422


class Conflict(StillreelError):
    """Somebody else was faster, or the same id was used for something else.
    Read the current state and decide again."""

    code, http = 409, 409


class RateLimited(StillreelError):
    """Too many requests.
    Wait as long as Retry-After says, then send it again."""

    code, http = 429, 429


class Unavailable(StillreelError):
    """The service is starting, stopping or overloaded.
    Wait as long as Retry-After says, then send it again."""

    code, http = 503, 503


class DiskFull(StillreelError):
    """The disk is full; nothing of what was stored before is lost.
    Free some space, or ask the operator to, and try again."""

    code, http = 507, 507


class RenderFailed(StillreelError):
    """The video could not be rendered.
    Export again; the pieces that were finished are kept."""
