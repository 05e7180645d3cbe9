"""`stillreel chat`: a conversation in the terminal, or line by line through a pipe.

It speaks to a `Project`: the studio in this process, or a service with `--server`. Invariant: in a pipe there are
no colours, no bars and no questions back; a line in is a reply out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_paths import dropped
from .cli_strip import strip
from .errors import StillreelError
from .opened import opened

if TYPE_CHECKING:
    from .client import Answer, Film, Heard, Progress, Project, State

HELP = """Say what you want, in plain words; drop photos, clips and songs on the window.
  /undo  /redo           back and forth
  /preview [FILE]        the quick small film        /sheet [FILE]   a contact sheet
  /export [FILE]         the film; the suffix decides the format: mp4, webm, mov, gif, webp
  /status                the timeline                /credits        what is left
  /help  /quit"""


class Chat:
    """One conversation. `show` takes finished lines, `bar` watches what takes time."""

    def __init__(
        self,
        project: Project,
        show: Callable[[str], None] = print,
        *,
        out: Path = Path("reel.mp4"),
        bar: Callable[[Progress], None] | None = None,
        width: int = 80,
    ) -> None:
        self.project, self.show, self.out, self.bar, self.width = project, show, out, bar, width

    def turn(self, line: str) -> bool:
        """One line; False when it was the last. Errors become a line."""
        line = line.strip()
        try:
            if line.startswith("/") and not Path(line.split()[0]).exists():
                return self._command(line)
            files, words = dropped(line)
            if files:
                self.add(files)
            if words:
                self._say(words)
        except StillreelError as error:
            self.show(str(error))
        return True

    def add(self, files: tuple[Path, ...]) -> None:
        """Uploads and says what was taken."""
        upload = self.project.upload(files)
        for name, reason in upload.rejected:
            self.show(f"left out {name}: {reason}")
        names = ", ".join(str(f.get("name")) for f in upload.files)
        self.show(f"added {len(upload.files)}: {names}")

    def _say(self, words: str) -> None:
        from .client import route

        way = route(words)
        if way is None:
            heard: list[str] = []
            answer = self.project.say(words, lambda h: self._hear(h, heard))
            self._told(answer, heard)
            way = answer.route  # type: ignore[assignment]
        if way == "export":
            self._film(self.out, preview=False)
        elif way == "credits":
            self._credits()
        elif way == "status":
            self._status(self.project.state())
        elif way == "upload":
            self.show("Drop the files here, or type their paths.")

    def _hear(self, heard: Heard, told: list[str]) -> None:
        if heard.kind == "chunk" or (heard.kind == "text" and heard.text):
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
        elif name in ("preview", "export", "sheet"):
            self._file_of(name, rest.strip().strip("'\""))
        elif name == "status":
            self._status(self.project.state())
        elif name == "credits":
            self._credits()
        else:
            self.show(HELP if name == "help" else f"There is no /{name}.\n{HELP}")
        return True

    def _file_of(self, name: str, place: str) -> None:
        if name == "sheet":
            out = Path(place or self.out.with_name(f"{self.out.stem}-sheet.jpg")).expanduser()
            out.write_bytes(self.project.sheet())
            self.show(f"{out}  the contact sheet")
            return
        usual = self.out if name == "export" else self.out.with_name(f"{self.out.stem}-preview.mp4")
        self._film(Path(place).expanduser() if place else usual, preview=name == "preview")

    def _film(self, out: Path, *, preview: bool) -> None:
        film: Film = self.project.preview(out, self.bar) if preview else self.project.export(out, on=self.bar)
        length = f"{film.seconds:g} s, " if film.seconds else ""
        self.show(f"{film.path}  {length}{film.size / 1e6:.1f} MB")

    def _status(self, state: State) -> None:
        self.show(state.summary)
        self.show(strip(state.draft, self.width))

    def _credits(self) -> None:
        row = self.project.balance()
        if row.get("total") is None:
            self.show("Nothing is counted on your own machine.")
        else:
            self.show(f"credits: {row.get('available')} of {row.get('total')} ({row.get('frozen')} held)")


def chat(
    photos: Annotated[
        list[Path] | None, typer.Argument(help="Photos, clips and songs to begin with.")
    ] = None,
    server: Annotated[
        str | None, typer.Option("--server", help="A service to speak to, http://host:port.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where an export goes.")] = Path("reel.mp4"),
    session: Annotated[str | None, typer.Option("--session", help="Go on with this session.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the embedded studio.")] = None,
) -> None:
    """Make a video by conversation."""
    person = sys.stdin.isatty() and sys.stdout.isatty()
    with opened(server, data, out.stem, session) as project, _screen(person) as (show, bar):
        talk = Chat(project, show, out=out, bar=bar, width=get_terminal_size((80, 24)).columns)
        if photos:
            talk.add(tuple(photos))
        elif person:
            show("Ready. Drop your photos here and say what you want to make. /help")
        for line in _asked() if person else sys.stdin:
            if line.strip() and not talk.turn(line):
                break


def _asked() -> Iterator[str]:
    """Lines that a person types, with a history kept between conversations."""
    import readline

    from .client.identity import config_home

    place = config_home() / "chat_history"
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.exists():
        readline.read_history_file(place)
    readline.set_history_length(1000)
    try:
        while True:
            yield input("› ")
    except EOFError:
        print()
    finally:
        readline.write_history_file(place)
        place.chmod(0o600)


@contextmanager
def _screen(person: bool) -> Iterator[tuple[Callable[[str], None], Callable[[Progress], None] | None]]:
    """How lines are shown, and the bar; a pipe gets plain lines at once."""
    if not person:
        yield (lambda text: print(text, flush=True)), None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(highlight=False)
    columns = (
        TextColumn("rendering"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[left]}"),
    )
    bars: list[Bar] = []

    def watch(step: Progress) -> None:
        if not bars:
            bars.append(Bar(*columns, console=console, transient=True))
            bars[0].start()
            bars[0].add_task("", total=100.0, left="")
        left = f"{step.eta_s:.0f} s left" if step.eta_s else ""
        bars[0].update(bars[0].task_ids[0], completed=step.percent, left=left)

    def show(text: str) -> None:
        while bars:
            bars.pop().stop()
        console.print(text, markup=False)

    try:
        yield show, watch
    finally:
        while bars:
            bars.pop().stop()
