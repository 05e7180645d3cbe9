"""One piece of work, the one function that does it, and the seam behind which workers stand.

A `Work` is plain data: it can be sent anywhere, and everything it needs travels with it (asset ids with the
paths of their files). An `Engine` does many of them and tells how far it is; `Inline` does them here, one
after the other, and is what every other engine must equal byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..media.coded import Coded
from ..media.encode import encode
from ..media.quality import Recipe
from ..pixels.frame import Frame
from ..timeline.model import Sound, Timeline
from .chunks import Chunks
from .gallery import Gallery
from .paint import paint
from .sound import coded_sound, render_sound

Files = tuple[tuple[str, str], ...]
"""Asset id -> path of its file."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Frames [start, start + frames) of a plan, to be encoded by a recipe."""

    key: str
    plan: Timeline
    start: int
    frames: int
    recipe: Recipe
    files: Files


@dataclass(frozen=True, slots=True)
class Track:
    """All that is heard, `samples` long at 48 kHz. `frames` is 0: no picture is made."""

    key: str
    sound: Sound
    samples: int
    codec: str
    bits: int
    files: Files
    frames: int = 0


Work = Scene | Track


@dataclass(frozen=True, slots=True)
class Step:
    """A sign of life: `frames` more of a piece are made; `done`: it lies in the cache; `cpu`: seconds it took."""

    key: str
    frames: int
    done: bool = False
    cpu: float = 0.0


class Engine(Protocol):
    """Does works, in any order, with any number of hands."""

    def run(self, works: Sequence[Work], chunks: Chunks) -> Iterator[Step]:
        """Puts every work's piece into `chunks`; each has one `done` step. Closing the iterator cancels: what
        is finished stays, nothing else does. Raises RenderFailed, or the StillreelError a work met."""
        ...

    def close(self) -> None:
        """Lets go of every process and file; running works are cancelled."""
        ...


class Desk:
    """Where works are done: keeps the gallery warm between them. Not for several threads at once."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._gallery = Gallery(lambda asset: Path(self._files[asset]), budget=48 << 20)

    def do(self, work: Work, tick: Callable[[int], None]) -> Coded:
        """The piece of a work. `tick(n)` is called before every frame and may raise to stop."""
        self._files.update(work.files)
        if isinstance(work, Track):
            tick(0)
            paths = {asset: Path(path) for asset, path in work.files}
            samples = render_sound(work.sound, work.samples, paths.__getitem__)
            return coded_sound(samples, work.codec, work.bits)

        def one(n: int, out: Frame) -> None:
            tick(n)
            paint(work.plan, work.start + n, self._gallery, out)

        return encode(work.recipe, work.frames, one)

    def close(self) -> None:
        self._gallery.close()


class Inline:
    """The engine of one hand: works are done in this process, one after the other."""

    def run(self, works: Sequence[Work], chunks: Chunks) -> Iterator[Step]:
        desk = Desk()
        try:
            for work in works:
                before = time.process_time()
                chunks.put(work.key, desk.do(work, _nobody))
                yield Step(work.key, work.frames, True, time.process_time() - before)
        finally:
            desk.close()

    def close(self) -> None:
        """Nothing is kept between runs."""


def _nobody(frame: int) -> None:
    """Who does its work alone tells nobody."""
