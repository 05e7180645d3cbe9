"""Events in the agent framework's shape: camelCase, null fields dropped, `actions` always whole.

    call + response (the operation and its effect, `stateDelta.draft`)  ->  one text

Pure functions from a turn to JSON values. Invariant: the last event of a turn has text or an error, never nothing.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from ..draft.edits import Edit
from ..draft.model import dump
from ..errors import StillreelError
from ..studio import Turn
from .envelope import dumps, plain

Event = dict[str, Any]
AUTHOR = "nemo_agent"


def event(
    invocation: str, at: float, parts: list[Any], *, author: str = AUTHOR, role: str = "model", **more: Any
) -> Event:
    """One event. `more`: state (the stateDelta), errorCode, errorMessage."""
    actions = {"stateDelta": more.pop("state", {}), "artifactDelta": {}, "requestedAuthConfigs": {}}
    value = {"id": secrets.token_hex(4), "invocationId": invocation, "author": author, "timestamp": at}
    if parts:
        value["content"] = {"role": role, "parts": parts}
    return {**value, "actions": actions, **more}


def invocation() -> str:
    """A fresh name for one turn."""
    return f"e-{uuid.uuid4()}"


def said(invocation: str, at: float, text: str, state: Mapping[str, Any] | None = None) -> Event:
    """What the person wrote, and what the client keeps with the session (`state`)."""
    parts = [{"text": text}] if text else []
    return event(invocation, at, parts, author="user", role="user", state=dict(state or {}))


def of_turn(invocation: str, at: float, turn: Turn) -> Iterator[Event]:
    """A turn as events: what was done, as a pair, and the words."""
    if turn.changed:
        calls, answers = [], []
        for n, (name, args, effect) in enumerate(_operations(turn)):
            call = f"call-{invocation[2:10]}-{n}"
            calls.append({"functionCall": {"id": call, "name": name, "args": args}})
            answer = {"status": "success", "effect": effect, "revision": turn.state.revision}
            answers.append({"functionResponse": {"id": call, "name": name, "response": answer}})
        yield event(invocation, at, calls)
        state = {"draft": dump(turn.state.draft)}
        yield event(invocation, at, answers, role="user", state=state)
    yield event(invocation, at, [{"text": turn.text.strip() or turn.state.summary}])


def _operations(turn: Turn) -> Iterator[tuple[str, dict[str, Any], str]]:
    if not turn.edits:  # undo, redo, go to: the session moved, no edit was made
        yield "travel", {"revision": turn.state.revision}, turn.state.summary
    for n, edit in enumerate(turn.edits):
        yield edit.op, _args(edit), turn.done[n] if n < len(turn.done) else turn.state.summary


def _args(edit: Edit) -> dict[str, Any]:
    value = edit.dump()
    value.pop("op", None)
    result: dict[str, Any] = plain(value)
    return result


def failed(invocation: str, at: float, error: StillreelError) -> Event:
    """The turn ended without a result."""
    return event(invocation, at, [], errorCode=str(error.code), errorMessage=str(error))


def frame(n: int | None, value: Mapping[str, Any]) -> bytes:
    """One event on the wire. Strict ASCII JSON: nothing in it can end the line."""
    head = b"" if n is None else b"id: %d\n" % n
    return head + b"data: " + dumps(value) + b"\n\n"


def chunks(value: Event, size: int = 24) -> Iterator[Event]:
    """A text event as the pieces that come before it when streaming was asked for; none for other events."""
    parts = value.get("content", {}).get("parts", [])
    text = parts[0].get("text", "") if len(parts) == 1 else ""
    if value["author"] == "user" or len(text) <= size:
        return
    for start in range(0, len(text), size):
        content = {"role": "model", "parts": [{"text": text[start : start + size]}]}
        yield {**value, "id": secrets.token_hex(4), "content": content, "partial": True}
