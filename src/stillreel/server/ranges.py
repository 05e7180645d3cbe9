"""Files out: one Range, a strong ETag, and headers under which no browser runs anything.

Several ranges in one request are answered whole: nobody needs them, and they cost. Invariant: the bytes sent are
those that the headers announce.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from urllib.parse import quote

import anyio
from starlette.responses import Response, StreamingResponse

CHUNK = 256 << 10
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
    path: Path, headers: Mapping[str, str], *, tag: str, mime: str, name: str, head: bool = False
) -> Response:
    """The file or the part of it that was asked for: 200, 206, 304 or 416."""
    size, etag = path.stat().st_size, f'"{tag}"'
    plain = {**SAFE, "etag": etag, "content-disposition": disposition(name)}
    if etag in (mark.strip() for mark in headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=plain)
    wanted = headers.get("range") if headers.get("if-range", etag) == etag else None
    try:
        piece = part(wanted, size)
    except ValueError:
        return Response(status_code=416, headers={**plain, "content-range": f"bytes */{size}"})
    start, end = piece or (0, size)
    plain["content-length"] = str(end - start)
    if piece:
        plain["content-range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if piece else 200
    if head:
        return Response(status_code=status, headers=plain, media_type=mime)
    return StreamingResponse(_read(path, start, end), status, plain, mime)


async def _read(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(start)
        while start < end and (data := await file.read(min(CHUNK, end - start))):
            start += len(data)
            yield data


def disposition(name: str) -> str:
    """`attachment` with a name for old and new readers (RFC 6266)."""
    clean = re.sub(r'[\x00-\x1f\x7f"\\/]', "_", name)[:120] or "video"
    old = clean.encode("ascii", "replace").decode().replace("?", "_")
    new = quote(clean.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{old}\"; filename*=UTF-8''{new}"
