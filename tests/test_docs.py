"""The docs are true: links lead somewhere, commands exist, the README's Python runs, data files are declared."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.main import get_command

from stillreel.cli import app
from stillreel.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SRC = ROOT / "src" / "stillreel"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_exist(page: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for line in re.findall(r"^\s*(?:\$ )?stillreel ([^\n#|]+)", page.read_text("utf-8"), re.MULTILINE):
        name, *_words = line.split()
        if name.startswith("-"):
            continue
        assert name in commands, f"{page.name}: there is no `stillreel {name}`"
        known = {o for p in commands[name].params for o in p.opts} | {"--help"}
        used = [
            w.split("=")[0] for w in re.sub(r"\"[^\"]*\"|'[^']*'", "", line).split()[1:] if w.startswith("-")
        ]
        assert set(used) <= known, f"{page.name}: `stillreel {name}` has no {set(used) - known}"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"`make ([a-z]+)", page.read_text("utf-8")):
            assert target in targets, f"{page.name}: there is no make {target}"


def test_the_readme_s_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    for n, name in enumerate(("a.jpg", "b.jpg", "c.jpg")):
        Image.linear_gradient("L").resize((320, 240 + 80 * n)).convert("RGB").rotate(90 * n).save(
            tmp_path / name
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STILLREEL_DATA", str(tmp_path / "data"))
    # The same words, a smaller film: what is tested is that every name and argument is right.
    small = code.replace("a 15-second promo", "a 2-second 270x480 promo at 10 fps")
    assert small != code
    exec(compile(small, "README.md", "exec"), {})
    assert (tmp_path / "promo.mp4").stat().st_size > 1000


def test_data_files_are_declared_with_licence_and_checksum() -> None:
    legal = (ROOT / "docs" / "legal.md").read_text("utf-8")
    data = [
        p
        for folder in SRC.rglob("data")
        for p in folder.iterdir()
        if p.suffix in {".ttf", ".tflite", ".sf3", ".otf", ".bin"}
    ]
    assert data
    for place in data:
        assert place.name in legal, f"{place.name} is not in docs/legal.md"
        assert hashlib.sha256(place.read_bytes()).hexdigest() in legal, (
            f"{place.name} changed: say so in docs/legal.md"
        )
        assert any(re.search("licen|ofl|provenance", p.name, re.IGNORECASE) for p in place.parent.iterdir())


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    block = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE
    )
    assert block
    for name in re.findall(r'"([A-Za-z0-9_.-]+)', block[1]):
        family = "fontpkg-*" if name.startswith("fontpkg-") else name
        assert f"`{family}`" in explained, f"{name}: why it and not its rivals?"


def test_the_changelog_speaks_of_this_version() -> None:
    from stillreel import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


OPERATIONS = ROOT / "docs" / "operations.md"
SETTINGS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


def _shown(name: str, value: Any) -> str:
    if name == "data":
        return "the user's data folder"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int) and value >= 1 << 20 and value % (1 << 20) == 0:
        return f"{value} ({value >> 20} MiB)"
    return str(value)


def _settings() -> str:
    rows = ["| setting | default | |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(
            f"| `STILLREEL_{name.upper()}` | {_shown(name, field.get_default())} | {field.description} |"
        )
    return "\n".join(rows) + "\n"


def test_the_page_of_operations_lists_every_setting_as_it_is() -> None:
    """`STILLREEL_GOLDEN=write` brings it up to date."""
    text = OPERATIONS.read_text("utf-8")
    if os.environ.get("STILLREEL_GOLDEN") == "write":
        OPERATIONS.write_text(SETTINGS.sub(lambda _: _settings(), text), "utf-8")
    found = SETTINGS.search(OPERATIONS.read_text("utf-8"))
    assert found is not None
    assert found.group(0) == _settings(), (
        "bring it up to date: STILLREEL_GOLDEN=write make test TESTS=tests/test_docs.py"
    )


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
