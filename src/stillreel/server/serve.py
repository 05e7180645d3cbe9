"""`stillreel serve`: one process, uvicorn with our own rules at the socket, a graceful stop in 10 s.

On SIGTERM: streams are told and ended, turns finish, the export in work is handed back, then the process ends.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn

from ..settings import Settings
from .app import build
from .guard import guarded
from .house import House, open_house
from .trace import log_to_stderr


class Server(uvicorn.Server):
    """uvicorn, which tells the house first that it stops."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    def handle_exit(self, sig: int, frame: Any) -> None:
        self._house.stopping.set()
        self._house.bell.ring_all()
        super().handle_exit(sig, frame)


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
        timeout_graceful_shutdown=9,
        backlog=512,
    )


def serve(settings: Settings) -> None:
    """Runs until it is told to stop. Prints the address that it listens on."""
    log_to_stderr(settings.log_level)
    _many_files()
    house = open_house(settings)
    try:
        config = configured(house)
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
            listener.listen(512)  # who reads the line below may connect at once
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"stillreel listens on http://{shown}:{port}", file=sys.stdout, flush=True)
            Server(config, house).run(sockets=[listener])
    finally:
        house.close()


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
