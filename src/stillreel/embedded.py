"""The studio in this process, as the `Project` that every face speaks to: nothing needs a running server.

It translates between the client's values and the studio's verbs. Invariant: the same words give the same draft and
the same file here as over HTTP.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .client.values import Answer, Film, Heard, Listener, Progress, State, Upload, Watcher
from .draft.edits import read
from .draft.model import dump
from .errors import RenderFailed, StillreelError, Unfetchable
from .fetch import Fetcher
from .studio import MAX_FILE, Added, Studio, Turn
from .studio import State as Stood

if TYPE_CHECKING:
    from .render.progress import Result
    from .screen import Screen


class Embedded:
    """One session of a studio. Fulfils `client.Project`."""

    def __init__(
        self,
        studio: Studio,
        session: str | None = None,
        name: str = "project",
        lang: str = "en",
        fetcher: Fetcher | None = None,
    ) -> None:
        self.studio, self._fetcher = studio, fetcher or Fetcher()
        self.session = studio.state(session).session.id if session else studio.create(name, lang).id

    def upload(self, files: Sequence[Path]) -> Upload:
        """Adds photos, clips and songs in this order."""
        return _taken(self.studio.add(self.session, tuple(files)), ())

    def fetch(self, urls: Sequence[str]) -> Upload:
        """Adds files by their public addresses, in this order, under the rules of the service: never this network."""
        from .fetch.urls import parse

        came: list[tuple[Path, str]] = []
        rejected: list[tuple[str, StillreelError]] = []
        with TemporaryDirectory(prefix="stillreel-fetch-") as folder:
            for n, url in enumerate(urls):
                place, name = Path(folder) / str(n), url[:200]
                try:
                    name = parse(url).name or "file"
                    with place.open("xb") as file:
                        self._fetcher.download(url, file.write, MAX_FILE)
                except ValueError:
                    rejected.append((name, Unfetchable("the address could not be fetched")))
                except StillreelError as error:
                    rejected.append((name, error))
                else:
                    came.append((place, name))
            if rejected and not came:
                raise rejected[0][1]
            added = self.studio.add(self.session, came)
        return _taken(added, rejected)

    def say(self, text: str, on: Listener | None = None) -> Answer:
        """One message in plain words."""
        turn = self.studio.say(self.session, text)
        if on is not None:
            for step in turn.edits:
                value = step.dump()
                on(Heard("call", str(value.pop("op")), value))
            on(Heard("text", turn.text))
        return self._answer(turn)

    def edit(self, edits: Sequence[Mapping[str, Any]]) -> Answer:
        """Typed edits, all or none."""
        return self._answer(self.studio.edit(self.session, [read(dict(e)) for e in edits]))

    def undo(self) -> State:
        """One step back. Raises Refused where there is none."""
        return self._state(self.studio.travel(self.session, "undo"))

    def redo(self) -> State:
        """One step forward again. Raises Refused where there is none."""
        return self._state(self.studio.travel(self.session, "redo"))

    def state(self) -> State:
        """Where it stands."""
        return self._state(self.studio.state(self.session))

    def export(self, out: Path, quality: str = "standard", on: Watcher | None = None) -> Film:
        """The film at `out`, whose suffix decides the format."""
        out.parent.mkdir(parents=True, exist_ok=True)
        return filmed(self.studio.screen(self.session), out, quality, on)

    def preview(self, out: Path, on: Watcher | None = None) -> Film:
        """The quick small film."""
        out.parent.mkdir(parents=True, exist_ok=True)
        return filmed(self.studio.screen(self.session), out, None, on)

    def frame(self, ms: int, width: int = 540) -> bytes:
        """The picture at a moment, as JPEG."""
        return self.studio.screen(self.session).frame(ms, width)

    def sheet(self) -> bytes:
        """A contact sheet, as JPEG."""
        return self.studio.screen(self.session).sheet()

    def balance(self) -> Mapping[str, Any]:
        """Nothing is counted on one's own machine: available, frozen and total are None."""
        return {"available": None, "frozen": None, "total": None}

    def _answer(self, turn: Turn) -> Answer:
        return Answer(turn.text, self._state(turn.state), turn.changed, turn.done, turn.route, turn.asked)

    def _state(self, stood: Stood) -> State:
        files = tuple(_file(asdict(a)) for a in stood.shelf)
        return State(self.session, stood.revision, dump(stood.draft), stood.summary, files)


def _taken(added: Added, failed: Sequence[tuple[str, StillreelError]]) -> Upload:
    rejected = (*failed, *added.rejected)
    kept = tuple(_file(asdict(a)) for a in added.assets)
    return Upload(kept, tuple((name, str(error)) for name, error in rejected))


def _file(facts: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: facts[k] for k in ("id", "name", "kind", "mime", "size", "width", "height")}
    return kept | {"duration": facts["duration"] / 1000}


def filmed(screen: Screen, out: Path, quality: str | None, on: Watcher | None) -> Film:
    """Renders a draft, `quality` None: the quick small film; tells how far it is."""
    from .render.progress import Result

    events = screen.preview(out) if quality is None else screen.export(out, quality=quality)
    films: list[Film] = []
    for event in events:
        if isinstance(event, Result):
            films.append(_as_film(event))
        elif on is not None:
            left = event.left[1] if event.left else None
            on(Progress(round(event.share * 100, 1), "processing", left))
    if not films:
        raise RenderFailed("the export ended without a file")
    notes = tuple(str(note) for note in screen.timeline().notes)
    return replace(films[0], others=tuple(films[1:]), notes=notes)


def _as_film(made: Result) -> Film:
    with made.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Film(
        made.path,
        made.seconds,
        made.size,
        sha256=digest,
        frames=made.frames,
        pieces=made.pieces,
        reused=made.reused,
    )
