"""Revisions: undo and redo are places, not events; nothing is ever lost."""

from __future__ import annotations

import pytest
from draft_cases import PHOTOS, made

from stillreel.draft import history
from stillreel.draft.edits import read
from stillreel.draft.model import Draft
from stillreel.errors import Conflict, Refused


def three() -> history.History:
    past = history.begin()
    draft = made(PHOTOS)
    for length in (10_000, 12_000, 14_000):
        edit = read({"op": "set_length", "length": length})
        draft = edit.apply(draft, PHOTOS)
        past = history.commit(past, draft, [edit])
    return past


def test_undo_and_redo_are_inverse() -> None:
    past = three()
    assert past.draft.length == 14_000
    back = history.undo(past, 2)
    assert back.draft.length == 10_000 and back.current.n == 1
    assert history.redo(back).draft.length == 12_000
    assert history.redo(back, 2) == past
    assert history.undo(history.undo(past)) == back


def test_an_edit_after_undo_branches_and_keeps_what_was() -> None:
    past = three()
    branch = history.commit(history.undo(past, 2), Draft())
    assert branch.current.n == 4 and branch.current.parent == 1
    assert branch.revisions[:4] == past.revisions
    with pytest.raises(Refused, match="nothing to redo"):
        history.redo(branch)
    assert history.go_to(branch, 3).draft.length == 14_000
    assert [r.n for r in history.changes(branch)] == [0, 1, 4]
    assert history.undo(branch).current.n == 1


def test_limits_are_refused_with_what_is_possible() -> None:
    past = three()
    with pytest.raises(Refused) as refused:
        history.undo(past, 5)
    assert refused.value.data["possible"] == 3
    with pytest.raises(Refused, match="nothing to undo"):
        history.undo(history.begin())
    with pytest.raises(Refused, match="only 1"):
        history.redo(history.undo(past), 2)
    with pytest.raises(Refused, match="no revision 9"):
        history.go_to(past, 9)


def test_concurrent_writers_meet_on_the_number() -> None:
    past = three()
    grown = history.commit(past, Draft(), onto=3)
    with pytest.raises(Conflict):
        history.commit(grown, Draft(), onto=3)
