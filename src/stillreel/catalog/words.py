"""The vocabulary's common shape: a word, and how a kind of words is looked up.

Every word a user can say is one row or one file. A file under `catalog/<kind>/` ends in `WORDS = (...)`;
it is found by listing the folder on first use, so adding a word touches that one file. Names are
snake_case and unique within a kind, aliases too; lookup ignores case, spaces, hyphens and underscores.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Generic, TypeVar

from ..errors import UnknownName


@dataclass(frozen=True, kw_only=True)
class Word:
    """A name on the wire, what people call it in English and Chinese, and what other tools call it."""

    name: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    aliases: tuple[str, ...] = ()


W = TypeVar("W", bound=Word)


def fold(name: str) -> str:
    """`'Fade-Black' -> 'fadeblack'`: the form in which names are compared."""
    return "".join(c for c in name.casefold() if c not in " -_")


class Shelf(Generic[W]):
    """All words of one kind, in file order; read once, on first use."""

    def __init__(self, kind: str, package: str | None = None, rows: Iterable[W] = ()) -> None:
        self.kind, self._package, self._rows = kind, package, tuple(rows)

    @cached_property
    def by_name(self) -> Mapping[str, W]:
        return {word.name: word for word in self._load()}

    @cached_property
    def _by_fold(self) -> Mapping[str, W]:
        found: dict[str, W] = {}
        for word in self.by_name.values():
            found[fold(word.name)] = word
        for word in self.by_name.values():
            for alias in word.aliases:
                found.setdefault(fold(alias), word)
        return found

    def _load(self) -> Iterator[W]:
        yield from self._rows
        if self._package is not None:
            package = import_module(self._package)
            for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
                if not info.name.startswith("_"):
                    yield from getattr(import_module(f"{self._package}.{info.name}"), "WORDS", ())

    def __iter__(self) -> Iterator[W]:
        return iter(self.by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def get(self, name: str) -> W:
        """The word of exactly this name or alias. Raises UnknownName with the nearest names."""
        word = self.by_name.get(name) or self._by_fold.get(fold(name))
        if word is None:
            raise UnknownName(self.kind, name, self.by_name)
        return word
