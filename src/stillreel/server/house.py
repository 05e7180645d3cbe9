"""All rooms of one running service, opened from the settings and closed together.

Routes are handed a `House`; nothing here is global. The database and the files are the truth: a second process over
the same ones serves the same sessions. Invariant: a session reaches a route only through `session`, which knows
whose it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..configured import endpoint
from ..errors import NotFound, Unavailable
from ..fetch import Fetcher, Limits
from ..fetch.addresses import networks
from ..leftovers import signed
from ..media import jail
from ..screen import Screen
from ..settings import Settings
from ..store.accounts import Account, Accounts
from ..store.blobs import Blobs, FolderBlobs
from ..store.callbacks import Callbacks
from ..store.database import Database
from ..store.ledger import Ledger
from ..store.renders import Renders
from ..store.rows import Rows, Session
from ..store.runs import Runs
from ..studio import Studio
from .bell import Bell
from .links import Links, kept_secret
from .metrics import Metrics
from .pace import Pace

if TYPE_CHECKING:
    from ..render.work import Engine

_SID = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")


@dataclass
class House:
    """What the routes need. `stopping` is set once, when the service is told to end."""

    settings: Settings
    rows: Rows
    blobs: Blobs
    studio: Studio
    accounts: Accounts
    ledger: Ledger
    runs: Runs
    renders: Renders
    callbacks: Callbacks
    links: Links
    fetcher: Fetcher
    metrics: Metrics
    pace: Pace
    address_pace: Pace
    login_pace: Pace
    quick: Callable[[], Engine]
    secret: str
    bell: Bell = field(default_factory=Bell)
    stopping: threading.Event = field(default_factory=threading.Event)
    looking: threading.Lock = field(default_factory=threading.Lock)
    walls: dict[str, bool] | None = None
    """Which walls of the decoder jail stand here; None until that was tried."""

    @property
    def temp(self) -> Path:
        """Where files lie while they arrive or are made: on the data volume."""
        return self.settings.data / "temp"

    def session(self, account: Account, session_id: str) -> Session:
        """The session, if it is this account's. Raises NotFound alike for missing, foreign and misshapen ones."""
        if not _SID.match(session_id):
            raise NotFound("there is no such session")
        for id in (session_id, named(account.id, session_id)):
            if account.session in (None, id):
                with contextlib.suppress(NotFound):
                    return self.rows.session(id, account=account.id)
        raise NotFound("there is no such session")

    def screen(self, session_id: str, revision: int | None = None) -> Screen:
        """A quick look at a session: it never waits behind the exports."""
        return replace(self.studio.screen(session_id, revision), engine=self.quick)

    def close(self) -> None:
        """Lets go of everything. What was committed stays."""
        close = getattr(self.quick, "close", None)
        if close is not None:
            close()
        self.studio.close()


def named(account: str, name: str) -> str:
    """The id of the session that a client called by a name of its own: no other account's name comes near it."""
    return hashlib.sha256(f"session\0{account}\0{name}".encode()).hexdigest()[:32]


class _Quick:
    """One warm worker for looks, hired when the first one is asked for."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Engine:
        from ..jobs.engines import engine_for

        with self._lock:
            if self._engine is None:
                if sys.platform == "linux":
                    from ..jobs.engines.local import Local

                    self._engine = Local(1)
                else:
                    self._engine = engine_for(1)
            return self._engine

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()


def open_house(settings: Settings) -> House:
    """Opens the database, the files and the workers' door. Raises Unavailable when something is missing."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        (settings.data / "temp").mkdir(exist_ok=True)
        probe = settings.data / "temp" / signed("upload")
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = f"the data folder {settings.data} cannot be used: {error.strerror}"
        raise Unavailable(why, remedy="Name another one with --data or STILLREEL_DATA.") from None
    if settings.require_sandbox:
        jail.check(require=True)
    database = Database(settings.database_url or f"sqlite:///{settings.data / 'stillreel.db'}")
    rows, blobs = Rows(database), open_blobs(settings)
    cache = settings.data / "cache"
    studio = Studio(
        rows,
        blobs,
        cache,
        workers=settings.workers,
        cache_bytes=settings.cache_bytes,
        model=endpoint(settings),
    )
    secret = settings.secret or kept_secret(settings.data)
    stopping = threading.Event()
    return House(
        settings=settings,
        rows=rows,
        blobs=blobs,
        studio=studio,
        accounts=Accounts(database, secret=secret.encode().ljust(32, b".")),
        ledger=Ledger(database),
        runs=Runs(database),
        renders=Renders(database),
        callbacks=Callbacks(database),
        links=Links(secret, settings.old_secret, time.time),
        fetcher=open_fetcher(settings, stopping),
        stopping=stopping,
        metrics=Metrics(),
        pace=Pace(settings.rate, settings.burst),
        address_pace=Pace(settings.rate * 5, settings.burst * 5),
        login_pace=Pace(settings.logins / 60, settings.logins),
        quick=_Quick(),
        secret=secret,
    )


def open_fetcher(settings: Settings, stopping: threading.Event) -> Fetcher:
    """The way out, as the settings allow it. Who stops does not wait for the moment of refusals."""
    limits = Limits(reach_s=settings.fetch_reach_s, total_s=settings.fetch_s)
    return Fetcher(limits, networks(settings.fetch_networks), off=not settings.fetch, wait=stopping.wait)


def open_blobs(settings: Settings) -> Blobs:
    """The files' place: a bucket where one is named, else the data folder."""
    if not settings.blobs_url:
        return FolderBlobs(settings.data / "files")
    from ..store.buckets import Access, BucketBlobs

    names = ("blobs_url", "blobs_endpoint", "blobs_region", "blobs_key", "blobs_secret")
    access = Access(*(getattr(settings, name) for name in names))
    return BucketBlobs(access, settings.data / "near", settings.blobs_near_bytes)
