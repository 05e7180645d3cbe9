"""Draws the README's picture from a reel made now: `make pictures`.

The example stills, one sentence, the studio: what stands in docs/reel.jpg is what a newcomer gets."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import stillreel

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "examples"))
SAY = 'a 15-second vertical promo, upbeat music, title "Alma Ceramics", call to action "Visit us by the sea"'


def main() -> None:
    import stills

    with tempfile.TemporaryDirectory() as folder, stillreel.open_studio(Path(folder) / "data") as studio:
        session = studio.create("readme")
        studio.add(session.id, stills.draw(HERE.parent / "out" / "stills"))
        turn = studio.say(session.id, SAY)
        sheet = studio.screen(session.id).sheet(count=8, columns=8, width=150)
    (HERE / "reel.jpg").write_bytes(sheet)
    print(turn.state.summary)


if __name__ == "__main__":
    main()
