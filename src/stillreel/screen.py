"""A draft as one sees and hears it: every picture and every file of it comes from here.

The plan is compiled, the pictures are painted, the pieces rendered; nothing is kept but what the cache keeps.
Invariant: what is shown small is what is exported large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog.platforms import PLATFORMS
from .clock import frame_at
from .draft.assets import Shelf
from .draft.edits import read
from .draft.model import Draft
from .draft.rules import check
from .timeline.compile import Output, compile
from .timeline.model import Timeline

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .render.chunks import Chunks
    from .render.gallery import Gallery
    from .render.progress import Progress, Result
    from .render.work import Engine


def variants(draft: Draft, shelf: Shelf, out: Path) -> tuple[tuple[Draft, Path], ...]:
    """The draft and its further shapes (`m.variants`: platforms, aspects), each with the file it goes to."""
    row = [(draft, out)]
    for name in draft.meta.variants:
        shape = {"op": "canvas", "aspect": name} if ":" in name else {"op": "platform", "name": name}
        place = out.with_name(f"{out.stem}-{name.replace(':', 'x')}{out.suffix}")
        row.append((check(read(shape).apply(draft, shelf), shelf), place))
    return tuple(row)


def limit_of(draft: Draft) -> int:
    """How many bytes the draft's platform takes; 0 = no limit."""
    return PLATFORMS.get(draft.meta.platform).max_bytes if draft.meta.platform else 0


@dataclass(frozen=True, slots=True)
class Screen:
    """One draft as one sees and hears it: every picture and every file of it comes from here."""

    draft: Draft
    shelf: Shelf
    read: Callable[[str], Path]
    chunks: Callable[[], Chunks]
    engine: Callable[[], Engine]

    def timeline(self, output: Output | None = None) -> Timeline:
        """The plan. Raises BadDraft when there is nothing to show."""
        return compile(self.draft, self.shelf, output)

    def frame(self, ms: int, width: int = 540) -> bytes:
        """The picture at a moment, as JPEG, `width` pixels wide at most."""
        from .render.preview import frame_jpeg

        plan = self.timeline()
        n = min(plan.frames - 1, frame_at(max(0, ms), plan.fps))
        with closing(self._gallery()) as gallery:
            return frame_jpeg(plan, n, width, gallery)

    def pixels(self, ms: int, width: int = 540) -> npt.NDArray[np.uint8]:
        """The picture at a moment as u8 (height, width, 3), RGB: the very samples that are encoded."""
        from .render.preview import frame_rgb

        plan = self.timeline()
        n = min(plan.frames - 1, frame_at(max(0, ms), plan.fps))
        with closing(self._gallery()) as gallery:
            return frame_rgb(plan, n, width, gallery)

    def sheet(self, count: int = 12, columns: int = 4, width: int = 240) -> bytes:
        """A contact sheet: `count` moments of the video, each `width` pixels wide, as JPEG."""
        from .render.preview import contact_sheet

        with closing(self._gallery()) as gallery:
            return contact_sheet(self.timeline(), gallery, count=count, columns=columns, width=width)

    def preview(self, out: Path) -> Iterator[Progress | Result]:
        """The quick small film: 360 pixels on its shorter side, the same pieces in another size."""
        from .render.preview import preview

        return preview(self.timeline(), self.read, out, engine=self.engine(), cache=self.chunks())

    def export(
        self, out: Path, *, quality: str = "standard", codec: str | None = None, output: Output | None = None
    ) -> Iterator[Progress | Result]:
        """The film, and its variants beside it (`promo.mp4`, `promo-1x1.mp4`), sharing decoded pictures.

        Progress is the iterator, closing it cancels; the last events are the Results, the film's own first."""
        from .render.export import Output as File
        from .render.export import export_all

        files = [
            File(
                compile(draft, self.shelf, output),
                place,
                quality,
                codec,
                draft.meta.title,
                max_bytes=limit_of(draft),
            )
            for draft, place in variants(self.draft, self.shelf, out)
        ]
        return export_all(files, self.read, engine=self.engine(), cache=self.chunks())

    def _gallery(self) -> Gallery:
        from .render.gallery import Gallery

        return Gallery(self.read)
