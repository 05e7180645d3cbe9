"""Any sequence of edits from any start keeps every rule of the document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from draft_cases import EDITS as CASES
from draft_cases import SHELF, any_edit, made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stillreel.clock import frame_at, rate
from stillreel.draft import history
from stillreel.draft.edits import EDITS, read
from stillreel.draft.model import AUDIO, TEXT, VIDEO, Draft, dump
from stillreel.draft.rules import check, load
from stillreel.draft.summary import summary
from stillreel.errors import BadRequest, Refused, StillreelError
from stillreel.timeline.compile import compile

EXTRA = {"x_tool": {"notes": [1, "two", None]}}


def holds(draft: Draft) -> None:
    """Every rule at once: what an edit must never break."""
    assert check(draft, SHELF) == draft
    text = json.dumps(dump(draft))
    again = load(text, SHELF)
    assert again == draft
    assert json.dumps(dump(again)) == text
    for track in draft.tracks:
        if track.type == VIDEO:
            at = 0
            for segment in track.segments:
                assert segment.start == at
                at = segment.end
            assert at == draft.length
    if draft.length:
        for kind in (AUDIO, TEXT):
            for segment in draft.segments(kind):
                assert segment.start < draft.length
                assert segment.end <= draft.length
                assert segment.fade_in + segment.fade_out <= segment.length
    assert "\n" not in summary(draft)
    if draft.length >= 40:
        plan = compile(draft, SHELF)
        at = 0
        for piece in plan.spans:
            assert piece.start == at and piece.frames > 0
            at += piece.frames
        assert at == plan.frames == frame_at(draft.length, rate(draft.canvas.fps))


class Editing(RuleBasedStateMachine):
    @initialize(start=st.sampled_from(["empty", "made", "foreign"]))
    def begin(self, start: str) -> None:
        draft = Draft() if start == "empty" else made(SHELF, length=12_000, title="Hi", captions="names")
        if start == "foreign":
            value = dump(draft)
            value.update(EXTRA)
            value["t"][0]["sg"][0]["x_tool"] = 1.5
            value.setdefault("m", {})["x_tool"] = "kept"
            draft = load(value, SHELF)
        self.kept = start == "foreign"
        self.history = history.begin(draft)

    @rule(value=any_edit, lang=st.sampled_from(["en", "zh"]))
    def edit(self, value: dict[str, Any], lang: str) -> None:
        edit = read(json.loads(json.dumps(value)))
        assert read(json.loads(json.dumps(edit.dump()))) == edit
        before = self.history.draft
        frozen = json.dumps(dump(before))
        try:
            after = edit.apply(before, SHELF)
        except (Refused, BadRequest) as refused:
            assert refused.what and refused.remedy
            assert json.dumps(dump(before)) == frozen
            return
        assert json.dumps(dump(before)) == frozen, "an edit changed its input"
        assert edit.apply(before, SHELF) == after, "an edit is not repeatable"
        sentence = edit.done(before, after, lang)
        assert sentence.strip() and "\n" not in sentence and "None" not in sentence
        assert sentence.endswith((".", "。"))
        if before == after:
            assert sentence.startswith(("Nothing changed", "没有改动"))
        self.history = history.commit(self.history, after, [edit])

    @rule(steps=st.integers(1, 3))
    def undo_redo(self, steps: int) -> None:
        here = self.history
        try:
            back = history.undo(here, steps)
        except Refused:
            return
        assert history.redo(back, steps) == here
        self.history = back

    @invariant()
    def rules_hold(self) -> None:
        if hasattr(self, "history"):
            draft = self.history.draft
            holds(draft)
            if self.kept:
                assert draft.model_extra == EXTRA
                assert draft.meta.model_extra == {"x_tool": "kept"}


Editing.TestCase.settings = settings(
    max_examples=120, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEditing = Editing.TestCase


def test_every_edit_has_cases() -> None:
    assert set(CASES) == set(EDITS)


@pytest.mark.parametrize("op", sorted(EDITS))
def test_each_edit_from_a_full_draft(op: str) -> None:
    """Every op is applied with success by at least some of its cases, and keeps every rule then."""
    draft = made(SHELF, length=14_000, title="Hi", cta="Now", captions="names", music="lofi", look="warm")
    worked = 0

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CASES[op])
    def run(value: dict[str, Any]) -> None:
        nonlocal worked
        edit = read(value)
        try:
            after = edit.apply(draft, SHELF)
        except (Refused, BadRequest):
            return
        worked += 1
        holds(after)
        for lang in ("en", "zh", "zh-CN"):
            assert edit.done(draft, after, lang).strip()

    run()
    assert worked >= 1


@pytest.mark.parametrize(
    "op", sorted(set(EDITS) - {"make", "rename", "reset", "variants", "platform", "canvas"})
)
def test_edits_of_an_empty_draft_are_refused_or_change_nothing(op: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CASES[op])
    def run(value: dict[str, Any]) -> None:
        edit = read(value)
        try:
            after = edit.apply(Draft(), SHELF)
        except StillreelError as error:
            assert isinstance(error, Refused | BadRequest) and error.remedy
            return
        assert after == Draft() or op == "insert"
        assert edit.done(Draft(), after).strip()

    run()
