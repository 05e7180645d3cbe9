"""What a tool is: a name, a model of its arguments, and a function from a call to what it answers.

Blocking, without a word of the protocol: `protocol.py` runs them in threads. Invariant: a tool answers with text that
a model can act on, and with the same facts as values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..client import Project
from ..client.values import Watcher
from ..errors import BadRequest
from . import schemas
from .files import Films

A = TypeVar("A", bound="Asked")


class Asked(BaseModel):
    """The arguments of every tool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: Annotated[
        str | None,
        Field(description="Id of a project; left out: the one you worked on last.", max_length=128),
    ] = None


@dataclass(frozen=True, slots=True)
class Call(Generic[A]):
    """One call: to which project, with what, and where what it makes goes."""

    project: Project
    wish: A
    films: Films
    on: Watcher = lambda _: None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that goes along with the text."""

    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """Something to fetch: an address (or the path of a file here), its name, kind and size."""

    uri: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a call came to. `asked`: the studio's question, when it has one."""

    text: str
    values: Mapping[str, Any]
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    """One tool. `reads`: it changes nothing. `shows`: hosts with a place for it show the preview."""

    name: str
    title: str
    wish: type[A]
    run: Callable[[Call[A]], Told]
    reads: bool = False
    destroys: bool = False
    shows: bool = False

    @property
    def doc(self) -> str:
        """What it does, for the model that chooses."""
        return schemas.said(self.wish.__doc__ or self.title)

    def schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments."""
        return schemas.of_model(self.wish)

    def understood(self, arguments: Mapping[str, Any]) -> A:
        """The arguments as values. Raises BadRequest, naming the field."""
        try:
            return self.wish.model_validate(dict(arguments))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(p) for p in first["loc"])[:200]
            known = ", ".join(self.wish.model_fields)
            raise BadRequest(f"{where or self.name}: {first['msg']}", remedy=f"Fields: {known}.") from None


def place_of(text: str) -> Path:
    """A path that a person wrote."""
    return Path(text).expanduser()
