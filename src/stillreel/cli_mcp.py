"""`stillreel mcp`: the studio for agents that speak the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Streamable HTTP instead of stdin and stdout.")
    ] = False,
    host: Annotated[str, typer.Option(help="With --http: address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="With --http: port; 0 = any.")] = 8766,
    open_: Annotated[
        bool, typer.Option("--open", help="With --http: no token, for this machine only.")
    ] = False,
    url: Annotated[str | None, typer.Option("--url", help="A service to work at, http://host:port.")] = None,
    project: Annotated[str | None, typer.Option("--project", help="Go on with this project.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the embedded studio.")] = None,
) -> None:
    """Serve the studio to agents over MCP: tools, resources, previews."""
    from . import __version__
    from .mcp import serve

    if http:
        serve.http(url, data, __version__, host=host, port=port, open_=open_)
    else:
        serve.stdio(url, data, __version__, project)
