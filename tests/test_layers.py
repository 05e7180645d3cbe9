"""Who may import whom: only downwards, no cycles, one door per heavy dependency, no work at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "stillreel"
RANKS = [
    {"__main__"},
    {"cli"},
    {"cli_admin", "cli_batch", "cli_serve", "cli_mcp", "cli_skill"},
    {"server", "mcp", "cli_chat", "reel"},
    {"opened"},
    {"embedded", "configured", "cli_strip", "cli_paths", "cli_files", "cli_screen", "skill"},
    {"studio", "client", "warmth"},
    {"screen"},
    {"jobs"},
    {"render", "store", "fetch"},
    {"timeline", "chat", "media"},
    {"edits"},
    {"draft"},
    {"catalog"},
    {"pixels", "score"},
    {"clock", "errors", "settings", "rng", "faults", "leftovers"},
]
DOORS = {
    "av": {"media"},
    "PIL": {"media"},
    "cv2": {"media", "pixels"},
    "numba": {"pixels"},
    "uharfbuzz": {"pixels"},
    "uniseg": {"pixels"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "obstore": {"store"},
    "typer": {"cli", "cli_admin", "cli_chat", "cli_batch", "cli_serve", "cli_mcp", "cli_skill"},
    "rich": {"cli", "cli_screen"},
    "pydantic_settings": {"settings"},
    "pydantic_ai": {"chat"},
    "fastapi": {"server"},
    "starlette": {"server", "mcp"},
    "uvicorn": {"server", "mcp"},
    "mcp": {"mcp"},
    "mcp_types": {"mcp"},
    "anyio": {"server", "mcp"},
    "multipart": {"server"},
    "prometheus_client": {"server"},
    "httpx": {"client"},
    "h11": {"fetch"},
    "certifi": {"fetch"},
}
MODULES = sorted(p for p in SRC.rglob("*.py") if "__pycache__" not in p.parts)
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
"""Parsed while tests are collected: CPython 3.11 may fail to parse while another test's thread parses, too."""


def room(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").parts[0]


def rank(name: str) -> int:
    return next((k for k, names in enumerate(RANKS) if name in names), -1)


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Every module that a file imports, lazily or not, as absolute parts."""
    here = ("stillreel", *path.relative_to(SRC).with_suffix("").parts)
    package = here if path.name == "__init__.py" and here[-1] != "__init__" else here[:-1]
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split(".")) if node.module else base
            yield from ((*module, alias.name) for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_go_downwards_and_through_doors(path: Path) -> None:
    mine = room(path)
    if mine == "__init__":
        return
    assert rank(mine) >= 0, f"{mine} has no rank: give it one here and in docs/architecture.md"
    for parts in imports(path):
        if parts[0] == "stillreel" and len(parts) > 1 and rank(parts[1]) >= 0 and parts[1] != mine:
            assert rank(parts[1]) > rank(mine), f"{mine} may not import {'.'.join(parts)}"
        if parts[0] in DOORS:
            assert mine in DOORS[parts[0]], f"{parts[0]} is imported only in {sorted(DOORS[parts[0]])}"


def test_no_import_cycles() -> None:
    """At module level nothing imports in a circle (an import inside a function is a choice, not a cycle)."""
    names = {".".join(("stillreel", *p.relative_to(SRC).with_suffix("").parts)): p for p in MODULES}
    names = {n.removesuffix(".__init__"): p for n, p in names.items()}
    edges: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = TREES[path]
        top = ast.Module([n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)], [])
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found = set()
        for node in top.body:
            if isinstance(node, ast.ImportFrom) and node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*base, *([node.module] if node.module else [])])
                for alias in node.names:
                    found.add(f"{module}.{alias.name}" if f"{module}.{alias.name}" in names else module)
        edges[name] = (found & set(names)) - {name}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in edges:
        visit(name, ())


def test_importing_the_package_is_cheap() -> None:
    """`import stillreel` loads no heavy library; the command line can answer --help at once."""
    code = "import sys, stillreel; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert not loaded & {"av", "cv2", "numba", "PIL", "sqlalchemy", "uharfbuzz", "typer", "pydantic_ai"}


def test_help_is_instant() -> None:
    """What the command line loads before it knows what is wanted: no models, no client, no arrays, no decoder."""
    code = "import sys, stillreel.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not set(told.split()) & {"pydantic", "httpx", "numpy", "mcp", "av", "cv2", "sqlalchemy", "fastapi"}
