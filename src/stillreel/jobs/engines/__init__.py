"""Engines: who does the work of an export. Every one gives the same bytes as `render.work.Inline`."""

from __future__ import annotations

import sys

from ...render.work import Engine, Inline


def engine_for(workers: int = 0) -> Engine:
    """The engine for this machine: worker processes (0: one per core), or this process for `workers` 1.

    Forking from a warm single-threaded process needs Linux; elsewhere the work is done in this process."""
    if workers == 1 or sys.platform != "linux":
        return Inline()
    from .local import Local

    return Local(workers)
