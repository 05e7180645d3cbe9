"""`stillreel chat`: a conversation in the terminal, or line by line through a pipe.

It speaks to a `Project`: the studio in this process, or a service with `--server`. Invariant: in a pipe there are
no colours, no bars and no questions back; a line in is a reply out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_files import film_place, place_of
from .cli_paths import dropped
from .cli_screen import asked, screen
from .cli_strip import strip
from .errors import Refused, StillreelError
from .opened import opened

if TYPE_CHECKING:
    from .client import Answer, Heard, Progress, Project, State

HELP = """Say what you want, in plain words; drop photos, clips and songs on the window.
  /undo  /redo           back and forth
  /preview [FILE]        the quick small film        /sheet [FILE]   a contact sheet
  /export [FILE]         the film; the suffix decides the format: mp4, webm, mov, gif, webp
  /status                the timeline                /draft [FILE]   the document as JSON
  /credits               what is left                /help  /quit"""
COMMANDS = (
    "/undo",
    "/redo",
    "/preview",
    "/export",
    "/sheet",
    "/draft",
    "/status",
    "/credits",
    "/help",
    "/quit",
)
_FORM = re.compile(r"\b(mp4|webm|mov|gif|webp)\b", re.IGNORECASE)
_BEST = re.compile(r"\b(?:high|highest|best|full) quality\b|高清|高质量|最高", re.IGNORECASE)


class Chat:
    """One conversation. `show` takes finished lines, `piece` parts of one, `bar` watches what takes time."""

    def __init__(
        self,
        project: Project,
        show: Callable[[str], None] = print,
        *,
        out: Path = Path("reel.mp4"),
        bar: Callable[[Progress], None] | None = None,
        piece: Callable[[str], None] | None = None,
        width: int = 80,
    ) -> None:
        self.project, self.out, self.bar, self.width = project, out, bar, width
        self._show, self._piece, self._begun = show, piece, False

    def show(self, text: str) -> None:
        """A line of its own, whatever stands before it."""
        if self._begun and self._piece is not None:
            self._piece("\n")
        self._begun = False
        self._show(text)

    def turn(self, line: str) -> bool:
        """One line; False when it was the last. Errors become a line, an interrupt ends the turn alone."""
        line = line.strip()
        try:
            if line.startswith("/") and not _path_like(line):
                return self._command(line)
            files, words = dropped(line)
            if files:
                self.add(files)
            if words:
                self._say(words)
        except StillreelError as error:
            self.show(str(error))
        except KeyboardInterrupt:
            self.show("Stopped. Nothing is lost: /status tells where it stands.")
        if self._begun and self._piece is not None:
            self._piece("\n")
            self._begun = False
        return True

    def add(self, files: tuple[Path, ...]) -> None:
        """Uploads and says what was taken."""
        self.show(str(self.project.upload(files)))

    def _say(self, words: str) -> None:
        from .client import route

        way = route(words)
        if way is None:
            heard: list[str] = []
            answer = self.project.say(words, lambda h: self._hear(h, heard))
            self._told(answer, heard)
            way = answer.route  # type: ignore[assignment]
        if way == "export":
            form, best = _FORM.search(words), _BEST.search(words)
            out = self.out.with_suffix(f".{form[1].lower()}") if form else self.out
            self._film(out, preview=False, quality="high" if best else "standard")
        elif way == "credits":
            self._credits()
        elif way == "status":
            self._status(self.project.state())
        elif way == "upload":
            self.show("Drop the files here, or type their paths.")

    def _hear(self, heard: Heard, told: list[str]) -> None:
        if heard.kind == "chunk" and self._piece is not None:
            told.append(heard.text)
            self._piece(heard.text)
            self._begun = True
        elif heard.kind == "text" and heard.text:
            told.append(heard.text)
            self.show(heard.text)
        elif heard.kind in ("waiting", "note"):
            self.show(heard.text)

    def _told(self, answer: Answer, heard: list[str]) -> None:
        if not heard and answer.text:
            self.show(answer.text)
        if answer.changed:
            self.show(strip(answer.state.draft, self.width))

    def _command(self, line: str) -> bool:
        name, _, rest = line[1:].partition(" ")
        if name in ("quit", "exit", "q"):
            return False
        if name in ("undo", "redo"):
            self._status(self.project.undo() if name == "undo" else self.project.redo())
        elif name in ("preview", "export", "sheet", "draft"):
            self._file_of(name, rest.strip().strip("'\""))
        elif name == "status":
            self._status(self.project.state())
        elif name == "credits":
            self._credits()
        elif name == "help":
            self.show(HELP)
        else:
            near = get_close_matches(f"/{name}", COMMANDS, n=1)
            self.show(
                f"There is no /{name}; did you mean {near[0]}?" if near else f"There is no /{name}.\n{HELP}"
            )
        return True

    def _file_of(self, name: str, place: str) -> None:
        if name in ("sheet", "draft"):
            ending, what = (".jpg", "the contact sheet") if name == "sheet" else (".json", "the document")
            out = place_of(Path(place) if place else self.out.with_name(f"{self.out.stem}-{name}{ending}"))
            state = self.project.state()
            if name == "draft":
                out.write_text(json.dumps(dict(state.draft), ensure_ascii=False, indent=1) + "\n", "utf-8")
            else:
                self._visible(state)
                out.write_bytes(self.project.sheet())
            self.show(f"{out}  {what}")
            return
        usual = self.out if name == "export" else self.out.with_name(f"{self.out.stem}-preview.mp4")
        self._film(Path(place) if place else usual, preview=name == "preview")

    def _film(self, out: Path, *, preview: bool, quality: str = "standard") -> None:
        self._visible(self.project.state())
        out = film_place(out)
        made = self.project.preview(out, self.bar) if preview else self.project.export(out, quality, self.bar)
        self.show(str(made))

    def _visible(self, state: State) -> None:
        if not any(t.get("sg") for t in state.draft.get("t") or ()):
            raise Refused("there is no video yet", remedy="Drop photos here and say what to make of them.")

    def _status(self, state: State) -> None:
        self.show(state.summary)
        self.show(strip(state.draft, self.width))

    def _credits(self) -> None:
        row = self.project.balance()
        if row.get("total") is None:
            self.show("Nothing is counted on your own machine.")
        else:
            self.show(f"credits: {row.get('available')} of {row.get('total')} ({row.get('frozen')} held)")


def _path_like(line: str) -> bool:
    """Whether a line that begins with a slash is a path, there or mistyped, and no command."""
    first = line.split()[0]
    return "/" in first[1:] or "." in first or Path(first).exists()


def chat(
    photos: Annotated[
        list[Path] | None, typer.Argument(help="Photos, clips and songs to begin with.")
    ] = None,
    server: Annotated[
        str | None, typer.Option("--url", "--server", help="A service to speak to, http://host:port.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where an export goes.")] = Path("reel.mp4"),
    session: Annotated[str | None, typer.Option("--session", help="Go on with this session.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the embedded studio.")] = None,
) -> None:
    """Make a video by conversation."""
    person = sys.stdin.isatty() and sys.stdout.isatty()
    out = film_place(out)
    with opened(server, data, out.stem, session) as project, screen(person) as (show, bar, piece):
        width = get_terminal_size((80, 24)).columns
        talk = Chat(project, show, out=out, bar=bar, piece=piece, width=width)
        if session:
            talk.turn("/status")
        if photos:
            talk.add(tuple(p.expanduser() for p in photos))
        elif person:
            show("Ready. Drop your photos here and say what you want to make. /help")
        for line in asked(COMMANDS) if person else sys.stdin:
            if line.strip() and not talk.turn(line):
                break
        if person:
            where = f" --url {server}" if server else f" --data {data}" if data else ""
            show(f"To go on later: stillreel chat --session {project.state().session}{where}")
