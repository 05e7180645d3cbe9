"""Files that a person drops on a terminal: quoted, escaped, as file:// addresses, several at once.

A folder stands for the photos, clips and songs in it, by name. Invariant: only what really is there is taken out of the
line; the words around stay as they were typed.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import ACCEPTED

_KINDS = {*ACCEPTED, "jpeg"}
_TOKEN = re.compile(r"""'[^']*'|"[^"]*"|(?:\\.|[^\s'"\\])+""")


def dropped(line: str) -> tuple[tuple[Path, ...], str]:
    """The files in a line, in order, and the rest of it."""
    whole = _files(line.strip())
    if whole:
        return whole, ""
    found: list[Path] = []
    rest, at = "", 0
    for match in _TOKEN.finditer(line):
        paths = _files(match.group())
        if paths:
            found += paths
            rest += line[at : match.start()]
            at = match.end()
    return tuple(found), (re.sub(r"\s+", " ", rest + line[at:]).strip() if found else line.strip())


def _files(token: str) -> tuple[Path, ...]:
    if token[:1] in "'\"" and token[-1:] == token[:1]:
        text = token[1:-1]
    else:
        text = re.sub(r"\\(.)", r"\1", token) if not Path(token).exists() else token
    if text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    if not text or "\x00" in text or ("." not in text and "/" not in text):
        return ()
    try:
        path = Path(text).expanduser()
        if path.is_dir() and "/" in text:
            return tuple(sorted((p for p in path.iterdir() if p.suffix[1:].lower() in _KINDS), key=_order))
        return (path,) if path.is_file() else ()
    except (OSError, RuntimeError):
        return ()


def _order(path: Path) -> list[tuple[int, str]]:
    """By name, numbers by their value: 2 before 10."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in parts]
