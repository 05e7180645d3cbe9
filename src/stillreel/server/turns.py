"""Turns belong to the server: begun in one transaction, worked in our own threads, told as events.

    weigh -> begin (run + message + hold, committed) -> work -> change + events + price + end, in one commit

A client that goes away changes nothing. Invariants: every run that was begun ends, with text or with an error, and
its hold with it; what this process cannot end any more, the next look for lost runs does. A change is never there
without its price and its telling: a lost turn has changed nothing, so saying it again does it once.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from ..chat import plan
from ..chat.turn import take
from ..draft.model import AUDIO, Draft
from ..errors import BadRequest, StillreelError, Unavailable
from ..store.accounts import Account
from ..store.database import Transaction
from ..store.runs import LEASE_MS, Event, Run
from ..studio import Turn
from . import events
from .envelope import Unexpected
from .house import House

LOG = logging.getLogger("stillreel.server")
MAX_TEXT = 8000
THREADS = 4
WAITING = 64


class Turns:
    """The threads that work on turns, and the watch that ends lost ones."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pool = ThreadPoolExecutor(THREADS, "turn")
        self._open: dict[str, Run] = {}
        self._lock = threading.Lock()
        self._watch = threading.Thread(target=self._look_after, name="runs", daemon=True)

    def start(self) -> None:
        """Ends what a process before us left, and goes on looking."""
        self._watch.start()

    def stop(self, within: float) -> None:
        """Waits for the turns in work; what is not done by then has failed, and its credits are back."""
        self._pool.shutdown(wait=False, cancel_futures=False)
        until = time.monotonic() + within
        while self._open and time.monotonic() < until:
            time.sleep(0.02)
        for run in tuple(self._open.values()):  # a late word of its thread is refused: the run has ended
            stopped = Unavailable("the service stopped before the turn was done", remedy="Say it again.")
            self._fail(run, events.invocation(), stopped)

    def mine(self, run: Run) -> bool:
        """Whether the run is worked on by this process: then every event of it rings the bell here."""
        return run.id in self._open

    def begin(
        self,
        account: Account,
        session_id: str,
        text: str,
        key: str | None,
        delta: dict[str, Any] | None = None,
    ) -> Run:
        """Begins a turn, or finds the one that this is a re-send of. Raises Conflict, OutOfCredits, Unavailable."""
        house = self._house
        if len(self._open) >= WAITING:
            raise Unavailable("too many turns at once", retry_after=5)
        hold = self._weighed(session_id, text) if house.settings.accounting else 0
        told = events.said(events.invocation(), time.time(), text, delta)
        digest = hashlib.sha256(text.encode()).hexdigest()
        run = house.runs.begin(session_id, account.id, text, key=key, body_hash=digest, hold=hold, event=told)
        if not run.attached:
            with self._lock:
                self._open[run.id] = run
            self._pool.submit(self._work, run, told["invocationId"])
            house.bell.ring(session_id)
        return run

    def _weighed(self, session_id: str, text: str) -> int:
        """What the turn will cost: the grammar is quick and pure, so it is asked before. A language model is
        neither: then it is the most that a turn can cost."""
        rules = self._house.settings
        if rules.model_provider:
            return rules.cost_edit + rules.cost_music
        studio = self._house.studio
        state, past = studio.state(session_id), studio.revisions(session_id)
        taken = take(text, state.draft, state.shelf, past, state.session, plan)
        changes = bool(taken.edits) and taken.draft != state.draft
        return self._cost(state.draft, taken.draft) if changes else 0

    def _cost(self, before: Draft, after: Draft) -> int:
        return cost(before, after, self._house.settings.cost_edit, self._house.settings.cost_music)

    def _work(self, run: Run, invocation: str) -> None:
        house, state = self._house, "failed"
        counted = house.settings.accounting
        told = partial(events.of_turn, invocation, time.time())
        try:
            before = house.studio.state(run.session).draft

            def seal(c: Transaction, turn: Turn) -> None:
                charge = self._cost(before, turn.state.draft) if turn.edits else 0
                house.runs.finished(c, run, charge if counted else 0, tuple(told(turn)))

            turn = house.studio.say(run.session, run.text, seal)
            if not turn.changed:
                house.runs.finish(run, "done", charge=0, said=tuple(told(turn)))
            state = "done"
        except StillreelError as error:
            self._fail(run, invocation, error)
        except Exception:
            LOG.exception("a turn failed", extra={"facts": {"run": run.id}})
            self._fail(run, invocation, Unexpected("the turn failed on our side"))
        finally:
            with self._lock:
                self._open.pop(run.id, None)
            house.metrics.run(state)
            house.bell.ring(run.session)

    def _fail(self, run: Run, invocation: str, error: StillreelError) -> None:
        last = events.failed(invocation, time.time(), error)
        try:
            self._house.runs.finish(run, "failed", reason=str(error), said=(last,))
        except StillreelError:
            LOG.warning("a turn could not be ended", extra={"facts": {"run": run.id}})

    def _look_after(self) -> None:
        house, beat = self._house, LEASE_MS / 3000
        while True:
            try:
                for run in tuple(self._open.values()):
                    _beat(house, run)
                for run in house.runs.abandon(LEASE_MS, _lost):
                    house.metrics.run("abandoned")
                    house.bell.ring(run.session)
                house.ledger.expire()
            except StillreelError as error:
                LOG.warning("the watch over turns: %s", error)
            if house.stopping.wait(beat):
                return


def readable(text: str) -> str:
    """A message's text as it came. Raises BadRequest where there is none, too much, or what is no text."""
    if not text.strip():
        raise BadRequest("the message has no text")
    if len(text) > MAX_TEXT:
        raise BadRequest(f"the message is longer than {MAX_TEXT} characters", limit=MAX_TEXT)
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text) or "\x00" in text:
        raise BadRequest("the message has characters in it that are no text")
    return text


def _beat(house: House, run: Run) -> None:
    try:
        house.runs.beat(run)
    except StillreelError:
        return


def _lost(_: Run) -> Event:
    error = Unavailable("the turn was lost with its process", remedy="Look at the video, then say it again.")
    return events.failed(events.invocation(), time.time(), error)


def cost(before: Draft, after: Draft, edit: int, music: int) -> int:
    """Credits for a change from one draft to another; on top when music was composed anew."""
    if before == after:
        return 0
    had = {_composition(s) for s in before.segments(AUDIO)}
    new = any(s.music is not None and _composition(s) not in had for s in after.segments(AUDIO))
    return edit + (music if new else 0)


def _composition(segment: object) -> object:
    return getattr(segment, "music", None)
