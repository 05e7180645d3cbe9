"""The command line: it translates words and paths, nothing more.

Answers go to stdout (`--json`: one JSON value), progress and remarks to stderr. Heavy rooms are imported when a
command needs them, so that `--help` is instant. Exit codes: 0 done, 1 could not, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_admin import admin
from .cli_batch import batch
from .cli_chat import chat
from .cli_files import film_place, place_of, remark, take
from .cli_mcp import mcp
from .cli_serve import serve
from .cli_skill import skill
from .errors import StillreelError

if TYPE_CHECKING:
    from .render.progress import Progress, Result
    from .screen import Screen
    from .studio import Studio, Turn

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn still images into shareable videos by chat.",
    epilog='Try: stillreel make a.jpg b.jpg c.jpg --say "a 15-second promo with music" -o promo.mp4',
)

Photos = Annotated[
    list[Path], typer.Argument(help="Photos, clips and songs, in the order they should appear.")
]
Out = Annotated[
    Path, typer.Option("--out", "-o", help="Where the video goes; the suffix decides the format.")
]
Data = Annotated[
    Path | None, typer.Option("--data", help="Data folder; STILLREEL_DATA, else the user's own.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on stdout, for machines.")]
Quality = Annotated[str, typer.Option("--quality", "-q", help="draft, standard, high or master.")]
Preview = Annotated[bool, typer.Option("--preview", help="The quick small one.")]


@app.command()
def make(
    photos: Photos,
    say: Annotated[
        str, typer.Option("--say", "-s", help="What to make of them, in plain words.")
    ] = "make a video",
    out: Out = Path("reel.mp4"),
    draft: Annotated[Path | None, typer.Option("--draft", help="Keep the draft as JSON here.")] = None,
    quality: Quality = "standard",
    preview: Preview = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Make a finished video from photos and a sentence."""
    began = time.monotonic()
    out = film_place(out)
    draft = draft and place_of(draft, "draft.json")
    with _studio(data) as studio:
        session = studio.create(out.stem)
        try:
            take(studio, session.id, photos)
            turn = studio.say(session.id, say)
            screen = _watchable(studio, session.id, turn)
            if draft is not None:
                _write_draft(draft, screen)
            results = _film(screen, out, quality, preview, quiet=as_json)
        finally:
            studio.delete(session.id)
    _tell(results, turn, screen, time.monotonic() - began, as_json)


@app.command()
def render(
    draft: Annotated[Path, typer.Argument(help="A draft as JSON, e.g. from make --draft.")],
    photos: Annotated[
        list[Path] | None, typer.Argument(help="Files it shows, if they were never added here.")
    ] = None,
    out: Out = Path("reel.mp4"),
    quality: Quality = "standard",
    preview: Preview = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Render a saved draft."""
    from .draft.rules import load

    began = time.monotonic()
    out = film_place(out)
    with _studio(data) as studio:
        document = load(_read(draft))
        session = studio.create(out.stem)
        try:
            if photos:
                take(studio, session.id, photos)
            screen = studio.show(document)
            results = _film(screen, out, quality, preview, quiet=as_json)
        finally:
            studio.delete(session.id)
    _tell(results, None, screen, time.monotonic() - began, as_json)


@app.command()
def catalog(
    kind: Annotated[
        str | None, typer.Argument(help="transitions, motions, looks, titles, music, platforms ...")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Every word of the vocabulary."""
    from .catalog.index import SHELVES

    if kind is not None and kind not in SHELVES:
        raise typer.BadParameter(f"one of: {', '.join(SHELVES)}")
    wanted = {kind: SHELVES[kind]} if kind else SHELVES
    if as_json:
        rows = {
            name: [{"name": w.name, "en": w.en, "zh": w.zh, "aliases": w.aliases} for w in shelf]
            for name, shelf in wanted.items()
        }
        print(json.dumps(rows, ensure_ascii=False))
        return
    if kind is not None:
        wide = max(len(word.name) for word in SHELVES[kind])
        for word in SHELVES[kind]:
            print(f"{word.name:{wide}}  {', '.join(word.en)}")
        return
    for name, shelf in wanted.items():
        print(f"{name}: {' '.join(word.name for word in shelf)}")


app.command()(chat)
app.command()(batch)
app.command()(serve)
app.add_typer(admin, name="admin")
app.command()(mcp)
app.command()(skill)


@app.command(hidden=True)
def warm() -> None:
    """Compile the hot loops now, so that no first video waits for it. Called by `make setup`."""
    from .warmth import warm_up

    began = time.monotonic()
    warm_up()
    remark(f"ready ({time.monotonic() - began:.0f} s)")


def main() -> None:
    """The console script: errors become one clear line, an interrupt leaves quietly."""
    try:
        app(standalone_mode=True)
    except StillreelError as error:
        remark(f"stillreel: {error}")
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        remark(f"stillreel: {where}{error.strerror or error}. Check the path, or choose another.")
        sys.exit(1)
    except KeyboardInterrupt:
        remark("stillreel: stopped; nothing was written")
        sys.exit(130)


def _studio(data: Path | None) -> Studio:
    from .configured import configured

    return configured(data)


def _watchable(studio: Studio, session_id: str, turn: Turn) -> Screen:
    if not turn.state.draft.ready:
        remark(turn.text)
        raise typer.Exit(1)
    return studio.screen(session_id)


def _film(screen: Screen, out: Path, quality: str, preview: bool, *, quiet: bool) -> list[Result]:
    from .render.progress import Result

    events = screen.preview(out) if preview else screen.export(out, quality=quality)
    return [event for event in _shown(events, quiet) if isinstance(event, Result)]


def _shown(events: Iterator[Progress | Result], quiet: bool) -> Iterator[Progress | Result]:
    """Passes events on while a bar on stderr counts seconds of video."""
    if quiet or not sys.stderr.isatty():
        yield from events
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    from .render.progress import Progress

    columns = (TextColumn("rendering"), BarColumn(), TextColumn("{task.fields[words]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, words="")
        for event in events:
            if isinstance(event, Progress):
                left = f", {event.left[1]:.0f} s left" if event.left else ""
                words = f"{event.frames_done}/{event.frames} frames{left}"
                bar.update(task, completed=event.share, words=words)
            yield event


def _tell(results: list[Result], turn: Turn | None, screen: Screen, took: float, as_json: bool) -> None:
    from .draft.model import dump
    from .draft.summary import summary

    notes = [str(note) for note in screen.timeline().notes]
    result = results[0]
    if as_json:
        value: dict[str, Any] = {
            "path": str(result.path),
            "seconds": result.seconds,
            "frames": result.frames,
            "bytes": result.size,
            "pieces": result.pieces,
            "reused": result.reused,
            "took": round(took, 3),
            "variants": [str(other.path) for other in results[1:]],
            "summary": summary(screen.draft),
            "notes": notes,
            "reply": turn.text if turn is not None else None,
            "draft": dump(screen.draft),
        }
        print(json.dumps(value, ensure_ascii=False))
        return
    if turn is not None and turn.text:
        print(turn.text)
    for note in notes:
        print(f"note: {note}")
    print(summary(screen.draft))
    for made in results:
        pieces = f"pieces: {made.pieces}, reused: {made.reused}"
        print(
            f"{made.path}  {made.seconds:g} s of video, {made.size / 1e6:.1f} MB, made in {took:.1f} s ({pieces})"
        )


def _write_draft(place: Path, screen: Screen) -> None:
    from .draft.model import dump

    text = json.dumps(dump(screen.draft), ensure_ascii=False, indent=1)
    place.write_text(text + "\n", "utf-8")


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{place} cannot be read: {error.strerror}") from None
