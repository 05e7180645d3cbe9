"""Which project a call speaks to: the one it names, else the caller's current one, else a new one.

A caller is a token (nobody, on one's own machine) and, where the transport has sessions, one of them. Invariants: two
calls never work on one project at once; what a caller may open is decided by the studio or the service, not here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..client import Client, Identity, Project
from ..embedded import Embedded
from ..studio import Studio

MOST = 1000
"""How many projects are kept open at once; the one unused longest is let go. Nothing of it is lost."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `token`: the service's, where one is spoken to in the caller's name; `base`: the address that the
    caller reached us under."""

    name: str = ""
    token: str | None = field(default=None, repr=False)
    base: str = ""


Opener = Callable[[Caller, str | None, str, str], Project]
"""(caller, id or None for a new one, name, language) -> project. Raises NotFound."""


def here(studio: Studio) -> Opener:
    """Projects of the studio in this process."""

    def open_(_: Caller, project: str | None, name: str, lang: str) -> Project:
        if project is not None:
            studio.state(project)
        return Embedded(studio, project, name, lang)

    return open_


def there(url: str, version: str) -> Opener:
    """Projects at a service, with the caller's token or the user's own identity."""

    def open_(caller: Caller, project: str | None, name: str, lang: str) -> Project:
        identity = Identity(caller.token) if caller.token else None
        made = Client(
            url, identity, name=name, lang=lang, version=version, source="stillreel-mcp", session=project
        )
        made.state()
        return made

    return open_


@dataclass
class Held:
    """An open project and the lock that makes its calls wait for each other."""

    id: str
    project: Project
    lock: threading.Lock = field(default_factory=threading.Lock)


class Projects:
    """The open projects and what each caller works on."""

    def __init__(self, opener: Opener) -> None:
        self._open = opener
        self._held: OrderedDict[tuple[str, str], Held] = OrderedDict()
        self._current: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, caller: Caller, name: str = "project", lang: str = "en") -> Held:
        """A new project, the caller's current one from now on."""
        return self._keep(caller, self._open(caller, None, name, lang))

    def of(self, caller: Caller, project: str | None) -> Held:
        """The project that a call means. Raises NotFound."""
        with self._lock:
            wanted = project or self._current.get(caller.name)
            held = self._held.get((caller.name, wanted)) if wanted else None
            if held is not None:
                self._held.move_to_end((caller.name, held.id))
                self._current[caller.name] = held.id
                return held
        if wanted is None:
            return self.start(caller)
        return self._keep(caller, self._open(caller, wanted, "project", "en"))

    @contextmanager
    def working(self, caller: Caller, project: str | None) -> Iterator[Held]:
        """The project, alone."""
        held = self.of(caller, project)
        with held.lock:
            yield held

    def _keep(self, caller: Caller, project: Project) -> Held:
        held = Held(project.state().session, project)
        with self._lock:
            held = self._held.setdefault((caller.name, held.id), held)
            self._current[caller.name] = held.id
            while len(self._held) > MOST:
                self._held.popitem(last=False)
            while len(self._current) > MOST:
                self._current.popitem(last=False)
        return held
