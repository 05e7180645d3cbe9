"""Every edit there is, found by listing this folder: adding one touches one file.

`EDITS` maps op -> class; `read` turns a JSON value into an edit. A file holds one edit class whose `op` is
the file's name without a trailing underscore; `edit.py` is the common shape.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import MappingProxyType

from pydantic import ValidationError

from ...errors import BadRequest, UnknownName
from .edit import Edit

__all__ = ["EDITS", "Edit", "edits", "read"]


@cache
def edits() -> Mapping[str, type[Edit]]:
    """op -> edit class, in file order; read once, on first use."""
    found: dict[str, type[Edit]] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        module = import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Edit)
                and value.__module__ == module.__name__
                and value.op
            ):
                found[value.op] = value
    return MappingProxyType(found)


class _Edits(Mapping[str, type[Edit]]):
    """`edits()` as a mapping that is read on first use: nothing happens at import."""

    def __getitem__(self, op: str) -> type[Edit]:
        return edits()[op]

    def __iter__(self) -> Iterator[str]:
        return iter(edits())

    def __len__(self) -> int:
        return len(edits())


EDITS: Mapping[str, type[Edit]] = _Edits()


def read(value: object) -> Edit:
    """A JSON value `{"op": "swap", "a": 1, "b": 3}` -> the edit. Raises BadRequest, UnknownName (did you mean)."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise BadRequest("an edit is a JSON object with an op")
    fields = dict(value)
    op = fields.pop("op", None)
    if not isinstance(op, str) or op not in EDITS:
        raise UnknownName("edit", str(op), EDITS)
    try:
        return EDITS[op].model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(p) for p in first["loc"])[:200]
        hint = ""
        if first["type"] == "extra_forbidden":
            near = get_close_matches(str(first["loc"][0]), EDITS[op].model_fields, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; fields: {', '.join(EDITS[op].model_fields)}"
        raise BadRequest(f"{op}.{where}: {first['msg']}{hint}", field=where) from None
