"""Files in and out of the MCP server. On one's own machine (stdio) by path; over HTTP by bytes and addresses only.

Invariant: with `local` off, nothing that a caller says is taken as a path of this machine.
"""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from ..errors import BadRequest, NotFound, TooLarge

MAX_INLINE = 48 << 20
"""Bytes of files that one call may carry; larger ones come by address."""
KEPT_S = 24 * 3600.0
_NAME = re.compile(r"[^\w .()-]+")


def plain_name(name: str) -> str:
    """A file name without folders and without letters that mean something to a system."""
    kept = _NAME.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")[:120]
    return kept or "file"


@dataclass
class Films:
    """Where finished films lie. Over HTTP each has an address that cannot be guessed and is good for a day."""

    local: bool
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="stillreel-mcp-")))

    def close(self) -> None:
        """Removes what lies here."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self, name: str) -> Path:
        """Where a film may be written, and nobody else finds it."""
        self._tidy()
        room = self.folder / secrets.token_urlsafe(24)
        room.mkdir(mode=0o700, parents=True)
        return room / plain_name(name)

    def address(self, path: Path, base: str) -> str:
        """A film's address, under that of the server."""
        if self.local:
            return path.resolve().as_uri()
        return f"{base.rstrip('/')}/films/{path.parent.name}/{quote(path.name)}"

    def find(self, key: str, name: str) -> Path:
        """The film at an address. Raises NotFound."""
        path = self.folder / key / name
        if not re.fullmatch(r"[A-Za-z0-9_-]{32}", key) or plain_name(name) != name or not path.is_file():
            raise NotFound("there is no such film, or its day is over", remedy="Export it again.")
        return path

    def _tidy(self) -> None:
        for room in self.folder.iterdir():
            if time.time() - room.stat().st_mtime > KEPT_S:
                shutil.rmtree(room, ignore_errors=True)


def mime_of(path: Path) -> str:
    """The type of a film by its suffix."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


@contextmanager
def unpacked(files: Sequence[tuple[str, str]]) -> Iterator[tuple[Path, ...]]:
    """Files that came as (name, base64), laid down while they are taken. Raises BadRequest, TooLarge."""
    with tempfile.TemporaryDirectory(prefix="stillreel-in-") as folder:
        paths: list[Path] = []
        for n, (name, text) in enumerate(files):
            if len(text) > MAX_INLINE * 4 // 3 + 100:
                raise TooLarge(
                    f"{plain_name(name)} is larger than the {MAX_INLINE >> 20} MB that a call may carry",
                    limit=MAX_INLINE,
                    remedy="Give its address instead, or make it smaller.",
                )
            try:
                data = base64.b64decode(
                    text.partition(",")[2] if text.startswith("data:") else text, validate=True
                )
            except (binascii.Error, ValueError):
                raise BadRequest(f"the data of {plain_name(name)} is not base64") from None
            path = Path(folder) / str(n) / plain_name(name)
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        yield tuple(paths)
