"""Named places to die: how tests and `make chaos` prove what a crash leaves behind. Off unless asked for.

`STILLREEL_FAULT=after_hold` kills this process, as by kill -9, the first time it comes to that point, `after_hold:7`
the seventh time. Invariant: without the variable a point costs one look into the environment and does nothing.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "STILLREEL_FAULT"
POINTS = (
    "before_commit",
    "after_commit",
    "after_hold",
    "after_event",
    "before_settle",
    "after_finish",
    "before_blob_rename",
    "after_blob_rename",
    "after_submit",
    "after_claim",
    "after_export",
    "before_publish",
    "before_migrated",
)
_met: Counter[str] = Counter()


def fault(point: str) -> None:
    """Dies here when `STILLREEL_FAULT` names the point and this is the time it names."""
    name, _, time = os.environ.get(VARIABLE, "").partition(":")
    if name == point:
        _met[point] += 1
        if _met[point] == int(time or 1):
            os.kill(os.getpid(), signal.SIGKILL)
