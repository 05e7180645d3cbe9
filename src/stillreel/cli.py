"""The command line: it translates words and paths, nothing more.

Answers go to stdout (`--json`: one JSON value), progress and remarks to stderr. Heavy rooms are imported when a
command needs them, so that `--help` is instant. Exit codes: 0 done, 1 could not, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_admin import admin
from .cli_batch import batch
from .cli_chat import chat
from .cli_files import film_place, place_of, remark, take
from .cli_mcp import mcp
from .cli_screen import bar
from .cli_serve import serve
from .cli_skill import skill
from .errors import StillreelError

if TYPE_CHECKING:
    from .client import Film
    from .studio import Studio

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
Url = Annotated[
    str | None, typer.Option("--url", "--server", help="A service that makes it, http://host:port.")
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
    url: Url = None,
    data: Data = None,
) -> None:
    """Make a finished video from photos and a sentence."""
    from .opened import opened

    began = time.monotonic()
    out = film_place(out)
    draft = draft and place_of(draft, "draft.json")
    with opened(url, data, out.stem, keep=False) as project:
        take(project, photos)
        answer = project.say(say)
        if not any(track.get("sg") for track in answer.state.draft.get("t") or ()):
            remark(answer.text)
            raise typer.Exit(1)
        if draft is not None:
            _write_draft(draft, answer.state.draft)
        with bar(quiet=as_json) as on:
            film = project.preview(out, on) if preview else project.export(out, quality, on)
    _tell(film, answer.text, answer.state.draft, answer.state.summary, time.monotonic() - began, as_json)


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
    from .draft.model import dump
    from .draft.rules import load
    from .draft.summary import summary
    from .embedded import Embedded, filmed

    began = time.monotonic()
    out = film_place(out)
    with _studio(data) as studio:
        document = load(_read(draft))
        project = Embedded(studio, name=out.stem)
        try:
            if photos:
                take(project, photos)
            screen = studio.show(document)
            with bar(quiet=as_json) as on:
                film = filmed(screen, out, None if preview else quality, on)
        finally:
            studio.delete(project.session)
    took = time.monotonic() - began
    _tell(film, None, dump(screen.draft), summary(screen.draft), took, as_json)


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


def _tell(
    film: Film, reply: str | None, draft: Mapping[str, Any], summary: str, took: float, as_json: bool
) -> None:
    if as_json:
        value: dict[str, Any] = {
            "path": str(film.path),
            "seconds": film.seconds,
            "frames": film.frames,
            "bytes": film.size,
            "pieces": film.pieces,
            "reused": film.reused,
            "took": round(took, 3),
            "variants": [str(other.path) for other in film.others],
            "summary": summary,
            "notes": list(film.notes),
            "reply": reply,
            "draft": dict(draft),
        }
        print(json.dumps(value, ensure_ascii=False))
        return
    if reply:
        print(reply)
    for note in film.notes:
        print(f"note: {note}")
    print(summary)
    for made in (film, *film.others):
        pieces = f" (pieces: {made.pieces}, reused: {made.reused})" if made.pieces else ""
        length = f"{round(made.seconds, 2):g} s of video, " if made.seconds else ""
        print(f"{made.path}  {length}{made.size / 1e6:.1f} MB, made in {took:.1f} s{pieces}")


def _write_draft(place: Path, draft: Mapping[str, Any]) -> None:
    text = json.dumps(dict(draft), ensure_ascii=False, indent=1)
    place.write_text(text + "\n", "utf-8")


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{place} cannot be read: {error.strerror}") from None
