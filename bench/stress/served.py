"""The real command, `stillreel serve`, in a process of its own over a data folder: to be watched and to be killed.

This process takes in orphans (a child subreaper), so that whatever a killed service leaves running becomes ours and
is counted. Everything stays on loopback.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import psutil

SETTINGS = {
    "STILLREEL_WORKERS": "1",
    "STILLREEL_RATE": "100000",
    "STILLREEL_BURST": "100000",
    "STILLREEL_GRANTS_PER_ADDRESS": "1000000",
    "STILLREEL_MIN_FREE_BYTES": "0",
    "STILLREEL_LOG_LEVEL": "warning",
}
_PR_SET_CHILD_SUBREAPER = 36


def take_in_orphans() -> None:
    """Orphans of our children become our own children from now on."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Served:
    """One service. `start` it as often as it was killed; `log` is all it ever wrote to stderr."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.port = data, 0
        self.log: list[str] = []
        self._settings = SETTINGS | {f"STILLREEL_{k.upper()}": v for k, v in settings.items()}
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []

    def start(self, fault: str = "") -> bool:
        """Starts the process; False when it died before it listened. `fault`: where it is to die."""
        surroundings = os.environ | self._settings | {"STILLREEL_DATA": str(self.data)}
        if fault:
            surroundings["STILLREEL_FAULT"] = fault
        self._process = subprocess.Popen(
            [sys.executable, "-m", "stillreel", "serve", "--port", str(self.port)],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None and self._process.stderr is not None
        self._readers = [threading.Thread(target=self._read, args=(self._process.stderr,), daemon=True)]
        self._readers[0].start()
        line = self._process.stdout.readline()
        if "listens" not in line:
            self._process.wait()
            return False
        self.port = int(line.rsplit(":", 1)[1])
        return True

    def _read(self, pipe: IO[str]) -> None:
        with contextlib.suppress(ValueError):  # an orphan holds the pipe for a moment longer than we do
            self.log.extend(pipe)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def family(self) -> list[psutil.Process]:
        """The processes under it: workers, their nursery, decoders."""
        with contextlib.suppress(psutil.NoSuchProcess):
            found: list[psutil.Process] = psutil.Process(self.pid).children(recursive=True)
            return found
        return []

    def end(self, number: int = signal.SIGKILL, within: float = 30.0) -> float:
        """Sends a signal and waits for the end; returns how long that took, s."""
        began = time.monotonic()
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        self._process.wait(within)
        for reader in self._readers:
            reader.join(5)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return time.monotonic() - began


def orphans(within: float = 10.0, spare: tuple[int, ...] = ()) -> list[str]:
    """Processes that outlived their service by `within` s, buried ones not counted. `spare`: services that live."""
    until = time.monotonic() + within
    while True:
        mine = psutil.Process()
        left = []
        for child in mine.children():
            with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
                if child.pid in spare:
                    continue
                if child.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(child.pid, os.WNOHANG)
                else:
                    left.append(f"{child.pid} {' '.join(child.cmdline())[:120]}")
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.05)
