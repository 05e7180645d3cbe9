"""The life of a job: a frozen row and the one table of moves that are allowed.

    pending ──> processing ──> completed
       │          │  ^  └────> failed
       │          │  └── processing (another attempt: the worker before was lost)
       └──────────┴──────────> cancelled

Every write of a worker names its attempt; a worker that was given up on (it slept, it was partitioned) has an
older number and is refused: that is the fence. Invariant: states never go back, and the last three are final.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Conflict

State = Literal["pending", "processing", "completed", "failed", "cancelled"]

MOVES: dict[State, frozenset[State]] = {
    "pending": frozenset({"processing", "cancelled", "failed"}),
    "processing": frozenset({"processing", "completed", "failed", "cancelled"}),
    "completed": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
FINAL = frozenset(state for state, moves in MOVES.items() if not moves)
ATTEMPTS = 3
"""A job that lost this many workers is poison: it fails and the queue moves on."""


@dataclass(frozen=True, slots=True)
class Job:
    """One export. `attempt` counts claims (0: none yet); `progress` is a share 0..1; `reason` says why it failed;
    `result` is the id of the finished file."""

    id: str
    state: State = "pending"
    attempt: int = 0
    progress: float = 0.0
    reason: str = ""
    result: str = ""

    @property
    def final(self) -> bool:
        return self.state in FINAL


def claim(job: Job) -> Job:
    """A worker takes the job, or takes it over from a lost one; the attempt that comes back is its fence.

    A job that lost `ATTEMPTS` workers comes back failed. Raises Conflict when it is final."""
    if job.state == "processing" and job.attempt >= ATTEMPTS:
        return fail(job, job.attempt, f"the export was given up after {ATTEMPTS} attempts")
    return replace(_moved(job, "processing"), attempt=job.attempt + 1)


def report(job: Job, attempt: int, progress: float) -> Job:
    """The worker says how far it is (0..1); less than before changes nothing."""
    _fenced(job, attempt)
    return replace(_moved(job, "processing"), progress=min(1.0, max(job.progress, progress)))


def complete(job: Job, attempt: int, result: str) -> Job:
    """The file is there, under the id `result`."""
    _fenced(job, attempt)
    return replace(_moved(job, "completed"), progress=1.0, result=result)


def fail(job: Job, attempt: int, reason: str) -> Job:
    """It cannot be done; `reason` is for people."""
    _fenced(job, attempt)
    return replace(_moved(job, "failed"), reason=reason)


def cancel(job: Job) -> Job:
    """Nobody wants it any more. Needs no fence: it is the owner's word, and a later report is refused."""
    return _moved(job, "cancelled")


def _moved(job: Job, state: State) -> Job:
    if state not in MOVES[job.state]:
        raise Conflict(f"the job {job.id} is {job.state} and cannot become {state}", state=job.state)
    return replace(job, state=state)


def _fenced(job: Job, attempt: int) -> None:
    if attempt != job.attempt:
        raise Conflict(f"the job {job.id} is in attempt {job.attempt}, not {attempt}", attempt=job.attempt)
