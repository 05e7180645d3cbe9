"""The studio as the settings say: the one place where the faces turn environment into arguments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from .errors import BadRequest
from .media import jail
from .settings import Settings
from .studio import Studio, open_studio

if TYPE_CHECKING:
    from .chat.llm import Endpoint


def configured(data: Path | None = None) -> Studio:
    """The embedded studio over `data`, or the folder the settings name. Raises Unavailable where the settings ask
    for a whole decoder jail and the system forbids a layer of it."""
    settings = read()
    if settings.require_sandbox:
        jail.check(require=True)
    return open_studio(
        data or settings.data,
        workers=settings.workers,
        cache_bytes=settings.cache_bytes,
        model=endpoint(settings),
    )


def read() -> Settings:
    """The settings of the environment. Raises BadRequest that names the first one which cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"STILLREEL_{'_'.join(map(str, first['loc'])).upper()}"
        raise BadRequest(f"{name}: {first['msg']}", remedy="Correct it, or leave it out.") from None


def endpoint(settings: Settings) -> Endpoint | None:
    """The configured language model, if there is one."""
    if not settings.model_provider:
        return None
    from .chat.llm import Endpoint

    url, key = settings.model_url or None, settings.model_key or None
    return Endpoint(settings.model_provider, settings.model_name, url, key, settings.model_seconds)
