"""`stillreel serve`: one process, uvicorn with our own rules at the socket, a graceful stop in 10 s.

On SIGTERM: streams are told and ended, turns finish, the export in work is handed back, then the process ends. A turn
that does not finish in time (a language model that does not answer) fails: its credits come back, its session is told.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import IO

import uvicorn

from ..errors import Unavailable
from ..settings import Settings
from .app import STOP_S, build
from .guard import guarded
from .house import House, open_house
from .trace import log_to_stderr


class Server(uvicorn.Server):
    """uvicorn, which tells the house first that it stops."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Told to stop. The rest is done by a thread: a signal may come while this very thread holds a lock."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        threading.Thread(target=self._tell, name="stop", daemon=True).start()

    def _tell(self) -> None:
        self._house.stopping.set()
        self._house.bell.ring_all()
        self.config.app.state.press.stop(STOP_S)  # type: ignore[union-attr]


def configured(house: House) -> uvicorn.Config:
    """How uvicorn runs our application."""
    rules = house.settings
    return uvicorn.Config(
        build(house),
        host=rules.host,
        port=rules.port,
        http=guarded(rules.receipt_s, rules.min_upload_rate),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=4,
        backlog=512,
    )


def serve(settings: Settings) -> None:
    """Runs until it is told to stop. Prints the address that it listens on."""
    log_to_stderr(settings.log_level)
    _many_files()
    sys.setswitchinterval(0.001)  # the event loop waits for no long turn of a thread
    alone = _alone(settings)
    house = open_house(settings)
    try:
        config = configured(house)
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((settings.host, settings.port))
            except OSError as error:
                where = f"{settings.host}:{settings.port}"
                raise Unavailable(f"cannot listen on {where}: {error.strerror}", remedy="") from None
            listener.listen(512)  # who reads the line below may connect at once
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"stillreel listens on http://{shown}:{port}", file=sys.stdout, flush=True)
            Server(config, house).run(sockets=[listener])
    finally:
        house.close()
        if alone is not None:
            alone.close()
        _leave()


def _alone(settings: Settings) -> IO[str] | None:
    """The mark that a service works on this folder; held by the system, so that a killed process leaves none.

    With SQLite there is one service a folder: what two would not know of each other (rates, streams, who works on what)
    is in their memory. Raises Unavailable where there is one. Commands beside it are welcome."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return None
    if settings.database_url:
        return None
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        mark = (settings.data / "serving").open("a+", encoding="ascii")
    except OSError:  # opening the house says it better
        return None
    try:
        fcntl.lockf(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        mark.seek(0)
        who = mark.read(20).strip()
        mark.close()
        raise Unavailable(
            f"another service (process {who}) works on the folder {settings.data}",
            remedy="Stop it, or name another folder; several services share their state on PostgreSQL.",
        ) from None
    mark.truncate(0)
    mark.write(f"{os.getpid()}\n")
    mark.flush()
    return mark


def _leave() -> None:
    """Ends the process even where a thread still waits for somebody: nobody waits for what it would say."""
    waiting = [t for t in threading.enumerate() if t is not threading.current_thread() and not t.daemon]
    if waiting and sys.exc_info()[0] is None:
        logging.shutdown()
        sys.stdout.flush()
        os._exit(0)


def _many_files() -> None:
    """Every stream is an open file: takes as many as the system lets us have."""
    try:
        import resource
    except ImportError:  # no such limit on this system
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
