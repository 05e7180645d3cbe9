"""The same real service as in `tests/contract`, and the raw bytes that polite clients never send."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import sys
from pathlib import Path
from typing import Any

_PLACE = Path(__file__).parent.parent / "contract" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("serving", _PLACE)
assert _SPEC is not None and _SPEC.loader is not None
serving: Any = sys.modules.setdefault("serving", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(serving)

Person, Process, Service = serving.Person, serving.Process, serving.Service
message, opened, picture, rest = serving.message, serving.opened, serving.picture, serving.rest
PROMO: str = serving.PROMO


def dial(port: int) -> socket.socket:
    """A connection with patience."""
    return socket.create_connection(("127.0.0.1", port), 20)


def exchange(port: int, raw: bytes) -> bytes:
    """Sends bytes as they are and reads until the other side ends."""
    with dial(port) as s:
        with contextlib.suppress(OSError):  # it may have had enough before we have sent all
            s.sendall(raw)
        answer = b""
        try:
            while piece := s.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer


def statuses(answer: bytes) -> list[int]:
    """The status of every answer in a row of them."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
