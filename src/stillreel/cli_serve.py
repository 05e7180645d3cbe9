"""`stillreel serve`: the service from the command line. Flags win over the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; STILLREEL_HOST, else 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; STILLREEL_PORT, else 8765; 0 = any.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Data folder; STILLREEL_DATA, else the user's own.")
    ] = None,
) -> None:
    """Serve the studio over HTTP: chat, uploads, exports, credits."""
    from .server.serve import serve as run
    from .settings import Settings

    given: dict[str, Any] = {"host": host, "port": port, "data": data}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValueError as error:  # pydantic's, with the variable's name and what is wrong
        raise typer.BadParameter(f"settings: {_first_of(error)}") from None
    run(settings)


def _first_of(error: ValueError) -> str:
    wrong: list[dict[str, Any]] = getattr(error, "errors", list)()
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong) or str(error)
