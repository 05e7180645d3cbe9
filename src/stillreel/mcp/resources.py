"""What can be read without a call: the timeline, the document, a contact sheet, frames, the vocabulary, the edits.

    stillreel://timeline  stillreel://draft  stillreel://sheet  stillreel://frame/{ms}
    stillreel://catalog  stillreel://catalog/{shelf}  stillreel://edits  ui://stillreel/preview.html

The first four speak of the caller's current project; `?project=ID` names another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

from ..catalog.index import SHELVES
from ..client import Project
from ..errors import NotFound
from . import schemas
from .outline import facts, outline

APP = "ui://stillreel/preview.html"
APP_MIME = "text/html;profile=mcp-app"


@dataclass(frozen=True, slots=True)
class Item:
    """One resource, or a family of them when the address holds `{}`."""

    uri: str
    name: str
    title: str
    doc: str
    mime: str
    needs_project: bool = False


ITEMS = (
    Item("stillreel://timeline", "timeline", "Timeline", "Shots, texts, music.", "text/plain", True),
    Item("stillreel://draft", "draft", "Draft", "The whole document as JSON.", "application/json", True),
    Item("stillreel://sheet", "sheet", "Contact sheet", "Twelve moments of the video.", "image/jpeg", True),
    Item("stillreel://catalog", "catalog", "Vocabulary", "All words, by shelf.", "application/json"),
    Item("stillreel://edits", "edits", "Edits", "The schema of every edit.", "application/json"),
    Item(APP, "preview", "Preview", "The video, shown in the conversation.", APP_MIME),
)
FAMILIES = (
    Item("stillreel://frame/{ms}", "frame", "Frame", "The picture at a moment in ms.", "image/jpeg", True),
    Item("stillreel://catalog/{shelf}", "shelf", "Shelf", "The words of one shelf.", "application/json"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """What stood there: text or bytes."""

    uri: str
    mime: str
    text: str | None = None
    data: bytes | None = field(default=None, repr=False)


def project_of(uri: str) -> str | None:
    """The project that an address names."""
    return next(iter(parse_qs(urlsplit(uri).query).get("project", ())), None)


def item_of(uri: str) -> tuple[Item, str]:
    """The resource at an address and what stands for its `{}`. Raises NotFound."""
    plain = uri.partition("?")[0]
    for item in ITEMS:
        if item.uri == plain:
            return item, ""
    for item in FAMILIES:
        head = item.uri.partition("{")[0]
        if plain.startswith(head) and re.fullmatch(r"[a-z0-9_]{1,40}", plain[len(head) :]):
            return item, plain[len(head) :]
    raise NotFound(f"there is no resource {uri[:200]}", remedy="List the resources.")


def read(uri: str, project: Project | None) -> Read:
    """What stands at an address. Raises NotFound."""
    item, part = item_of(uri)
    if item.uri == APP:
        return Read(uri, item.mime, files(__package__).joinpath("preview.html").read_text("utf-8"))
    if item.name == "edits":
        return Read(uri, item.mime, json.dumps(schemas.of_edits()))
    if item.name in ("catalog", "shelf"):
        return Read(uri, item.mime, json.dumps(_words(part or None), ensure_ascii=False))
    if project is None:
        raise NotFound("no project was opened")
    if item.name == "timeline":
        return Read(uri, item.mime, outline(project.state()))
    if item.name == "draft":
        return Read(uri, item.mime, json.dumps(dict(project.state().draft), ensure_ascii=False))
    return Read(uri, item.mime, data=_picture(project, item.name, part))


def _picture(project: Project, name: str, part: str) -> bytes:
    if not facts(project.state())["shots"]:
        raise NotFound("there is nothing to see yet", remedy="Upload photos and make a video first.")
    if name == "sheet":
        return project.sheet()
    if not part.isdecimal():
        raise NotFound(f"{part} is not a moment in ms", remedy="Name a whole number.")
    return project.frame(int(part))


def _words(shelf: str | None) -> Mapping[str, object]:
    if shelf is not None and shelf not in SHELVES:
        raise NotFound(f"there is no shelf {shelf!r}", remedy=f"One of: {', '.join(SHELVES)}.")
    return {
        name: [{"name": w.name, "en": w.en, "zh": w.zh} for w in SHELVES[name]]
        for name in ([shelf] if shelf else SHELVES)
    }
