"""The caretaker: tries the decoder's jail, removes what killed processes left behind, every half minute, and what is
kept no longer, every hour.

Unfinished uploads, exports and blobs carry their writer's name (`leftovers`); finished previews are kept while
somebody looks at them. Invariant: what a living process works on is never touched.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict
from itertools import count

from ..errors import StillreelError
from ..leftovers import sweep
from ..media import jail
from ..store.retention import Policy, Pruned, prune
from .house import House

LOG = logging.getLogger("stillreel.server")
ROUND_S = 30.0
PRUNED_EVERY = 120
"""Rounds from one look for what is kept no longer to the next: an hour."""


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
        for folder, kind in (("files", "incoming"), ("near", "incoming"), ("cache", "part")):
            gone += sweep(data / folder, kind, mine=first)
        if gone:
            LOG.info("leftovers removed", extra={"facts": {"entries": gone}})
        return gone

    def prune(self) -> Pruned:
        """Removes what the settings say is not kept. Raises Unavailable."""
        house = self._house
        rules = Policy(house.settings.keep_exports_days, house.settings.keep_anonymous_days)
        gone = prune(house.rows, house.blobs, rules)
        LOG.info("pruned", extra={"facts": asdict(gone)})
        return gone

    def _rounds(self) -> None:
        for n in count(1):
            self._look()
            if self._house.stopping.wait(ROUND_S):
                return
            try:
                self.round()
                if n % PRUNED_EVERY == 0:
                    self.prune()
            except (OSError, StillreelError) as error:
                LOG.warning("the caretaker: %s", error)

    def _look(self) -> None:
        """Tries the walls, until that was possible; the first upload then finds the jail warm."""
        if self._house.walls is None:
            try:
                self._house.walls = jail.check()
            except StillreelError as error:
                LOG.error("no upload can be read: %s", error)
