"""The tools: few enough to choose from, each saying what it came to and where the project stands now.

    start upload make say edit undo redo state preview export catalog

`table(local=True)` is for one's own machine (files by path), the other for HTTP (bytes and addresses). Invariant:
what changes the project answers with the changed outline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..cli_paths import dropped
from ..client import Answer, Project, State, Upload
from ..draft.edits.make import Make as MakeEdit
from ..errors import BadRequest, Refused
from . import schemas
from .files import mime_of, unpacked
from .outline import facts, outline
from .tool import Asked, Call, File, Picture, Told, Tool, place_of

Quality = Literal["draft", "standard", "high", "master"]
Format = Literal["mp4", "webm", "mov", "gif", "webp"]
_KEPT = frozenset(Asked.model_fields)
_FILES = ("asset", "assets", "song", "order", "use")
"""Fields of edits that name files."""


class Start(Asked):
    """Start a new, empty project and work on it from now on. Not needed for the first one."""

    name: Annotated[str, Field(max_length=200, description="What to call it.")] = "project"
    lang: Annotated[str, Field(max_length=16, description="Language of the answers: en or zh.")] = "en"


class UploadPaths(Asked):
    """Add photos, clips and songs from this machine, in the order they should appear. jpg, png, webp, gif, mp4, mov,
    avi, webm, mkv, mp3, wav, m4a, aac; 200 MB each."""

    files: Annotated[
        list[str], Field(min_length=1, max_length=50, description="Paths of files on this machine.")
    ]


class Given(BaseModel):
    """One file: its bytes, or the address it can be fetched from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=300)] = "file"
    data: Annotated[str | None, Field(description="The bytes, base64.")] = None
    url: Annotated[str | None, Field(max_length=4000, description="https://... instead of data.")] = None


class UploadBytes(Asked):
    """Add photos, clips and songs, in the order they should appear, as base64 (48 MB a call) or by public address.
    jpg, png, webp, gif, mp4, mov, avi, webm, mkv, mp3, wav, m4a, aac; 200 MB each."""

    files: Annotated[list[Given], Field(min_length=1, max_length=50)]


class Make(Asked, MakeEdit):
    """Make the whole video anew from the uploads; everything that you leave out is directed for you. `length` is the
    total, `each` a photo's, in ms; `aspect` "9:16", "16:9", "1:1" ..., or a `platform`; music, transitions, motion:
    false for none, or a word of the catalogue; `song`, `order`, `use`: files by id or name."""


class Say(Asked):
    """Say in plain words (English or Chinese) what to make or change: "a 15-second promo with upbeat music", "swap the
    first two and make the music quieter". Understands most of what the edits can do; use `edit` where exactness
    matters."""

    text: Annotated[str, Field(min_length=1, max_length=8000)]


class Edit(Asked):
    """Change the video by typed edits, in order, all or none. Times are whole ms, positions and amounts fractions.
    Shots and texts are named by id or by place from 1. Words (transitions, looks, music ...) are those of `catalog`."""

    edits: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=200)]


class Undo(Asked):
    """Take back the last change."""


class Redo(Asked):
    """Do again what was taken back."""


class Where(Asked):
    """Where the project stands: timeline, ids of shots and texts, files. `draft`: the whole document, too."""

    draft: bool = False


class Preview(Asked):
    """See the video: a contact sheet of twelve moments, or one frame."""

    at_ms: Annotated[int | None, Field(ge=0, le=3_600_000, description="A moment: that frame alone.")] = None
    width: Annotated[int, Field(ge=64, le=1920, description="Pixels of that frame.")] = 540


class ExportHere(Asked):
    """Make the finished file. Takes seconds to minutes; tells how far it is. `preview`: the quick small one instead."""

    path: Annotated[str, Field(max_length=1000, description="Where to; the suffix decides the format.")] = (
        "reel.mp4"
    )
    quality: Quality = "standard"
    preview: bool = False
    overwrite: Annotated[bool, Field(description="Write over a file that is there.")] = False


class ExportThere(Asked):
    """Make the finished file and get a link to it, good for a day. Takes seconds to minutes; tells how far it is.
    `preview`: the quick small one instead."""

    format: Format = "mp4"
    quality: Quality = "standard"
    preview: bool = False


class Catalog(Asked):
    """The words the video is made of, with what people call them: transitions, motions, looks, music ..."""

    kind: Annotated[str | None, Field(description="One shelf; left out: the names on all of them.")] = None


def _told(text: str, state: State, **more: Any) -> Told:
    return Told(f"{text}\n\n{outline(state)}".strip(), {**facts(state), **more})


def answered(answer: Answer) -> Told:
    """What came of words or edits."""
    way = {
        "export": "Call the tool `export` for the file.",
        "upload": "Call the tool `upload` with the files.",
        "status": "",
        "credits": "",
    }.get(answer.route or "", "")
    told = _told(
        f"{answer.text}\n{way}".strip(), answer.state, changed=answer.changed, done=list(answer.done)
    )
    return Told(told.text, told.values, asked=answer.asked)


def _uploaded(upload: Upload, state: State) -> Told:
    lines = [f"added {len(upload.files)}: {', '.join(str(f.get('name')) for f in upload.files)}"]
    lines += [f"left out {name}: {reason}" for name, reason in upload.rejected]
    rejected = [{"name": name, "reason": reason} for name, reason in upload.rejected]
    return _told("\n".join(lines), state, rejected=rejected)


def start(call: Call[Start]) -> Told:
    """The project is new already: see `projects.py`."""
    state = call.project.state()
    return Told(f"Started {call.wish.name}, project {state.session}. Upload photos next.", facts(state))


def upload_paths(call: Call[UploadPaths]) -> Told:
    """By path, on one's own machine."""
    taken = call.project.upload([place_of(text) for text in call.wish.files])
    return _uploaded(taken, call.project.state())


def upload_bytes(call: Call[UploadBytes]) -> Told:
    """By bytes and addresses."""
    bytes_ = [(f.name, f.data) for f in call.wish.files if f.data is not None and f.url is None]
    urls = [f.url for f in call.wish.files if f.url is not None and f.data is None]
    if len(bytes_) + len(urls) != len(call.wish.files):
        raise BadRequest("each file has either data or url")
    files: list[Mapping[str, Any]] = []
    rejected: list[tuple[str, str]] = []
    with ExitStack() as stack:
        if bytes_:
            paths = stack.enter_context(unpacked(bytes_))
            _gather(call.project.upload(paths), files, rejected)
        if urls:
            _gather(call.project.fetch(urls), files, rejected)
    return _uploaded(Upload(tuple(files), tuple(rejected)), call.project.state())


def _gather(taken: Upload, files: list[Mapping[str, Any]], rejected: list[tuple[str, str]]) -> None:
    files += taken.files
    rejected += taken.rejected


def make(call: Call[Make]) -> Told:
    """The edit `make`."""
    fields = call.wish.model_dump(mode="json", exclude_unset=True, exclude=set(_KEPT))
    return answered(call.project.edit(_named([{"op": "make", **fields}], call.project)))


def say(call: Call[Say]) -> Told:
    """One message."""
    return answered(call.project.say(call.wish.text))


def answer(call: Call[Say], text: str) -> Told:
    """What a person answered to a question about a message: by itself, else together with the message. On one's own
    machine the answer may be files."""
    files, words = dropped(text) if call.films.local else ((), text)
    if files:
        call.project.upload(files)
        return answered(call.project.say(words or call.wish.text))
    first = call.project.say(text)
    if first.changed or first.asked:
        return answered(first)
    both = call.project.say(f"{call.wish.text}, {text}")
    return answered(both if both.changed else first)


def edit(call: Call[Edit]) -> Told:
    """Typed edits."""
    return answered(call.project.edit(_named(call.wish.edits, call.project)))


def _named(edits: Sequence[Mapping[str, Any]], project: Project) -> list[dict[str, Any]]:
    """The edits with files by their ids where they were called by name, or by the beginning of the id."""
    if not any(key in edit for edit in edits for key in _FILES):
        return [dict(e) for e in edits]
    files = project.state().files

    def id_of(word: Any) -> Any:
        if isinstance(word, list):
            return [id_of(w) for w in word]
        found = [f["id"] for f in files if isinstance(word, str) and _called(f, word)]
        return found[0] if found else word

    return [{k: id_of(v) if k in _FILES else v for k, v in edit.items()} for edit in edits]


def _called(file: Mapping[str, Any], word: str) -> bool:
    return file.get("name") == word or (len(word) >= 8 and str(file.get("id")).startswith(word))


def undo(call: Call[Undo]) -> Told:
    """One step back."""
    return _told("Taken back.", call.project.undo())


def redo(call: Call[Redo]) -> Told:
    """One step forward."""
    return _told("Done again.", call.project.redo())


def where(call: Call[Where]) -> Told:
    """Where it stands."""
    now = call.project.state()
    more = {"draft": dict(now.draft)} if call.wish.draft else {}
    return Told(outline(now), {**facts(now), **more})


def preview(call: Call[Preview]) -> Told:
    """A picture."""
    now = call.project.state()
    if not facts(now)["shots"]:
        raise Refused("there is nothing to see yet", remedy="Upload photos and make a video first.")
    at = call.wish.at_ms
    jpeg = call.project.sheet() if at is None else call.project.frame(at, call.wish.width)
    text = "Contact sheet, from left to right and down." if at is None else f"The frame at {at / 1000:g} s."
    told = _told(text, now, at_ms=at)
    return Told(told.text, told.values, (Picture(jpeg),))


def export_here(call: Call[ExportHere]) -> Told:
    """To a path."""
    out = place_of(call.wish.path)
    if out.exists() and not call.wish.overwrite:
        raise Refused(f"{out} is there already", remedy="Choose another path, or set overwrite.")
    return _film(call, out, call.wish.quality, call.wish.preview)


def export_there(call: Call[ExportThere]) -> Told:
    """To a link."""
    suffix = "mp4" if call.wish.preview else call.wish.format
    name = str((call.project.state().draft.get("m") or {}).get("title") or "reel")
    out = call.films.place(f"{name[:60]}.{suffix}")
    return _film(call, out, call.wish.quality, call.wish.preview)


def _film(call: Call[Any], out: Path, quality: str, small: bool) -> Told:
    project = call.project
    film = project.preview(out, call.on) if small else project.export(out, quality, call.on)
    uri = call.films.address(film.path, call.base)
    place = str(film.path) if call.films.local else uri
    length = f"{round(film.seconds, 2):g} s, " if film.seconds else ""
    values = {"seconds": film.seconds, "bytes": film.size, "sha256": film.sha256, "uri": uri, "path": place}
    file = File(uri, film.path.name, mime_of(film.path), film.size)
    return Told(f"{place}  {length}{film.size / 1e6:.1f} MB", values, files=(file,))


def catalog(call: Call[Catalog]) -> Told:
    """The vocabulary; needs no project."""
    from ..catalog.index import SHELVES

    kind = call.wish.kind
    if kind is None:
        rows = {name: [w.name for w in shelf] for name, shelf in SHELVES.items()}
        return Told("\n".join(f"{n}: {', '.join(words)}" for n, words in rows.items()), rows)
    if kind not in SHELVES:
        raise BadRequest(f"there is no shelf {kind!r}", remedy=f"One of: {', '.join(SHELVES)}.")
    words = [{"name": w.name, "en": w.en, "zh": w.zh} for w in SHELVES[kind]]
    return Told("\n".join(f"{w['name']}: {w['en']}, {w['zh']}" for w in words), {kind: words})


class Typed(Tool[Edit]):
    """The tool `edit`, whose schema is made of the edits' own."""

    def schema(self) -> dict[str, Any]:
        """One branch for each op."""
        schema, made = super().schema(), schemas.of_edits()
        schema["properties"]["edits"] = dict(made["items"])
        return {**schema, "$defs": made["defs"]}


def table(local: bool) -> Mapping[str, Tool[Any]]:
    """Name -> tool."""
    row: Sequence[Tool[Any]] = (
        Tool("start", "New project", Start, start),
        Tool("upload", "Add files", UploadPaths, upload_paths)
        if local
        else Tool("upload", "Add files", UploadBytes, upload_bytes),
        Tool("make", "Make the video", Make, make, destroys=True, shows=True),
        Tool("say", "Say what you want", Say, say, destroys=True, shows=True),
        Typed("edit", "Edit exactly", Edit, edit, destroys=True, shows=True),
        Tool("undo", "Undo", Undo, undo),
        Tool("redo", "Redo", Redo, redo),
        Tool("state", "Where it stands", Where, where, reads=True),
        Tool("preview", "See it", Preview, preview, reads=True, shows=True),
        Tool("export", "Finished file", ExportHere, export_here, destroys=True)
        if local
        else Tool("export", "Finished file", ExportThere, export_there),
        Tool("catalog", "Vocabulary", Catalog, catalog, reads=True),
    )
    return {tool.name: tool for tool in row}
