"""One person's whole way: token, session, files, three turns, a direct edit, an export, the file.

Every step is repeated until it is acknowledged, whatever happens to the service in between. What comes out - the
draft, the credits, the bytes of the film - must be what comes out undisturbed. Invariant: a step that was
acknowledged once is never done again by us, so anything that is missing afterwards was lost by the service.
"""

from __future__ import annotations

import hashlib
import io
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from .people import Away, Person, Reply

T = TypeVar("T")
PATIENCE = 1800.0
BASE = "/api/render/proxy"
WAYS = (
    ("make a 2-second 180x320 promo at 10 fps with music", "make it a bit warmer", "undo"),
    ("make a 2-second 240x240 video at 10 fps without music", "swap the first two", "add the title Spring Sale"),
    ("make a 3-second 320x180 slideshow at 10 fps", "use the wipe transition everywhere", "reverse the order"),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a way led to. Equal ways, equal outcomes."""

    draft: str
    balance: tuple[int, int, int]
    film: str


@dataclass
class Journey:
    """One way, `way` of WAYS, through whatever service listens at `port()`."""

    way: int
    port: Callable[[], int]
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.person = Person(0)
        self.sid = ""

    def run(self) -> Outcome | None:
        """Goes all the way. None when it was called off (`over`) or could not go on; `wrong` says why."""
        try:
            return self._run()
        except (AssertionError, Late) as error:
            if not self.over.is_set():
                self.wrong.append(f"way {self.way}: {error}")
            return None

    def _run(self) -> Outcome:
        self._insist(self.person.enter)
        self.sid = self._insist(self.person.session)
        names = [(f"{k}.png", picture(10 * self.way + k)) for k in range(3)]
        taken = self._insist(lambda: self.person.upload(self.sid, *names).data)
        if taken["rejected"]:
            self.wrong.append(f"way {self.way}: good files were rejected: {taken['rejected']}")
        make, change, last = WAYS[self.way % len(WAYS)]
        self._say(make)
        self._say(change)
        self._edit([{"op": "reverse"}])
        self._say(last)
        film = self._export()
        state = self._insist(lambda: self.person.state(self.sid))
        balance = self._insist(self.person.balance)
        self.counts["ways finished"] += 1
        return Outcome(state["summary"], balance, film)

    def _insist(self, step: Callable[[], T]) -> T:
        """Does a step until it is acknowledged."""
        until = time.monotonic() + PATIENCE
        while True:
            if self.over.is_set():
                raise Late("called off")
            self.person.port = self.port()
            try:
                done = step()
            except Away:
                self.counts["lost replies"] += 1
            except AssertionError as error:
                if not any(mark in str(error) for mark in ("503 ", "429 ")):
                    raise
                self.counts["asked to wait"] += 1
            else:
                self.counts["acknowledged"] += 1
                return done
            if time.monotonic() > until:
                raise Late(f"no acknowledgement in {PATIENCE:.0f} s")
            time.sleep(0.1)

    def _say(self, text: str) -> None:
        """A turn, said again in new words' stead when its process was lost; then nothing may have changed."""
        before = self._insist(lambda: self.person.state(self.sid))
        while True:
            key = uuid.uuid4().hex
            reply = self._insist(lambda key=key: _settled(self.person.say(self.sid, text, key)))  # type: ignore[misc]
            last = reply.events[-1][1]
            if "errorCode" not in last:
                break
            self.counts["turns lost and told"] += 1
            after = self._insist(lambda: self.person.state(self.sid))
            if after["revision"] != before["revision"]:
                self.wrong.append(f"way {self.way}: a lost turn changed the video: {text}")
                return
        again = self._insist(lambda: _settled(self.person.say(self.sid, text, key)))
        if again.events != reply.events:
            self.wrong.append(f"way {self.way}: a re-send told something else: {text}")
        self.counts["turns"] += 1

    def _edit(self, edits: list[dict[str, Any]]) -> None:
        base = self._insist(lambda: self.person.state(self.sid))["revision"]

        def sent() -> int:
            body = {"edits": edits, "base_revision": base}
            reply = self.person.post(f"/api/sessions/{self.sid}/edits", body)
            if reply.status == 409 and "run" not in reply.json["data"]:
                return int(reply.json["data"]["revision"])  # it was done; only the answer was lost
            return int(reply.data["revision"])

        if (now := self._insist(sent)) != base + 1:
            self.wrong.append(f"way {self.way}: an edit on {base} led to {now}")
        self.counts["direct edits"] += 1

    def _export(self) -> str:
        """The film's SHA-256. An export that failed is ordered once more under a new id, and counted."""
        for _ in range(6):
            id = f"render_{uuid.uuid4().hex}"
            body = {"id": id, "sessionId": self.sid, "output": {"format": "mp4"}}
            self._insist(lambda body=body: _settled(self.person.post(BASE + "/lambda", body)))  # type: ignore[misc]
            job = self._wait(id)
            if job["status"] == "completed":
                break
            self.counts["exports failed"] += 1
        else:
            raise AssertionError(f"the export failed six times: {job['error']}")
        path = f"{BASE}/{job['id']}/download"
        raw = self._insist(lambda: _settled(self.person.get(path))).raw
        if len(raw) != job["output"]["size"]:
            self.wrong.append(f"way {self.way}: {len(raw)} bytes of {job['output']['size']}")
        self.counts["exports"] += 1
        return hashlib.sha256(raw).hexdigest()

    def _wait(self, id: str) -> dict[str, Any]:
        order, last = ("pending", "processing", "completed"), 0
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            job = self._insist(lambda: _settled(self.person.get(f"{BASE}/lambda/{id}"))).json
            if job["status"] not in order or job["status"] == "completed":
                return dict(job)
            if order.index(job["status"]) < last:
                self.wrong.append(f"way {self.way}: an export went back to {job['status']}")
            last = order.index(job["status"])
            time.sleep(0.1)
        raise Late("the export does not end")


class Late(Exception):
    """It takes too long, or nobody wants it any more."""


def _settled(reply: Reply) -> Reply:
    """An answer that is one. Raises AssertionError for a refusal, Away while a turn of ours is still open."""
    if reply.status == 409:
        raise Away("busy")
    if reply.status != 200:
        raise AssertionError(f"{reply.status} {reply.raw[:300]!r}")
    return reply


def picture(seed: int, width: int = 160, height: int = 200) -> bytes:
    """A drawn PNG; another seed, another picture."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (5, 4, 3), np.uint8))
    out = io.BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def stocked(port: int, ways: int = 1) -> tuple[Person, list[str]]:
    """A person with sessions that have a video in them."""
    person = Person(port)
    person.enter()
    sids = [person.session() for _ in range(ways)]
    for sid in sids:
        person.upload(sid, *((f"{k}.png", picture(k)) for k in range(3)))
        person.say(sid, WAYS[0][0], uuid.uuid4().hex)
    return person, sids
