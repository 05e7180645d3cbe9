"""The verbs as flows: connect, upload, edit, travel, state, export, download, pictures, balance.

Each is what `Project` says, in terms of requests. Polling is polite: it slows down, and asks with ETag so that
nothing is sent twice. Invariant: a download is renamed into place only when it is whole and its checksum is right.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import BadRequest, NotFound, RenderFailed, StillreelError
from .changes import changes, summed
from .flow import Ask, Dropped, Flow, Next, Reply, Wait, error_of, opened
from .link import AGENT, Link, call, exchange, lost, session_of
from .values import Answer, Film, Progress, State, Upload, Watcher

RENDER = "/api/render/proxy/lambda"
FIRST_POLL_S, LAST_POLL_S = 0.25, 10.0
TRIES = 5


def connect(link: Link) -> Flow[State]:
    """A token and a session, the one that was given if it still exists."""
    if link.session is not None:
        try:
            return (yield from state(link))
        except NotFound as error:
            lost(link, error)
    yield from session_of(link)
    return (yield from state(link))


def state(link: Link) -> Flow[State]:
    """Where the project stands."""
    session = yield from session_of(link)
    data = yield from call(link, Ask("GET", f"/api/state/{AGENT}/me/{session}/latest"))
    inner = data.get("state") or {}
    draft = inner.get("draft") or {}
    link.draft = draft
    files = tuple(inner.get("video_infos") or ())
    return State(session, data.get("revision"), draft, data.get("summary") or summed(draft), files)


def upload(link: Link, files: Sequence[Path]) -> Flow[Upload]:
    """Sends files; a lost session is replaced once, nothing of it had been taken."""
    for path in files:
        if not path.is_file():
            raise BadRequest(f"{path} is not a file", remedy="Check the path.")
    return (yield from _taken(link, None, tuple(files)))


def take(link: Link, urls: Sequence[str]) -> Flow[Upload]:
    """Lets the service fetch files from their public addresses."""
    return (yield from _taken(link, {"urls": list(urls), "source_type": "url"}, ()))


def _taken(link: Link, body: Mapping[str, Any] | None, files: tuple[Path, ...]) -> Flow[Upload]:
    for last in (False, True):
        session = yield from session_of(link)
        try:
            data = yield from call(link, Ask("POST", f"/api/upload-video/{AGENT}/me/{session}", body, files))
        except NotFound as error:
            if last:
                raise
            lost(link, error)
            continue
        refused = tuple((str(r.get("name")), str(r.get("message"))) for r in data.get("rejected") or ())
        return Upload(tuple(data.get("files") or ()), refused)
    raise AssertionError


def edit(link: Link, edits: Sequence[Mapping[str, Any]]) -> Flow[Answer]:
    """Typed edits through the API of their own."""
    session = yield from session_of(link)
    before = link.draft if link.draft is not None else (yield from state(link)).draft
    body = {"edits": [dict(e) for e in edits]}
    data = yield from call(link, Ask("POST", f"/api/sessions/{session}/edits", body))
    after = yield from state(link)
    done = tuple(str(d) for d in data.get("done") or ())
    text = "\n".join(done) or changes(before, after.draft, link.lang)
    return Answer(text, after, after.draft != before, done)


def travel(link: Link, way: str) -> Flow[State]:
    """undo or redo."""
    session = yield from session_of(link)
    yield from call(link, Ask("POST", f"/api/sessions/{session}/{way}", {}))
    return (yield from state(link))


def balance(link: Link) -> Flow[Mapping[str, Any]]:
    """Credits."""
    data: Mapping[str, Any] = yield from call(link, Ask("GET", "/api/credits/balance/simple"))
    return data


def picture(link: Link, path: str) -> Flow[bytes]:
    """A JPEG of the session: `sheet.jpg`, `frame.jpg?t=...`."""
    session = yield from session_of(link)
    reply = yield from exchange(link, Ask("GET", f"/api/sessions/{session}/{path}"))
    if reply.status != 200:
        opened(reply)
    return reply.body


def preview(link: Link, out: Path, on: Watcher | None = None) -> Flow[Film]:
    """The quick small film. Its first bytes may take as long as the rendering."""
    session = yield from session_of(link)
    size, digest = yield from fetch(link, f"/api/sessions/{session}/preview.mp4", out)
    if on is not None:
        on(Progress(100.0, "completed"))
    return Film(out, 0.0, size, sha256=digest)


def export(link: Link, out: Path, quality: str = "standard", on: Watcher | None = None) -> Flow[Film]:
    """Renders and downloads; a failed render is tried once more, under a new id."""
    now = yield from state(link)
    wanted = {"format": out.suffix.lstrip(".").lower() or "mp4", "quality": quality}
    for last in (False, True):
        body = {
            "id": f"render_{int(time.time())}_{uuid.uuid4().hex[:8]}",
            "sessionId": now.session,
            "draft": now.draft,
            "output": wanted,
        }
        try:
            done = yield from rendered(link, body, on)
            break
        except RenderFailed:
            if last:
                raise
    place = done.get("output") or {}
    address = place.get("url") or done.get("outputUrl")
    if not address:
        raise RenderFailed("the service says that it is finished, but not where the file is")
    size, digest = yield from fetch(link, str(address), out)
    seconds = float(place.get("duration") or 0.0)
    return Film(out, seconds, size, int(place.get("width") or 0), int(place.get("height") or 0), digest)


def rendered(link: Link, body: Mapping[str, Any], on: Watcher | None) -> Flow[Mapping[str, Any]]:
    """Asks for a render and watches it to its end. Re-sending is safe: the id makes it one job."""
    value: Any = None
    link.job = str(body["id"])
    try:
        value = yield from call(link, Ask("POST", RENDER, body))
    except Dropped:
        value = yield from call(link, Ask("POST", RENDER, body))
    pause, tag = FIRST_POLL_S, ""
    while True:
        status = str(value.get("status", "pending"))
        if on is not None:
            on(Progress(float(value.get("progress") or 0.0), status, value.get("eta_s")))
        if status in ("completed", "failed", "cancelled"):
            link.job = None
        if status == "completed":
            return dict(value)
        if status in ("failed", "cancelled"):
            error = value.get("error") or {}
            raise RenderFailed(str(error.get("message") or f"the render {status}"), remedy="")
        yield Wait(pause)
        pause = min(LAST_POLL_S, pause * 1.4)
        headers = {"If-None-Match": tag} if tag else {}
        reply = yield from exchange(link, Ask("GET", f"{RENDER}/{body['id']}", headers=headers))
        if reply.status != 304:
            value, tag = opened(reply), reply.headers.get("etag", "")


def cancel(link: Link) -> Flow[None]:
    """Takes back the render that is under way, where there is one; a service without that lets it run out."""
    job, link.job = link.job, None
    if job is not None:
        yield from exchange(link, Ask("DELETE", f"{RENDER}/{job}"))


def fetch(link: Link, address: str, out: Path) -> Flow[tuple[int, str]]:
    """Downloads to `out`; a broken line is resumed where it broke. Returns size and SHA-256."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.part")
    tag = ""
    try:
        for tries in range(TRIES):
            have = part.stat().st_size if part.exists() else 0
            headers = {"Accept-Encoding": "identity"}
            if have and tag:
                headers |= {"Range": f"bytes={have}-", "If-Range": tag}
            reply = yield from exchange(link, Ask("GET", address, headers=headers), stream=True)
            if reply.status not in (200, 206):
                opened(reply)
                raise error_of(reply.status, f"the download answered {reply.status}")
            tag = reply.headers.get("etag", tag)
            if (yield from _written(reply, part)):
                break
            yield Wait(min(8.0, 0.5 * 2**tries))
        else:
            raise Dropped("the download broke off again and again")
        with part.open("rb") as whole:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()
        said = tag.strip('W/"').lower()
        if len(said) == 64 and all(c in "0123456789abcdef" for c in said) and said != digest:
            raise StillreelError(
                "the file that came is not the file that was sent", remedy="Download it again."
            )
        size = part.stat().st_size
        part.replace(out)
        return size, digest
    finally:
        part.unlink(missing_ok=True)


def _written(reply: Reply, part: Path) -> Flow[bool]:
    """Writes an opened body, at the end of what is there or anew; False when the line broke."""
    with part.open("ab" if reply.status == 206 else "wb") as file:
        length = reply.headers.get("content-length", "")
        wanted = file.tell() + int(length) if length.isdigit() else None
        try:
            while piece := (yield Next()):
                file.write(piece)
        except Dropped:
            return False
        return wanted is None or file.tell() == wanted
