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

    host: str = Field("127.0.0.1", description="address that `serve` listens on")
    port: int = Field(8765, ge=0, le=65535, description="port that `serve` listens on; 0 = any free one")
    public_url: str = Field("", description="how people reach the service; default: the request's own Host")
    trusted_proxies: str = Field("", description="addresses whose X-Forwarded-For is believed, by commas")
    database_url: str = Field(
        "", repr=False, description="postgresql://...; default: SQLite in the data folder"
    )
    blobs_url: str = Field("", description="s3://bucket/prefix; default: the data folder")
    blobs_endpoint: str = Field("", description="address of the S3 server; default: Amazon's")
    blobs_region: str = Field("", description="its region; default: AWS_REGION")
    blobs_key: str = Field("", description="access key id; default: AWS_ACCESS_KEY_ID, or the machine's role")
    blobs_secret: str = Field("", repr=False, description="secret access key; default: AWS_SECRET_ACCESS_KEY")
    blobs_near_bytes: int = Field(
        4 << 30, ge=0, description="size limit of copies of stored files on this machine"
    )
    secret: str = Field(
        "", repr=False, description="key of signed links; default: made once, kept in the data folder"
    )
    old_secret: str = Field("", repr=False, description="the key before it: links signed with it still open")
    accounting: bool = Field(True, description="off: every token may do everything, nothing is counted")
    grant: int = Field(100, ge=0, description="credits of a new anonymous account")
    grant_days: int = Field(7, ge=1, le=365, description="how long an anonymous token lives; one grant in it")
    grants_per_address: int = Field(10, ge=1, description="anonymous tokens for one address in that time")
    cost_edit: int = Field(1, ge=0, description="credits for a turn that edits")
    cost_music: int = Field(2, ge=0, description="credits on top when music was composed")
    topup_url: str = Field("", description="where a registered account buys credits; default: /topup here")
    payment_secret: str = Field(
        "", repr=False, description="key that signs POST /api/credits/payments; empty: no such address"
    )
    rate: float = Field(20, gt=0, description="requests a second for one token")
    burst: int = Field(100, ge=1, description="requests at once for one token")
    logins: int = Field(20, ge=1, description="sign-ins a minute for one address, and for one account")
    max_file: int = Field(200 << 20, ge=1, description="bytes of one file and of one upload request")
    max_files: int = Field(50, ge=1, description="files in one upload request")
    max_session_files: int = Field(500, ge=1, description="files in one session")
    max_account_bytes: int = Field(5 << 30, ge=1, description="bytes of files of one account")
    min_free_bytes: int = Field(256 << 20, ge=0, description="free space under which uploads get 507")
    fetch: bool = Field(True, description="whether files are fetched from addresses, and callbacks sent")
    fetch_networks: str = Field(
        "", description="private networks that may be fetched from, by commas, e.g. 10.1.0.0/16"
    )
    fetch_reach_s: float = Field(
        10,
        gt=0,
        le=120,
        description="seconds in which an address must begin to answer; refusals take as long",
    )
    fetch_s: float = Field(60, gt=0, le=600, description="seconds for everything that one request fetches")
    keep_exports_days: int = Field(30, ge=0, description="days that a finished video is kept; 0 = for ever")
    keep_anonymous_days: int = Field(
        0, ge=0, description="days that an unregistered person's untouched session is kept; 0 = for ever"
    )
    max_renders: int = Field(100, ge=1, description="exports of one account that may wait")
    heartbeat_s: float = Field(10, gt=0, le=15, description="seconds between heartbeats of a quiet stream")
    receipt_s: float = Field(20, gt=0, description="seconds in which a request's head must have arrived")
    min_upload_rate: int = Field(1024, ge=0, description="bytes a second under which a body is given up")
    max_streams: int = Field(6000, ge=1, description="event streams open at once")
    max_requests: int = Field(200, ge=1, description="other requests in progress at once; more get 503")
    log_level: str = Field("info", description="debug, info, warning or error")
