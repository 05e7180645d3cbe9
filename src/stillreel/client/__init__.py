"""The client: one implementation of the wire contract, driven now (`Client`) or later (`AsyncClient`).

    flows (what to ask, what to make of the answer; no I/O)  ->  a runner (httpx, blocking or not)

A flow is a generator that yields requests and is sent replies, so nothing is written twice. It works against this
service and against the hosted one whose contract it speaks. Invariant: nothing is ever sent again blindly.
"""

from __future__ import annotations

from .identity import Identity
from .remote import AsyncClient, Client
from .values import Answer, Film, Heard, Progress, Project, State, Upload
from .words import route

__all__ = [
    "Answer",
    "AsyncClient",
    "Client",
    "Film",
    "Heard",
    "Identity",
    "Progress",
    "Project",
    "State",
    "Upload",
    "route",
]
