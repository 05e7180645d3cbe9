"""The press: one thread that takes the next export, makes it, publishes it, and tells whoever asked to be told.

    claim -> plan -> export (beating every 5 s) -> store the file -> publish behind the fence -> callback

Every step may be the last one of this process: the job's lease runs out and another press takes it, reusing the
pieces that are finished. Invariant: a file is published whole, by the attempt that holds the lease, or not at all.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import shutil
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from ..draft.model import validate
from ..errors import Conflict, DiskFull, StillreelError, Unavailable
from ..faults import fault
from ..leftovers import signed
from ..render.progress import Progress, Result
from ..store.renders import Render
from .house import House
from .renders import size_of

LOG = logging.getLogger("stillreel.server")
BEAT_S = 5.0
IDLE_S = 1.0
MOST = 64 << 30


class Press:
    """One render loop. `start` it, `wake` it when there is work, `stop` it: what it works on is handed back."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._wake, self._stop = threading.Event(), threading.Event()
        self._drop = threading.Event()
        self._job: Render | None = None
        self._thread = threading.Thread(target=self._loop, name="press", daemon=True)
        self._beater = threading.Thread(target=self._beats, name="press-beat", daemon=True)
        self.name = f"{platform.node()}-{os.getpid()}"

    def start(self) -> None:
        self._thread.start()
        self._beater.start()

    def wake(self) -> None:
        """There may be a job."""
        self._wake.set()

    def cancelled(self, job: Render) -> None:
        """Its owner does not want it any more."""
        mine = self._job
        if mine is not None and (mine.account, mine.id) == (job.account, job.id):
            self._drop.set()

    def stop(self, within: float) -> None:
        """Hands the job in work back and ends."""
        self._stop.set()
        self._drop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(within)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                job = self._house.renders.claim(self.name)
            except StillreelError as error:
                LOG.warning("the press: %s", error)
                job = None
            if job is None:
                self._wake.wait(IDLE_S)
                self._wake.clear()
                continue
            self._drop.clear()
            self._job = job
            try:
                self._do(job)
            finally:
                self._job = None

    def _beats(self) -> None:
        """Keeps the lease from beside the work; when it is lost, the work is dropped."""
        while not self._stop.wait(BEAT_S):
            job = self._job
            if job is not None:
                try:
                    self._house.renders.beat(job, job.attempt)
                except Conflict:
                    self._drop.set()
                except StillreelError as error:
                    LOG.warning("the press: %s", error)

    def _do(self, job: Render) -> None:
        house, began = self._house, time.monotonic()
        folder = house.temp / signed("render")
        folder.mkdir()
        state = "failed"
        try:
            result = self._made(job, folder)
            if result is None:
                self._let_go(job)
                state = "dropped"
                return
            fault("after_export")
            with result.path.open("rb") as file:
                blob, size = house.blobs.add(file, MOST)
            house.renders.publish(job, job.attempt, facts(job, result, size), blob=blob)
            state = "completed"
        except Conflict:
            state = "dropped"  # another attempt's, or cancelled
        except Unavailable:
            self._let_go(job)
        except DiskFull as error:
            self._fail(job, error)
        except StillreelError as error:
            self._fail(job, error)
        except Exception:
            LOG.exception("an export failed", extra={"facts": {"render": job.id}})
            self._fail(
                job, Unavailable("the export failed on our side", remedy="Export again with a new id.")
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            took = time.monotonic() - began
            video = job.payload.get("draft", {}).get("d", 0) / 1000
            house.metrics.render(state, video, took if state == "completed" else 0)
            LOG.info("export", extra={"facts": {"render": job.id, "state": state, "s": round(took, 2)}})

    def _made(self, job: Render, folder: Path) -> Result | None:
        """The file; None when nobody wants it any more."""
        house, output = self._house, job.payload["output"]
        session = house.rows.session(job.session, account=job.account)
        screen = house.studio.show(validate(job.payload["draft"]), house.rows.shelf(session.id))
        out = folder / f"out.{output['format']}"
        events = screen.export(
            out, quality=output["quality"], codec=output.get("codec"), output=size_of(output)
        )
        first: Result | None = None
        told = 0.0
        with closing(events) as steps:  # type: ignore[type-var]
            for step in steps:
                if self._drop.is_set():
                    return None
                if isinstance(step, Progress):
                    if (now := time.monotonic()) - told > 0.5:
                        told = now
                        house.renders.progress(job, job.attempt, step.share)
                elif first is None:
                    first = step
        return first

    def _let_go(self, job: Render) -> None:
        with contextlib.suppress(StillreelError):
            self._house.renders.release(job, job.attempt)

    def _fail(self, job: Render, error: StillreelError) -> None:
        with contextlib.suppress(StillreelError):
            self._house.renders.fail(job, job.attempt, str(error))


def facts(job: Render, result: Result, size: int) -> dict[str, Any]:
    """What is kept of a finished file, besides its bytes."""
    output, canvas = job.payload["output"], job.payload["draft"].get("cv", {})
    wanted = size_of(output)
    width = (wanted.width if wanted else None) or canvas.get("w", 1080)
    height = (wanted.height if wanted else None) or canvas.get("h", 1920)
    title = job.payload["draft"].get("m", {}).get("title") or "video"
    return {
        "duration": round(result.seconds, 3),
        "size": size,
        "width": width,
        "height": height,
        "frames": result.frames,
        "format": output["format"],
        "name": title,
    }
