"""The door to files: the only room that lets PyAV and Pillow near bytes.

Reading happens in jailed children (`jail`), each public name is loaded when it is first used, and importing this
package loads no decoder: `picture`, `Clip`, `sound`, `ogg`, and `layers` of the jail; `probe.probe` keeps its home.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clips import Clip as Clip
    from .jail import layers as layers
    from .pictures import picture as picture
    from .sounds import ogg as ogg
    from .sounds import sound as sound

_HOMES = {"Clip": "clips", "layers": "jail", "picture": "pictures", "sound": "sounds", "ogg": "sounds"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
