"""Draws the README's picture from a reel made now: `make pictures`.

The example stills, one sentence, the studio: what stands in docs/reel.jpg is what a newcomer gets."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

import stillreel
from stillreel.draft.model import VIDEO, Draft

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "examples"))
SAY = 'a 15-second vertical promo, upbeat music, title "Alma Ceramics", call to action "Visit us by the sea"'


def moments(draft: Draft) -> list[int]:
    """Each shot once its camera has travelled, and two transitions in their middle; ms."""
    row = next(t.segments for t in draft.tracks if t.type == VIDEO)
    return sorted([s.start + round(0.7 * s.length) for s in row] + [row[2].start, row[4].start])


def main() -> None:
    import stills

    with tempfile.TemporaryDirectory() as folder, stillreel.open_studio(Path(folder) / "data") as studio:
        session = studio.create("readme")
        studio.add(session.id, stills.draw(HERE.parent / "out" / "stills"))
        turn = studio.say(session.id, SAY)
        screen = studio.screen(session.id)
        frames = [Image.open(io.BytesIO(screen.frame(ms, 150))) for ms in moments(screen.draft)]
    sheet = Image.new("RGB", (sum(f.width for f in frames), frames[0].height))
    for n, frame in enumerate(frames):
        sheet.paste(frame, (n * frame.width, 0))
    sheet.save(HERE / "reel.jpg", quality=88, optimize=True)
    print(turn.state.summary)


if __name__ == "__main__":
    main()
