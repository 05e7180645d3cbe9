"""The agent skill: valid where it is read, and every command in it runs, in order, against a real service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from skills_ref import validator
from skills_ref.parser import parse_frontmatter

from stillreel import __version__
from stillreel.errors import BadRequest
from stillreel.skill import HOMES, install

from .test_chat import stillreel

SAY = "turn my product images into a 15-second promotional video with transitions and music"


@pytest.mark.parametrize("to", ["claude", "cursor", "folder"])
def test_the_standard_variant_is_valid(to: str, tmp_path: Path) -> None:
    place = install(to if to in HOMES else str(tmp_path / "skills"), __version__, home=tmp_path)
    assert validator.validate(place.parent) == []
    front, body = parse_frontmatter(place.read_text("utf-8"))
    assert front["name"] == place.parent.name == "stillreel" and front["metadata"]["version"] == __version__
    platform = {"claude": "claude", "cursor": "cursor", "folder": "unknown"}[to]
    for header in (
        "X-Skill-Source: stillreel",
        f"X-Skill-Version: {__version__}",
        f"X-Skill-Platform: {platform}",
    ):
        assert header in body
    assert "{{" not in body and len(body) < 8_000


def test_clawhub_s_variant_has_its_version_on_top(tmp_path: Path) -> None:
    place = install("clawhub", "9.8.7", "https://video.example.com/", home=tmp_path)
    text = place.read_text("utf-8")
    front, body = parse_frontmatter(text)
    assert front["version"] == "9.8.7" and ".openclaw/skills/stillreel" in str(place)
    assert "X-Skill-Version: 9.8.7" in body and "X-Skill-Platform: clawhub" in body
    assert "https://video.example.com}" in body
    others = [e for e in validator.validate(place.parent) if "version" not in e]
    assert others == [], "but for its version it is an Agent Skill like every other"
    assert all("\n" not in line for line in text.split("---")[1].splitlines())


def test_the_platform_is_the_path_s(tmp_path: Path) -> None:
    for folder, platform in ((".cursor/skills", "cursor"), ("clawhub/skills", "clawhub"), ("x", "unknown")):
        text = install(str(tmp_path / folder), "1").read_text("utf-8")
        assert f"X-Skill-Platform: {platform}" in text
    for url in ("ftp://x", "http://x/$(id)", "http://x'", 'http://x"}', "http://x\n"):
        with pytest.raises(BadRequest, match="not the address"):
            install(str(tmp_path), "1", url)


def test_the_command_installs_it(tmp_path: Path) -> None:
    done = stillreel("skill", "install", "--to", tmp_path / "here", data=tmp_path)
    assert done.returncode == 0 and (tmp_path / "here" / "stillreel" / "SKILL.md").is_file(), done.stderr
    (tmp_path / "file").write_text("")
    failed = stillreel("skill", "install", "--to", tmp_path / "file" / "x", data=tmp_path)
    assert failed.returncode == 1 and "Say --to claude" in failed.stderr and "Traceback" not in failed.stderr
    shown = stillreel("skill", "show", "--to", "clawhub", data=tmp_path)
    assert shown.stdout.startswith("---\nname: stillreel\n") and "X-Skill-Platform: clawhub" in shown.stdout


def blocks(place: Path) -> list[str]:
    return re.findall(r"```bash\n(.*?)```", place.read_text("utf-8"), re.DOTALL)


def test_its_own_commands_make_a_film(service: Any, photos: list[Path], tmp_path: Path) -> None:
    """Each block in a shell of its own, as agents run them."""
    place = install("claude", __version__, service.url, home=tmp_path)
    shutil.copy(photos[0], tmp_path / "a.jpg")
    shutil.copy(photos[3], tmp_path / "b.jpg")
    hidden = ("NEMO_TOKEN", "STILLREEL_URL")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | {"HOME": str(tmp_path)}

    def shell(code: str) -> str:
        done = subprocess.run(
            ["bash", "-c", code],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert not done.stderr, (code, done.stderr)
        return done.stdout

    prelude, connect, upload, say, state, edit, export, credits = blocks(place)
    assert shell(prelude) == "" and shell(connect) == "ready\n"
    assert (tmp_path / ".config" / "stillreel" / "skill.sh").stat().st_mode & 0o077 == 0
    assert '"rejected":[]' in shell(upload)
    small = say.replace(SAY, 'a 2 second square video at 10 fps, no music, title \\"Tea \\\\ Cake\\"')
    assert small != say
    told = shell(small)
    assert '"functionCall"' in told and "Made a video" in told
    assert shell(state).startswith("Timeline (2 tracks): 1. Video: a.jpg (0-1s), b.jpg (1-2s)")
    assert shell(edit) == "ok\nok\n" and (tmp_path / "sheet.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert "reel.mp4" in shell(export) and (tmp_path / "reel.mp4").read_bytes()[4:8] == b"ftyp"
    assert re.search(r'"available":\d+,"frozen":0,"total":\d+', shell(credits))
    before = (tmp_path / ".config" / "stillreel" / "skill-id").read_text()
    assert shell(connect) == "ready\n" and len(before) == 32
    assert "empty" in shell(state), "connecting again begins a new project with the same token"
