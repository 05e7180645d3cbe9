"""The event stream: bytes to messages, messages to what a person should hear. Pure, piece by piece.

Heartbeats (a comment, the word, or an empty `data:`) are their own kind. Invariant: however the bytes are cut into
pieces, the same messages come out, and no text is told twice when chunks precede the whole.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its number, if the service gives any, and its value; None is a heartbeat."""

    id: str | None
    value: Mapping[str, Any] | None


@dataclass
class Lines:
    """Reads pieces of bytes as they come."""

    _decode: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    _rest: str = ""
    _id: str | None = None
    _data: list[str] = field(default_factory=list)

    def feed(self, piece: bytes) -> Iterator[Message]:
        """The messages that this piece completes."""
        self._rest += self._decode.decode(piece)
        *lines, self._rest = self._rest.split("\n")
        for raw in lines:
            yield from self._line(raw.removesuffix("\r"))

    def _line(self, line: str) -> Iterator[Message]:
        if line.startswith(":"):
            yield Message(None, None)
        elif line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        elif line.startswith("id:"):
            self._id = line[3:].strip()
        elif not line and self._data:
            text, self._data = "\n".join(self._data), []
            try:
                value = json.loads(text) if text.strip() not in ("", "heartbeat") else None
            except ValueError:
                value = None
            yield Message(self._id, value if isinstance(value, dict) else None)


def texts(value: Mapping[str, Any]) -> str:
    """The words of an event, empty when it has none."""
    return "".join(str(p["text"]) for p in _parts(value) if isinstance(p.get("text"), str))


def calls(value: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The operations that an event shows, with their arguments."""
    found = [p.get("functionCall") or p.get("function_call") for p in _parts(value)]
    return [(str(c.get("name", "")), c.get("args") or {}) for c in found if isinstance(c, dict)]


def delta(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The draft that an event carries."""
    actions = value.get("actions")
    change = actions.get("stateDelta") if isinstance(actions, dict) else None
    draft = change.get("draft") if isinstance(change, dict) else None
    return draft if isinstance(draft, dict) else None


def _parts(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    content = value.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    return [p for p in parts if isinstance(p, dict)] if isinstance(parts, list) else []
