"""Budgets that keep rooms small: module 400 lines, class 12 public methods, function 50 lines, a docstring each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(p for d in ("src", "bench", "examples") for p in (ROOT / d).rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
"""Parsed while tests are collected: CPython 3.11 may fail to parse while another test's thread parses, too."""
BANNED = {"manager", "handler", "helper", "service", "base", "impl", "utils", "common", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_budgets(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = TREES[path]
    assert len(text.splitlines()) <= 400, "a module has at most 400 lines"
    assert not text.strip() or ast.get_docstring(tree), "a module says what it is for"
    assert path.stem.lower() not in BANNED
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= 50, f"{node.name} has {lines} lines, at most 50"
        if isinstance(node, ast.ClassDef):
            methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            public = [m.name for m in methods if not m.name.startswith("_")]
            assert len(public) <= 12, f"{node.name} has {len(public)} public methods, at most 12"
            words = {w.lower() for w in _words(node.name)}
            assert not words & BANNED, f"{node.name}: name it for what it is"


def _words(name: str) -> list[str]:
    out = [""]
    for c in name:
        if c.isupper():
            out.append("")
        out[-1] += c
    return out
