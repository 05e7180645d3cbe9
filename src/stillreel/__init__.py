"""Turn still images into shareable videos by chat.

    import stillreel
    from stillreel import edits

    with stillreel.open_reel("a.jpg", "b.jpg", "c.jpg") as reel:
        print(reel.say("a 15-second promo, upbeat music, title 'Summer sale'"))
        reel.edit(edits.Swap(a=1, b=2))
        reel.export("promo.mp4")

The public names are those of `__all__` (docs/python.md); they are imported when first used, so that `import stillreel`
is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import edits
    from .client.values import Answer, Film, Progress, Upload
    from .draft.assets import Asset, Shelf
    from .draft.edits import Edit
    from .draft.model import Draft
    from .errors import StillreelError
    from .reel import Reel, open_reel
    from .screen import Screen
    from .studio import State, Studio, Turn, open_studio

__version__ = "0.1.0"

_HOMES = {
    "Answer": "client.values",
    "Asset": "draft.assets",
    "Draft": "draft.model",
    "Edit": "draft.edits",
    "Film": "client.values",
    "Progress": "client.values",
    "Reel": "reel",
    "Screen": "screen",
    "Shelf": "draft.assets",
    "State": "studio",
    "StillreelError": "errors",
    "Studio": "studio",
    "Turn": "studio",
    "Upload": "client.values",
    "edits": "edits",
    "open_reel": "reel",
    "open_studio": "studio",
}

__all__ = [
    "Answer",
    "Asset",
    "Draft",
    "Edit",
    "Film",
    "Progress",
    "Reel",
    "Screen",
    "Shelf",
    "State",
    "StillreelError",
    "Studio",
    "Turn",
    "Upload",
    "__version__",
    "edits",
    "open_reel",
    "open_studio",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'stillreel' has no attribute {name!r}")
    home = import_module(f".{_HOMES[name]}", __name__)
    return home if name == _HOMES[name] else getattr(home, name)


def __dir__() -> list[str]:
    return sorted(__all__)
