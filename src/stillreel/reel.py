"""One video being made, from Python: add, say, edit, look, export. Here, or at a service.

    with stillreel.open_reel("a.jpg", "b.jpg") as reel:
        print(reel.say("a 15-second promo, upbeat music"))
        reel.export("promo.mp4")

A thin dress over the same `Project` that every face speaks to. Invariant: the same words give the same draft and, on
one's own machine, the same file as from the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .client import Answer, Film, Project, State, Upload
from .client.values import Watcher
from .draft.edits import Edit
from .draft.model import Draft, validate
from .errors import NotFound
from .opened import opened

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .media.pictures import Image
    from .studio import Studio

Pathlike = str | os.PathLike[str]


class Reel:
    """One video and its conversation. `print(reel)` tells its timeline; a notebook shows its contact sheet."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def add(self, *files: Pathlike) -> Upload:
        """Adds photos, clips and songs, in the order in which they should appear.

        What is refused does not stop the others: see `rejected`. Raises the first one's error when all are."""
        return self.project.upload([Path(f).expanduser() for f in files])

    def say(self, text: str) -> Answer:
        """One message in plain words, English or Chinese. `print()` it: the reply says what changed."""
        return self.project.say(text)

    def edit(self, *edits: Edit) -> Answer:
        """Typed edits of `stillreel.edits`, in order, all or none. Raises Refused with the nearest possible thing."""
        return self.project.edit([e.dump() for e in edits])

    def undo(self) -> str:
        """Takes back the last change. Returns the timeline in a line. Raises Refused where there is none."""
        return self.project.undo().summary

    def redo(self) -> str:
        """Does again what was taken back. Returns the timeline in a line. Raises Refused where there is none."""
        return self.project.redo().summary

    @property
    def state(self) -> State:
        """Where it stands: revision, draft as JSON, summary, files."""
        return self.project.state()

    @property
    def draft(self) -> Draft:
        """The document, typed and frozen: tracks, segments, canvas."""
        return validate(dict(self.project.state().draft))

    def frame(self, at: float, width: int = 540) -> npt.NDArray[np.uint8]:
        """The picture at a moment (seconds), u8 (height, width, 3), RGB; at most as wide as the video.

        On one's own machine the very samples that are encoded, from a service a JPEG of them."""
        from .embedded import Embedded

        self._visible()
        if isinstance(self.project, Embedded):
            return self.project.studio.screen(self.project.session).pixels(round(at * 1000), width)
        import numpy as np

        return np.asarray(self.image(at, width))

    def image(self, at: float, width: int = 540) -> Image:
        """The picture at a moment (seconds) as Pillow's."""
        from .embedded import Embedded
        from .media import pictures

        self._visible()
        if isinstance(self.project, Embedded):
            return pictures.image(self.frame(at, width))
        return pictures.ours(self.project.frame(round(at * 1000), width))

    def sheet(self) -> Image:
        """A contact sheet of twelve moments as Pillow's picture."""
        from .media.pictures import ours

        self._visible()
        return ours(self.project.sheet())

    def preview(self, out: Pathlike, on: Watcher | None = None) -> Film:
        """The quick small film."""
        return self.project.preview(Path(out).expanduser(), on)

    def export(self, out: Pathlike, quality: str = "standard", on: Watcher | None = None) -> Film:
        """The finished film; the suffix decides the format (mp4, webm, mov, gif, webp), `quality` is draft, standard,
        high or master, `on` is told how far it is."""
        return self.project.export(Path(out).expanduser(), quality, on)

    def __str__(self) -> str:
        return self.project.state().summary

    def __repr__(self) -> str:
        return f"<Reel {self}>"

    def _repr_jpeg_(self) -> bytes | None:
        """What a notebook shows."""
        return self.project.sheet() if self.draft.length else None

    def _visible(self) -> None:
        if not self.draft.length:
            raise NotFound("there is nothing to see yet", remedy="Add photos and say what to make of them.")


@contextmanager
def open_reel(
    *files: Pathlike,
    studio: Studio | None = None,
    url: str | None = None,
    session: str | None = None,
    name: str = "reel",
    lang: str = "en",
) -> Iterator[Reel]:
    """A new video of these files, or with `session` one that was begun; close it, or use `with`.

    It lives in `studio`, at the service under `url`, or else in the user's own data folder."""
    with opened(url, name=name, session=session, lang=lang, studio=studio) as project:
        reel = Reel(project)
        if files:
            reel.add(*files)
        yield reel
