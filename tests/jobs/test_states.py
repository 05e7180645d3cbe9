"""Jobs only go forward, and a worker that was given up on is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillreel.errors import Conflict
from stillreel.jobs.states import ATTEMPTS, FINAL, MOVES, Job, cancel, claim, complete, fail, report

ORDER = {"pending": 0, "processing": 1, "completed": 2, "failed": 2, "cancelled": 2}


def test_the_usual_life() -> None:
    job = claim(Job("r1"))
    job = report(job, 1, 0.5)
    assert report(job, 1, 0.2).progress == 0.5, "progress never goes back"
    job = complete(job, 1, "file")
    assert (job.state, job.progress, job.result, job.final) == ("completed", 1.0, "file", True)


def test_a_zombie_is_refused_by_its_fence() -> None:
    lost = claim(Job("r1"))
    taken_over = claim(lost)
    assert taken_over.attempt == 2
    for stale in (
        lambda: report(taken_over, 1, 0.9),
        lambda: complete(taken_over, 1, "stale"),
        lambda: fail(taken_over, 1, "stale"),
    ):
        with pytest.raises(Conflict, match="attempt 2, not 1"):
            stale()
    assert complete(taken_over, 2, "fresh").result == "fresh"


def test_poison_fails_after_three_workers() -> None:
    job = Job("r1")
    for _ in range(ATTEMPTS):
        job = claim(job)
    job = claim(job)
    assert job.state == "failed"
    assert "3 attempts" in job.reason


WORDS = st.lists(
    st.tuples(st.sampled_from(["claim", "report", "complete", "fail", "cancel"]), st.integers(0, 4))
)


@given(WORDS)
def test_no_order_of_events_moves_a_job_back(words: list[tuple[str, int]]) -> None:
    job = Job("r1")
    for word, attempt in words:
        before = job
        try:
            job = {
                "claim": lambda j: claim(j),
                "report": lambda j, a=attempt: report(j, a, 0.1 * a),
                "complete": lambda j, a=attempt: complete(j, a, "x"),
                "fail": lambda j, a=attempt: fail(j, a, "x"),
                "cancel": lambda j: cancel(j),
            }[word](job)
        except Conflict:
            assert job is before
        assert ORDER[job.state] >= ORDER[before.state]
        assert job.attempt >= before.attempt
        if before.state in FINAL:
            assert job == before


def test_the_table_names_every_state_and_the_final_ones_are_final() -> None:
    assert set(MOVES) == set(ORDER)
    assert frozenset({"completed", "failed", "cancelled"}) == FINAL
