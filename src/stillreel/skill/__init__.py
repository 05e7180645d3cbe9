"""The agent skill: one text that teaches an agent to drive a service with curl, written for whoever reads it.

    skill.md (the one source)  ->  frontmatter of the agent's kind + the text  ->  <folder>/stillreel/SKILL.md

The attribution headers in the text are the frontmatter's own name and version, and the platform that the path tells.
Pure but for `install`. Invariant: the standard variant has only fields of the Agent Skills format; ClawHub's has its
`version` on top.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from ..errors import BadRequest

NAME = "stillreel"
URL = "http://127.0.0.1:8765"
ABOUT = (
    "Turn still images into shareable videos by chat. Use when the user wants a video, slideshow, promo or reel made "
    "from photos (JPG, PNG, WEBP, GIF), with transitions, music, titles, for TikTok, Reels, Shorts or any size, or "
    "wants such a video changed or exported (MP4, WEBM, MOV, GIF). Works against a self-hosted stillreel service."
)
NEEDS = "Needs bash, curl and a running stillreel service (stillreel serve)."
HOMES = {"claude": ".claude/skills", "cursor": ".cursor/skills", "clawhub": ".openclaw/skills"}
"""Where the skills of each kind of agent lie, in the user's home."""
_MARKS = {"clawhub": "clawhub", ".openclaw": "clawhub", ".cursor": "cursor", ".claude": "claude"}


def platform_of(folder: Path) -> str:
    """The platform that a path tells: clawhub, cursor, claude or unknown."""
    return next((_MARKS[part] for part in reversed(folder.parts) if part in _MARKS), "unknown")


def written(platform: str, version: str, url: str = URL) -> str:
    """The whole SKILL.md for a platform."""
    text = files(__package__).joinpath("skill.md").read_text("utf-8")
    given = {"name": NAME, "version": version, "platform": platform, "url": url.rstrip("/")}
    for word, value in given.items():
        text = text.replace("{{" + word + "}}", value)
    return f"---\n{_front(platform, version)}---\n\n{text}"


def _front(platform: str, version: str) -> str:
    rows = [f"name: {NAME}", f"description: {json.dumps(ABOUT)}"]
    if platform == "clawhub":
        rows += [f"version: {version}", "license: Apache-2.0"]
    else:
        rows += ["license: Apache-2.0", f"compatibility: {NEEDS}", "metadata:", f'  version: "{version}"']
    return "\n".join(rows) + "\n"


def install(to: str, version: str, url: str = URL, home: Path | None = None) -> Path:
    """Writes SKILL.md for a kind of agent, or into a folder of skills. Returns its path. Raises BadRequest."""
    if not url.startswith(("http://", "https://")) or not url.isprintable() or set(url) & set(" \"'`$\\{}"):
        raise BadRequest(f"{url!r} is not the address of a service", remedy="Give http://host:port.")
    root = (home or Path.home()) / HOMES[to] if to in HOMES else Path(to).expanduser()
    folder = root if root.name == NAME else root / NAME
    platform = to if to in HOMES else platform_of(folder.absolute())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "SKILL.md").write_text(written(platform, version, url), "utf-8")
    except OSError as error:
        kinds = ", ".join(HOMES)
        raise BadRequest(
            f"{folder} cannot be written: {error.strerror}", remedy=f"Say --to {kinds} or a folder."
        ) from None
    return folder / "SKILL.md"
