"""`stillreel skill install`: teach an agent to drive a service of ours."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Action(StrEnum):
    """What to do with the skill."""

    install = "install"
    show = "show"


def skill(
    action: Annotated[Action, typer.Argument(help="install it, or show what would be written.")],
    to: Annotated[
        str, typer.Option("--to", help="claude, cursor, clawhub, or a folder of skills.")
    ] = "claude",
    url: Annotated[
        str, typer.Option("--url", help="The service that it should drive.")
    ] = "http://127.0.0.1:8765",
) -> None:
    """Write SKILL.md, with which an agent makes videos at a service."""
    from pathlib import Path

    from . import __version__
    from .skill import HOMES, install, platform_of, written

    if action is Action.show:
        platform = to if to in HOMES else platform_of(Path(to).absolute())
        print(written(platform, __version__, url))
        return
    print(f"{install(to, __version__, url)}  restart the agent, then ask it for a video")
