"""`stillreel batch rows.csv`: one film a row, the same sentence with the row's words in it.

`{{price}}` is the cell under `price`. Every row is checked before the first is made; what was made is written down
row by row, so that a second run goes on where the first stopped. Invariant: the manifest has one line a row at most.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from .errors import BadRequest, StillreelError
from .opened import opened

FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One film to make. `line`: where it stands in the CSV; `key`: what it is made of."""

    n: int
    line: int
    name: str
    say: str
    photos: tuple[Path, ...]
    key: str


def merged(text: str, cells: Mapping[str, str]) -> str:
    """The sentence with its fields filled in. Raises BadRequest for a field that the row lacks or leaves empty."""

    def cell(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in cells:
            raise BadRequest(f"there is no column {name!r}", remedy=f"Columns: {', '.join(cells)}.")
        if not cells[name].strip():
            raise BadRequest(f"{name} is empty", remedy="")
        return cells[name].strip()

    return FIELD.sub(cell, text)


def photos_of(cells: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    """`photos` (split at ;), then `photo`, `photo1`, `photo2` ... in their order. Raises BadRequest."""
    names = cells.get("photos", "").split(";")
    numbered = [c for c in cells if re.fullmatch(r"photo\d*", c)]
    names += [cells[c] for c in sorted(numbered, key=lambda c: int(c[5:] or 0))]
    paths = tuple(folder / Path(n.strip()).expanduser() for n in names if n.strip())
    if not paths:
        raise BadRequest("no photos", remedy="Fill photos (a.jpg;b.jpg) or photo1, photo2 ...")
    for path in paths:
        if not path.is_file():
            raise BadRequest(f"{path} is not a file", remedy="")
    return paths


def rows_of(place: Path, say: str, quality: str = "standard") -> tuple[Row, ...]:
    """All rows, checked. Raises BadRequest with one line for each problem, by its line number."""
    rows: list[Row] = []
    wrong: list[str] = []
    with place.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, restval="")
        for n, cells in enumerate(reader, 1):
            try:
                if None in cells:
                    raise BadRequest("more cells than columns", remedy="")
                photos = photos_of(cells, place.parent)
                text = merged(cells.get("say") or say, cells)
                name = NAME.sub("-", cells.get("name", "").strip()).strip("-.") or f"row-{n:03}"
                facts = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in photos]
                key = hashlib.sha256(json.dumps([text, facts, quality]).encode()).hexdigest()[:16]
                if any(r.name == name for r in rows):
                    raise BadRequest(f"the name {name} is there twice", remedy="")
                rows.append(Row(n, reader.line_num, name, text, photos, key))
            except StillreelError as error:
                wrong.append(f"line {reader.line_num}: {error}")
    if not rows and not wrong:
        wrong.append(f"{place} has no rows")
    if wrong:
        raise BadRequest("\n".join(wrong), remedy="")
    return tuple(rows)


def batch(
    table: Annotated[
        Path, typer.Argument(help="A CSV: photos or photo1..n, and a column for each {{field}}.")
    ],
    say: Annotated[
        str, typer.Option("--say", "-s", help="The sentence; {{price}} is the cell.")
    ] = "make a video",
    out_dir: Annotated[Path, typer.Option("--out-dir", help="Where the films and manifest.jsonl go.")] = Path(
        "batch"
    ),
    form: Annotated[str, typer.Option("--format", help="mp4, webm, mov, gif or webp.")] = "mp4",
    quality: Annotated[
        str, typer.Option("--quality", "-q", help="draft, standard, high or master.")
    ] = "standard",
    server: Annotated[
        str | None, typer.Option("--url", "--server", help="A service to use, http://host:port.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the embedded studio.")] = None,
) -> None:
    """Make one video a row of a table."""
    if not table.is_file():
        raise BadRequest(f"{table} is not a file", remedy="Check the path.")
    rows = rows_of(table, say, quality)
    out_dir.mkdir(parents=True, exist_ok=True)
    place = out_dir / "manifest.jsonl"
    known = _known(place)
    failed = 0
    for row in rows:
        out = out_dir / f"{row.name}.{form}"
        before = known.get(row.name)
        if before and before.get("key") == row.key and before.get("status") == "done" and _whole(out, before):
            print(f"{row.n}/{len(rows)} {out}  is there already")
            continue
        known[row.name] = told = _made(row, out, quality, server, data)
        _write(place, known)
        failed += told["status"] != "done"
        print(f"{row.n}/{len(rows)} {out}  {told.get('error') or 'done'}", flush=True)
    if failed:
        raise typer.Exit(1)


def _made(row: Row, out: Path, quality: str, server: str | None, data: Path | None) -> dict[str, Any]:
    told: dict[str, Any] = {"row": row.n, "line": row.line, "name": row.name, "out": str(out), "key": row.key}
    try:
        with opened(server, data, row.name) as project:
            upload = project.upload(row.photos)
            if upload.rejected:
                raise BadRequest("; ".join(f"{n}: {r}" for n, r in upload.rejected), remedy="")
            answer = project.say(row.say)
            if not answer.changed:
                raise BadRequest(answer.text, remedy="")
            film = project.export(out, quality)
    except StillreelError as error:
        return told | {"status": "failed", "error": str(error)}
    return told | {
        "status": "done",
        "seconds": film.seconds,
        "bytes": film.size,
        "sha256": film.sha256,
        "summary": answer.state.summary,
    }


def _whole(out: Path, row: Mapping[str, Any]) -> bool:
    return out.is_file() and out.stat().st_size == row.get("bytes")


def _known(place: Path) -> dict[str, dict[str, Any]]:
    if not place.exists():
        return {}
    rows = (json.loads(line) for line in place.read_text("utf-8").splitlines() if line.strip())
    return {str(row["name"]): row for row in rows}


def _write(place: Path, known: Mapping[str, Mapping[str, Any]]) -> None:
    part = place.with_suffix(".part")
    lines = (json.dumps(row, ensure_ascii=False) for row in known.values())
    part.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    part.replace(place)
