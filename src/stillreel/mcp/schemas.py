"""JSON schemas as agents read them: the edits' own, without what costs words and tells nothing.

Titles, nulls and patterns of names go; a reference to a shot, which half of the edits have, is defined once. What
is left out is still checked when the edit is read. Invariant: what these schemas take, `edits.read` is asked about.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ..draft.edits import EDITS
from ..draft.edits.edit import Place, Ref, Refs

_DROPPED = ("title", "pattern", "minLength", "maxItems", "minItems")
_SHARED: tuple[tuple[str, Any, str], ...] = (
    ("shots", Refs, 'Which ones: "all", or a list of ids or places counted from 1 (-1 is the last)'),
    ("shot", Ref, "Which one: its id, or its place counted from 1 (-1 is the last)"),
    ("place", Place, 'Where in the row: a place counted from 1 (-1 is the last), "start" or "end"'),
)


def compact(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the same meaning for a reader and about half the size."""
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _DROPPED and not isinstance(value, dict):
            continue
        if key == "default" and value is None:
            continue
        if key == "properties":
            made[key] = {name: compact(inner) for name, inner in value.items()}
        elif key == "description":
            made[key] = value if "\n" not in value else said(value)
        elif isinstance(value, dict):
            made[key] = compact(value)
        elif isinstance(value, list):
            made[key] = [compact(v) if isinstance(v, dict) else v for v in value]
        else:
            made[key] = value
    if made.get("maxLength", 0) in (64, 128):
        del made["maxLength"]
    return _without_null(made)


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    ways = schema.get("anyOf")
    if not ways or {"type": "null"} not in ways:
        return schema
    rest = [w for w in ways if w != {"type": "null"}]
    kept = {k: v for k, v in schema.items() if k != "anyOf"}
    return {**rest[0], **kept} if len(rest) == 1 else {**kept, "anyOf": rest}


def said(doc: str) -> str:
    """A docstring without its drawing (its last paragraph, where there is one), as one line."""
    head, _, last = inspect.cleandoc(doc).rpartition("\n\n")
    return " ".join((head if last.lstrip().startswith("before") else f"{head} {last}").split())


def of_model(kind: type[BaseModel]) -> dict[str, Any]:
    """A model's schema, compact, closed, without a description of its own (the tool has it)."""
    schema = compact(kind.model_json_schema())
    schema.pop("description", None)
    return {**schema, "type": "object", "additionalProperties": False}


@cache
def shared() -> Mapping[str, Mapping[str, Any]]:
    """Name -> schema of what many edits refer to."""
    return {
        name: {"description": text, **compact(TypeAdapter(kind).json_schema())}
        for name, kind, text in _SHARED
    }


def _refer(value: Any) -> Any:
    """Replaces a shared schema by a reference to it, at any depth."""
    if isinstance(value, list):
        return [_refer(v) for v in value]
    if not isinstance(value, dict):
        return value
    for name, schema in shared().items():
        rest = {k: v for k, v in schema.items() if k != "description"}
        if rest.items() <= value.items():
            kept = {k: v for k, v in value.items() if k not in rest}
            return {"$ref": f"#/$defs/{name}", **kept}
    return {k: _refer(v) for k, v in value.items()}


@cache
def of_edits() -> Mapping[str, Any]:
    """The schema of a list of edits: one branch for each op, except `make`, which is a tool of its own."""
    branches = []
    for op, kind in EDITS.items():
        if op == "make":
            continue
        schema = compact(kind.model_json_schema())
        fields = {"op": {"const": op}, **schema.get("properties", {})}
        required = ["op", *schema.get("required", ())]
        branches.append(
            {
                "description": said(kind.__doc__ or op),
                "type": "object",
                "properties": _refer(fields),
                "required": required,
                "additionalProperties": False,
            }
        )
    text = json.dumps(branches)
    defs = {name: _refer_inside(name) for name in shared() if f"#/$defs/{name}" in text}
    defs |= {"shot": dict(shared()["shot"])}
    return {"items": {"type": "array", "minItems": 1, "items": {"anyOf": branches}}, "defs": defs}


def _refer_inside(name: str) -> dict[str, Any]:
    """A shared schema whose parts may be shared, too, but never itself."""
    return {key: _refer(value) for key, value in shared()[name].items()}
