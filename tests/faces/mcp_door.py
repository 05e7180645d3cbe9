"""The MCP server over HTTP in this process, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from stillreel.mcp import serve
from stillreel.mcp.files import Films


@contextmanager
def listening(opener: Any, check: Any) -> Iterator[str]:
    films = Films(local=False)
    app = serve.application(opener, films, "0", check, "127.0.0.1")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            films.close()
