"""Who we are to a service: a token from the environment, else an anonymous one under a client id of our own.

The client id and the tokens got with it lie in the user's config folder, one file, readable by its owner alone.
Invariant: a token is written to no other place, and never into an address.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def config_home() -> Path:
    """The user's config folder, e.g. `~/.config/stillreel`."""
    if sys.platform == "win32":
        root = Path(os.environ.get("APPDATA", Path.home() / "AppData/Roaming"))
    elif sys.platform == "darwin":
        root = Path.home() / "Library/Application Support"
    else:
        root = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return root / "stillreel"


@dataclass(frozen=True, slots=True)
class Identity:
    """`given`: a token that a person set; `folder`: where the rest is kept."""

    given: str | None = None
    folder: Path = field(default_factory=config_home)

    @staticmethod
    def of_environment(environment: Mapping[str, str] = os.environ) -> Identity:
        """NEMO_TOKEN, else STILLREEL_TOKEN, else anonymous."""
        return Identity(environment.get("NEMO_TOKEN") or environment.get("STILLREEL_TOKEN") or None)

    def token(self, base: str) -> str | None:
        """The token for a service, if one is known that has not run out."""
        if self.given:
            return self.given
        row = self._read().get("tokens", {}).get(base)
        if not isinstance(row, dict) or not isinstance(row.get("token"), str):
            return None
        until = row.get("expires_at")
        if isinstance(until, str) and _past(until):
            return None
        return str(row["token"])

    def client_id(self) -> str:
        """Ours, made at first use."""
        value = self._read()
        if not isinstance(value.get("client_id"), str):
            value["client_id"] = str(uuid.uuid4())
            self._write(value)
        return str(value["client_id"])

    def keep(self, base: str, token: str, expires_at: str | None) -> None:
        """Remembers an anonymous token."""
        value = self._read()
        value.setdefault("tokens", {})[base] = {"token": token, "expires_at": expires_at}
        self._write(value)

    def forget(self, base: str) -> None:
        """Forgets the token of a service that no longer takes it."""
        value = self._read()
        if value.get("tokens", {}).pop(base, None) is not None:
            self._write(value)

    def _read(self) -> dict[str, Any]:
        try:
            value = json.loads((self.folder / "client.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, value: Mapping[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f".client-{uuid.uuid4().hex}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(value, file)
        part.replace(self.folder / "client.json")


def _past(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment <= datetime.now(UTC)
