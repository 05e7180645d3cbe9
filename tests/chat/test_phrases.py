"""Every row of phrases.tsv does what it says, no more and no less; the file is as large and as broad as promised."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from stillreel.chat import compose, plan

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from talk import conversation, fixture, passes, rows, told

ROWS = rows()


@pytest.mark.parametrize("family", sorted({r.family for r in ROWS}))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_phrases(family: str, language: str) -> None:
    wrong = []
    for row in ROWS:
        if (row.family, row.language) != (family, language):
            continue
        context = fixture(row.fixture)
        made = plan(row.text, context)
        if not passes(row, made, context):
            wrong.append(f"{row.text!r}: want {row.expected}, got {told(made)}")
    assert not wrong, "\n".join(wrong)


def test_the_rows_are_many_and_broad() -> None:
    assert len(ROWS) >= 600
    assert len({r.text for r in ROWS}) == len(ROWS)
    count = Counter((r.language, r.family) for r in ROWS)
    assert {f for _, f in count} >= {
        "make",
        "length",
        "order",
        "picture",
        "cuts",
        "words",
        "sound",
        "frame",
        "feel",
        "talk",
        "several",
        "cannot",
    }
    assert sum(n for (code, _), n in count.items() if code == "zh") >= 200


def test_every_reply_says_something_in_the_users_language() -> None:
    for row in ROWS:
        made = plan(row.text, fixture(row.fixture))
        reply = compose(made)
        assert reply.strip(), row.text
        assert made.lang == row.language, row.text
        for word in ("click", "button", "panel", "drag", "点击", "按钮", "拖拽"):
            assert word not in reply.lower(), reply


def test_a_plan_is_a_function_of_its_input() -> None:
    for row in ROWS[::25]:
        context = fixture(row.fixture)
        assert plan(row.text, context) == plan(row.text, context)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_twelve_turns(code: str) -> None:
    text = conversation(code)
    assert text.count("`Timeline (") == 12
    last = text.rsplit("`Timeline (", 1)[1]
    assert "15s" in last or "0-1" in last
    assert ("Summer Sale" if code == "en" else "夏日特卖") in last
