"""Turn still images into shareable videos by chat.

>>> import stillreel
>>> with stillreel.open_studio(folder) as studio:            # doctest: +SKIP
...     session = studio.create("promo")
...     studio.add(session.id, [Path("a.jpg"), Path("b.jpg")])
...     print(studio.say(session.id, "a 10-second promo with music").text)
...     *progress, result = studio.screen(session.id).export(Path("promo.mp4"))

The public names are those of `__all__`; they are imported when first used, so that `import stillreel` is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .draft.assets import Asset, Shelf
    from .draft.edits import Edit
    from .draft.model import Draft
    from .errors import StillreelError
    from .studio import Screen, State, Studio, Turn, open_studio

__version__ = "0.1.0"

_HOMES = {
    "Asset": "draft.assets",
    "Draft": "draft.model",
    "Edit": "draft.edits",
    "Screen": "studio",
    "Shelf": "draft.assets",
    "State": "studio",
    "StillreelError": "errors",
    "Studio": "studio",
    "Turn": "studio",
    "open_studio": "studio",
}

__all__ = [
    "Asset",
    "Draft",
    "Edit",
    "Screen",
    "Shelf",
    "State",
    "StillreelError",
    "Studio",
    "Turn",
    "__version__",
    "open_studio",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'stillreel' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
