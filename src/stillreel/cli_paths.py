"""Files that a person drops on a terminal: quoted, escaped, as file:// addresses, several at once.

Invariant: only what really is a file is taken out of the line; the words around stay as they were typed.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TOKEN = re.compile(r"""'[^']*'|"[^"]*"|(?:\\.|[^\s'"\\])+""")


def dropped(line: str) -> tuple[tuple[Path, ...], str]:
    """The files in a line, in order, and the rest of it."""
    whole = _file(line.strip())
    if whole is not None:
        return (whole,), ""
    found: list[Path] = []
    rest, at = "", 0
    for match in _TOKEN.finditer(line):
        path = _file(match.group())
        if path is not None:
            found.append(path)
            rest += line[at : match.start()]
            at = match.end()
    return tuple(found), (re.sub(r"\s+", " ", rest + line[at:]).strip() if found else line.strip())


def _file(token: str) -> Path | None:
    if token[:1] in "'\"" and token[-1:] == token[:1]:
        text = token[1:-1]
    else:
        text = re.sub(r"\\(.)", r"\1", token) if not Path(token).exists() else token
    if text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    if not text or "\x00" in text or ("." not in text and "/" not in text):
        return None
    try:
        path = Path(text).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError):
        return None
