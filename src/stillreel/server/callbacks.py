"""Callbacks: the end of an export is posted to whom its order named, signed, until it is taken or a day is over.

Signed in the manner of Standard Webhooks: `webhook-id` (the same at every try), `webhook-timestamp` (seconds), and
`webhook-signature`: `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body` with the account's secret. While keys
are being changed there are two signatures. Invariant: a callback goes out by the rules of every fetch.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ..errors import StillreelError
from ..store.callbacks import Word
from . import schemas as s
from .envelope import dumps, ok
from .gate import Caller, house_of, needs
from .house import House
from .renders import shown
from .sessions import iso

LOG = logging.getLogger("stillreel.server")
ABREAST = 4
IDLE_S = 1.0
router = APIRouter(tags=["exports"])


@router.get("/api/auth/webhook-secret", response_model=s.Answer[s.SecretData], responses=s.refusals(401))
def secret(request: Request, caller: Annotated[Caller, Depends(needs("render"))]) -> Response:
    """The secret that signs this account's callbacks."""
    return ok({"secret": account_secret(house_of(request).secret, caller.id)})


class Herald:
    """A thread that takes what is due and hands it to a few that send. It ends when the house stops."""

    def __init__(self, house: House) -> None:
        self._house, self._pool = house, ThreadPoolExecutor(ABREAST, "herald-post")
        self._thread = threading.Thread(target=self._rounds, name="herald", daemon=True)

    def start(self) -> None:
        """What a process before us took and did not tell comes again by itself."""
        self._thread.start()

    def round(self) -> int:
        """Sends a few of what is due, side by side; returns how many there were."""
        words: list[Word] = []
        while len(words) < ABREAST and (word := self._house.callbacks.take()) is not None:
            words.append(word)
        list(self._pool.map(self._send, words))
        return len(words)

    def _send(self, word: Word) -> None:
        house = self._house
        body, now = told(house, word), int(time.time())
        keys = [key for key in (house.secret, house.settings.old_secret) if key]
        seals = [seal(account_secret(key, word.render.account), word.id, now, body) for key in keys]
        headers = {"webhook-id": word.id, "webhook-timestamp": str(now), "webhook-signature": " ".join(seals)}
        try:
            status = house.fetcher.post(word.url, body, headers)
        except StillreelError:
            status = 0
        if 200 <= status < 300 or status == 410:  # gone: they want no more
            house.callbacks.told(word)
        facts = {"render": word.render.id, "id": word.id, "status": status, "tries": word.tries}
        LOG.info("callback", extra={"facts": facts})

    def _rounds(self) -> None:
        while not self._house.stopping.is_set():
            try:
                if self.round():
                    continue
            except StillreelError as error:
                LOG.warning("the herald: %s", error)
            self._house.stopping.wait(IDLE_S)
        self._pool.shutdown(wait=False)


def told(house: House, word: Word) -> bytes:
    """What is posted: the kind of end, when, and the poll's answer."""
    job = word.render
    ended = iso(job.ended_ms or 0)
    return dumps({"type": f"render.{job.state}", "timestamp": ended, "data": shown(house, None, job)})


def account_secret(key: str, account: str) -> str:
    """An account's own secret, in the form that receivers' libraries take."""
    mac = hmac.new(key.encode(), b"webhook\n" + account.encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(mac).decode()


def seal(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The signature of one message."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()
