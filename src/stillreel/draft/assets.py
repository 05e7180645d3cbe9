"""What is known of the files a session holds: immutable facts, named by the SHA-256 of their bytes.

Facts are found once, at upload, by media; everything above reads only these values. The same photo twice
is one asset. A `Shelf` is a session's uploads in upload order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["image", "video", "audio"]
LEVEL_MS = 500


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. Sizes are upright pixels; times ms; boxes and points fractions of the picture (x, y, w, h).

    Of a song: its `beats`, those that begin a bar (`bars`), how loud every LEVEL_MS are (`levels`, dB above -50)."""

    id: str
    kind: Kind
    mime: str
    size: int
    name: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0
    has_alpha: bool = False
    has_sound: bool = False
    faces: tuple[tuple[float, float, float, float], ...] = ()
    focus: tuple[float, float] = (0.5, 0.5)
    sharpness: float = 0.0
    colours: tuple[str, ...] = ()
    fingerprint: int = 0
    beats: tuple[int, ...] = field(default=())
    bars: tuple[int, ...] = field(default=())
    levels: tuple[int, ...] = field(default=())

    @property
    def aspect(self) -> float:
        """Width / height; 1 where there is no picture."""
        return self.width / self.height if self.height else 1.0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A session's assets in upload order, without repeats."""

    assets: tuple[Asset, ...] = ()

    def get(self, asset_id: str) -> Asset | None:
        """The asset of this id, or None."""
        return next((a for a in self.assets if a.id == asset_id), None)

    def __iter__(self) -> Iterator[Asset]:
        return iter(self.assets)

    def __len__(self) -> int:
        return len(self.assets)

    @property
    def pictures(self) -> tuple[Asset, ...]:
        """What a video track can hold: images and clips."""
        return tuple(a for a in self.assets if a.kind != "audio")

    def add(self, *assets: Asset) -> Shelf:
        """A shelf with these at its end; what is there already stays where it is."""
        known = {a.id for a in self.assets}
        fresh = tuple({a.id: a for a in assets if a.id not in known}.values())
        return Shelf(self.assets + fresh)
