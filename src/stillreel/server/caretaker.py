"""The caretaker: tries the decoder's jail, and removes what killed processes left behind, every half minute.

Unfinished uploads, exports and blobs carry their writer's name (`leftovers`); finished previews are kept while
somebody looks at them. Invariant: what a living process works on is never touched.
"""

from __future__ import annotations

import logging
import threading

from ..errors import StillreelError
from ..leftovers import sweep
from ..media import jail
from .house import House

LOG = logging.getLogger("stillreel.server")
ROUND_S = 30.0


class Caretaker:
    """A thread of small chores. `start` it; it ends when the house stops."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._thread = threading.Thread(target=self._rounds, name="caretaker", daemon=True)

    def start(self) -> None:
        """The first round is made at once: everything that carries our own number is a predecessor's."""
        self.round(first=True)
        self._thread.start()

    def round(self, *, first: bool = False) -> int:
        """One round; returns how many entries went."""
        data = self._house.settings.data
        gone = sweep(self._house.temp, "upload", "render", "look", mine=first)
        gone += sweep(data / "files", "incoming", mine=first) + sweep(data / "cache", "part", mine=first)
        if gone:
            LOG.info("leftovers removed", extra={"facts": {"entries": gone}})
        return gone

    def _rounds(self) -> None:
        while True:
            self._look()
            if self._house.stopping.wait(ROUND_S):
                return
            try:
                self.round()
            except OSError as error:
                LOG.warning("the caretaker: %s", error.strerror)

    def _look(self) -> None:
        """Tries the walls, until that was possible; the first upload then finds the jail warm."""
        if self._house.walls is None:
            try:
                self._house.walls = jail.check()
            except StillreelError as error:
                LOG.error("no upload can be read: %s", error)
