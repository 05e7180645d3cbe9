"""Where a project is: in this process, in a studio that is open already, or at a service. The faces ask here.

Invariant: whoever opens it, the same `Project`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import BadRequest

if TYPE_CHECKING:
    from .client import Project
    from .studio import Studio


@contextmanager
def opened(
    url: str | None = None,
    data: Path | None = None,
    name: str = "project",
    session: str | None = None,
    *,
    lang: str = "en",
    studio: Studio | None = None,
    keep: bool = True,
) -> Iterator[Project]:
    """A new project, or with `session` one that was begun. Raises NotFound where there is no such session. Not to
    `keep` it is to forget it at the end, where it is on this machine."""
    if url:
        if studio is not None:
            raise BadRequest("a project lives in a studio or at a service", remedy="Leave out url or studio.")
        from . import __version__
        from .client import Client

        with Client(url, name=name, lang=lang, version=__version__, session=session) as client:
            client.connect()
            yield client
        return
    from .embedded import Embedded

    if studio is not None:
        yield Embedded(studio, session, name, lang)
        return
    from .configured import configured

    with configured(data) as own:
        project = Embedded(own, session, name, lang)
        try:
            yield project
        finally:
            if not keep:
                own.delete(project.session)
