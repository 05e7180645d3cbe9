"""Every setting: one frozen table of name, default and help, read once, at the edge.

Each is `STILLREEL_<NAME>` in the environment or a line of the file that `STILLREEL_CONFIG` names. Nothing
below the faces reads the environment: they are handed values.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def data_home() -> Path:
    """The user's data folder for this system, e.g. `~/.local/share/stillreel`."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local"))
    elif sys.platform == "darwin":
        root = Path.home() / "Library/Application Support"
    else:
        root = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share"))
    return root / "stillreel"


class Settings(BaseSettings):
    """What an operator can set. Frozen; build one with `Settings()` at the edge and pass it down."""

    model_config = SettingsConfigDict(
        env_prefix="STILLREEL_",
        env_file=os.environ.get("STILLREEL_CONFIG"),
        frozen=True,
        extra="ignore",
        protected_namespaces=(),
    )

    data: Path = Field(default_factory=data_home, description="folder for the database, files and cache")
    workers: int = Field(0, ge=0, le=256, description="render processes; 0 = one per core")
    cache_bytes: int = Field(2 << 30, ge=0, description="size limit of the cache of rendered pieces")
    require_sandbox: bool = Field(
        False, description="refuse to start where a layer of the decoder jail is missing"
    )

    model_provider: Literal["", "openai", "anthropic", "gemini", "ollama"] = Field(
        "", description="language model that plans the chat; empty: the offline grammar"
    )
    model_name: str = Field("", description="the model's name at its provider")
    model_url: str = Field("", description="base URL of an OpenAI-compatible or Ollama server")
    model_key: str = Field("", repr=False, description="key for it")
    model_seconds: float = Field(20, gt=0, le=600, description="patience with it; then the grammar answers")
