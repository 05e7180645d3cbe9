"""Files out: one Range, a strong ETag, and headers under which no browser runs anything.

Several ranges in one request are answered whole: nobody needs them, and they cost. Invariant: the bytes sent are
those that the headers announce.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ..store.blobs import Source

_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")
SAFE = {
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-transform",
    "accept-ranges": "bytes",
}


def part(header: str | None, size: int) -> tuple[int, int] | None:
    """The one range asked for as [start, end); None: the whole file. Raises ValueError where nothing is in it."""
    found = _RANGE.match((header or "").strip())
    if found is None or found.group(0) == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        n = int(last)
        if n == 0:
            raise ValueError("empty")
        return max(0, size - n), size
    start, end = int(first), min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return None  # no range at all, says RFC 9110: ignore it
    if start >= size:
        raise ValueError("past the end")
    return start, end


def file_answer(
    source: Source, headers: Mapping[str, str], *, tag: str, mime: str, name: str, head: bool = False
) -> Response:
    """The file or the part of it that was asked for: 200, 206, 304 or 416. The source is closed at the end."""
    size, etag = source.size, f'"{tag}"'
    plain = {**SAFE, "etag": etag, "content-disposition": disposition(name)}
    answer: Response | None = None
    if etag in (mark.strip() for mark in headers.get("if-none-match", "").split(",")):
        answer = Response(status_code=304, headers=plain)
    wanted = headers.get("range") if headers.get("if-range", etag) == etag else None
    piece: tuple[int, int] | None = None
    try:
        piece = part(wanted, size)
    except ValueError:
        answer = answer or Response(status_code=416, headers={**plain, "content-range": f"bytes */{size}"})
    if answer is not None:
        source.close()
        return answer
    start, end = piece or (0, size)
    plain["content-length"] = str(end - start)
    if piece:
        plain["content-range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if piece else 200
    if head:
        source.close()
        return Response(status_code=status, headers=plain, media_type=mime)
    return Sent(source, start, end, status, plain, mime)


class Sent(StreamingResponse):
    """A part of an open source, which is closed whether the client stayed or not."""

    def __init__(
        self, source: Source, start: int, end: int, status: int, headers: dict[str, str], mime: str
    ) -> None:
        super().__init__(source.read(start, end), status, headers, mime)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._source.close()


def disposition(name: str) -> str:
    """`attachment` with a name for old and new readers (RFC 6266)."""
    clean = re.sub(r'[\x00-\x1f\x7f"\\/]', "_", name)[:120] or "video"
    old = clean.encode("ascii", "replace").decode().replace("?", "_")
    new = quote(clean.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{old}\"; filename*=UTF-8''{new}"
