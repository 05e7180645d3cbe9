"""One scenario through every face: upload four, make, three edits, undo, export. The same draft, the same bytes.

The terminal, the HTTP client and the skill say it in words; Python and MCP build the same edits by hand. The terminal,
Python and MCP work with a studio of their own, the client and the skill at a running service.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client as Host

import stillreel
from stillreel import edits
from stillreel.client import Client, Identity
from stillreel.mcp.files import Films
from stillreel.mcp.projects import Projects, here
from stillreel.mcp.protocol import Desk, served
from stillreel.mcp.tools import table
from stillreel.skill import install

from .test_chat import stillreel as command

MAKE = "a 3 second 320x240 video at 10 fps with calm piano music, title 'Hello'"
SAID = ("swap the first two", "set the music to 20%", "black and white on the third")
BUILT = (
    edits.Swap(a=1, b=2),
    edits.Volume(target="music", value=0.2),
    edits.Look(shots=(3,), kind="mono"),
)
Outcome = tuple[Any, bytes]


def by_terminal(photos: list[Path], folder: Path, service: Any) -> Outcome:
    names = " ".join(shlex.quote(str(p)) for p in photos)
    said = "\n".join([f"{names} {MAKE}", *SAID, "/undo", "/draft draft.json", "export", "/quit"])
    done = command("chat", "-o", "film.mp4", data=folder / "data", said=said + "\n", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "draft.json").read_text()), (folder / "film.mp4").read_bytes()


def by_python(photos: list[Path], folder: Path, service: Any) -> Outcome:
    with (
        stillreel.open_studio(folder / "data", workers=1) as studio,
        stillreel.open_reel(*photos, studio=studio) as reel,
    ):
        reel.say(MAKE)
        for step in BUILT:
            assert reel.edit(step).changed
        reel.undo()
        return dict(reel.state.draft), reel.export(folder / "film.mp4").path.read_bytes()


def by_client(photos: list[Path], folder: Path, service: Any) -> Outcome:
    with Client(service.url, Identity(None, folder)) as client:
        client.connect()
        client.upload(photos)
        for text in (MAKE, *SAID):
            assert client.say(text).changed
        client.undo()
        film = client.export(folder / "film.mp4")
        return dict(client.state().draft), film.path.read_bytes()


def by_mcp(photos: list[Path], folder: Path, service: Any) -> Outcome:
    async def talk(server: Any) -> Outcome:
        async with Host(server) as host:
            await host.call_tool("upload", {"files": [str(p) for p in photos]})
            await host.call_tool("say", {"text": MAKE})
            for step in BUILT:
                assert not (await host.call_tool("edit", {"edits": [step.dump()]})).is_error
            await host.call_tool("undo", {})
            film = await host.call_tool("export", {"path": str(folder / "film.mp4")})
            draft = (await host.read_resource("stillreel://draft")).contents[0].text
            return json.loads(draft), Path(film.structured_content["path"]).read_bytes()

    films = Films(local=True)
    try:
        with stillreel.open_studio(folder / "data", workers=1) as studio:
            return anyio.run(talk, served(Desk(Projects(here(studio)), films, table(local=True)), "0"))
    finally:
        films.close()


def by_skill(photos: list[Path], folder: Path, service: Any) -> Outcome:
    """The skill's own blocks, with these files and these words in them."""
    place = install("claude", "1", service.url, home=folder)
    blocks = re.findall(r"```bash\n(.*?)```", place.read_text("utf-8"), re.DOTALL)
    prelude, connect, upload, say, _, edit, export, _ = blocks
    environment = {k: v for k, v in os.environ.items() if k not in ("NEMO_TOKEN", "STILLREEL_URL")}

    def shell(code: str) -> str:
        words = ["bash", "-c", code]
        home = {**environment, "HOME": str(folder)}
        done = subprocess.run(
            words, cwd=folder, env=home, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    forms = " ".join(f"-F {shlex.quote(f'files=@{p}')}" for p in photos)
    undo = "\n".join(line for line in edit.splitlines() if "/edits" not in line)
    shell(prelude + connect)
    shell(re.sub(r'-F "files=@a.jpg".*', lambda _: forms, upload))
    for text in (MAKE, *SAID):
        shell(re.sub(r'SAY=".*"', lambda _, t=text: f'SAY="{t}"', say))
    shell(undo)
    shell(export)
    state = shell('. ~/.config/stillreel/skill.sh; json "$BASE/api/state/nemo_agent/me/$SID/latest"')
    return json.loads(state)["data"]["state"]["draft"], (folder / "reel.mp4").read_bytes()


@pytest.fixture(scope="module")
def outcomes(
    photos: list[Path], service: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Outcome]:
    faces: dict[str, Callable[[list[Path], Path, Any], Outcome]] = {
        "terminal": by_terminal,
        "python": by_python,
        "client": by_client,
        "mcp": by_mcp,
        "skill": by_skill,
    }
    return {name: face(photos, tmp_path_factory.mktemp(name), service) for name, face in faces.items()}


@pytest.mark.parametrize("face", ["python", "client", "mcp", "skill"])
def test_every_face_makes_the_same_film(outcomes: dict[str, Outcome], face: str) -> None:
    draft, film = outcomes["terminal"]
    assert outcomes[face][0] == draft
    assert outcomes[face][1] == film


def test_it_is_the_film_that_was_asked_for(outcomes: dict[str, Outcome]) -> None:
    draft, film = outcomes["terminal"]
    shots = draft["t"][0]["sg"]
    assert [s["m"]["name"] for s in shots] == ["logo.png", "beach.jpg", "cafe.webp", "tower.jpg"]
    assert not any(s.get("lk", {}).get("k") == "mono" for s in shots), "the third edit was taken back"
    assert [s["vol"] for t in draft["t"] if t["tt"] == 1 for s in t["sg"]] == [0.2]
    assert film[4:8] == b"ftyp"
