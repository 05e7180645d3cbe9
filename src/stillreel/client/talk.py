"""One message and everything until its answer: the stream, its breaks, its silences, its words about a screen.

    send once -> listen -> (broken: resume by the last event's number, else look at the state) -> answer

Invariant: the message is sent once. What a reply asks a person to click is done here through the API, or named as
the face's next step in `Answer.route`.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import NotFound, StillreelError
from . import stream
from .changes import changes
from .flow import Ask, Dropped, Flow, Next, Reply, Wait, error_of, opened
from .flows import state
from .link import AGENT, Link, exchange, lost, session_of
from .values import Answer, Heard, Listener, State
from .words import unscreen

STILL_S = 120.0
WAITING = "⏳ Still working..."
RESUMES = 6
_ENDS = re.compile(r"[.!?]\s+|[。！？]|\n")


@dataclass
class Ear:
    """Listens to one turn: what was said, what failed, and when it last told that it still waits."""

    link: Link
    on: Listener
    clock: Callable[[], float] = time.monotonic
    said: list[str] = field(default_factory=list)
    failed: StillreelError | None = None
    quiet_since: float | None = None
    _pieces: str = ""
    _told: int = 0

    def hear(self, message: stream.Message) -> None:
        """One message of the stream."""
        value = message.value
        if value is None:
            self._still()
            return
        if message.id is not None:
            self.link.seen = message.id
        if value.get("author") == "user":
            # A replay from the start tells earlier turns, too: what counts follows the last message of a person.
            self.said.clear()
            self.failed = None
            return
        if value.get("errorCode") or value.get("error"):
            code = str(value.get("errorCode", ""))
            words = str(value.get("errorMessage") or value.get("error") or code)
            self.failed = error_of(int(code) if code.isdigit() else 500, words)
        draft = stream.delta(value)
        if draft is not None:
            self.link.draft = draft
        for name, args in stream.calls(value):
            self.on(Heard("call", name, args))
        self._words(stream.texts(value), bool(value.get("partial")))

    def _words(self, text: str, partial: bool) -> None:
        if partial:
            self._pieces += text
            ends = [m.end() for m in _ENDS.finditer(self._pieces, self._told)]
            self._tell(ends[-1] if ends else self._told)
        elif text.strip():
            self.said.append(text)
            if not self._pieces:
                self.on(Heard("text", unscreen(text)[0]))
            else:
                self._pieces = text
                self._tell(len(text))
            self._pieces, self._told = "", 0

    def _tell(self, end: int) -> None:
        """Passes on what is whole: a sentence at a time, so that words about a screen are never half told."""
        piece = self._pieces[self._told : end]
        self._told = end
        kept, deeds = unscreen(piece)
        shown = f"{kept} " if deeds and kept else "" if deeds else piece
        if shown:
            self.on(Heard("chunk", shown))

    def _still(self) -> None:
        now = self.clock()
        self.quiet_since = now if self.quiet_since is None else self.quiet_since
        if now - self.quiet_since >= STILL_S:
            self.quiet_since = now
            self.on(Heard("waiting", WAITING))


def say(
    link: Link, text: str, on: Listener | None = None, *, clock: Callable[[], float] = time.monotonic
) -> Flow[Answer]:
    """Sends a message and gives the whole answer. Raises what the service refuses it for."""
    listener = on or _deaf
    for last in (False, True):
        session = yield from session_of(link)
        before = link.draft if link.draft is not None else (yield from state(link)).draft
        ear = Ear(link, listener, clock)
        ear.quiet_since = clock()
        ask = Ask("POST", "/run_sse", _message(session, text, on is not None), headers=_headers())
        try:
            yield from _heard(link, ask, ear)
            break
        except NotFound as error:
            if last:
                raise
            lost(link, error)
            listener(Heard("note", link.notes[-1]))
    if ear.failed is not None and not ear.said:
        raise ear.failed
    return (yield from _answer(link, ear, before, listener))


def _heard(link: Link, ask: Ask, ear: Ear) -> Flow[None]:
    """Listens to a stream until its end, through breaks."""
    try:
        reply = yield from exchange(link, ask, stream=True)
    except Dropped:
        yield from _resumed(link, ear)
        return
    if reply.status != 200:
        opened(reply)
        raise error_of(reply.status, f"the service answered {reply.status}")
    try:
        yield from _listened(ear)
    except Dropped:
        yield from _resumed(link, ear)


def _listened(ear: Ear) -> Flow[None]:
    lines = stream.Lines()
    while piece := (yield Next()):
        for message in lines.feed(piece):
            ear.hear(message)
    for message in lines.feed(b"\n\n"):
        ear.hear(message)


def _resumed(link: Link, ear: Ear) -> Flow[None]:
    """After a break: the events that were missed, in order; where there is no such address, the state, watched."""
    for tries in range(RESUMES):
        yield Wait(min(15.0, 0.5 * 2**tries))
        headers = {"Accept": "text/event-stream"}
        if link.seen is not None:
            headers["Last-Event-ID"] = link.seen
        try:
            address = f"/api/sessions/{link.session}/events"
            reply: Reply = yield from exchange(link, Ask("GET", address, headers=headers), stream=True)
            if reply.status != 200:
                yield from _watched(link)
                return
            yield from _listened(ear)
            return
        except Dropped:
            continue
    raise Dropped("the line broke during the turn and could not be taken up again")


def _watched(link: Link) -> Flow[None]:
    """Looks at the state until it changes or stays for a minute: what a service without resuming leaves."""
    before = link.draft
    for pause in (1, 2, 4, 8, 15, 15, 15):
        yield Wait(float(pause))
        now = yield from state(link)
        if now.draft != before:
            return


def _answer(link: Link, ear: Ear, before: object, on: Listener) -> Flow[Answer]:
    text, actions = unscreen("\n".join(ear.said))
    after: State = yield from state(link)
    old = before if isinstance(before, dict) else {}
    wished = "; ".join(sentence for action, sentence in actions if action == "edit")
    if wished and after.draft == old:
        # The reply tells the person to do by hand what was asked of the agent: it is asked once more, plainly.
        yield from _again(link, f"Please apply this yourself through an edit: {wished}", ear)
        after = yield from state(link)
        text = "" if after.draft != old else text
    kinds = [action for action, _ in actions]
    way = next((kind for kind in kinds if kind in ("export", "upload")), None)
    changed = after.draft != old
    if "state" in kinds:
        text = f"{text}\n{after.summary}".strip()
    if not text:
        text = changes(old, after.draft, link.lang) if changed or not way else ""
        if text:
            on(Heard("text", text))
    done = (text,) if changed and text else ()
    return Answer(text, after, changed, done, way)


def _again(link: Link, text: str, ear: Ear) -> Flow[None]:
    """Hands an edit that a reply asked the person to do back to the agent, once."""
    session = yield from session_of(link)
    ask = Ask("POST", "/run_sse", _message(session, text, False), headers=_headers())
    yield from _heard(link, ask, Ear(link, _deaf, ear.clock))


def _message(session: str, text: str, streaming: bool) -> dict[str, Any]:
    body = {"app_name": AGENT, "user_id": "me", "session_id": session}
    return {**body, "new_message": {"parts": [{"text": text}]}, "streaming": streaming}


def _headers() -> dict[str, str]:
    return {"Accept": "text/event-stream", "Idempotency-Key": uuid.uuid4().hex}


def _deaf(_: Heard) -> None:
    pass
