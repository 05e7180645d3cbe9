"""Whole exports: the same file however it came to be, and only what changed is rendered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from conftest import film
from test_engines import gone, litter

from stillreel.errors import RenderFailed
from stillreel.jobs.engines.local import Local
from stillreel.media.encode import planes
from stillreel.pixels.frame import same
from stillreel.render.chunks import Chunks
from stillreel.render.export import Output, export, export_all, samples_of
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.render.preview import contact_sheet, frame_jpeg, preview, small
from stillreel.render.progress import Forecast, Progress, Result
from stillreel.render.work import Inline
from stillreel.timeline.model import Cue, Sound

Read = Callable[[str], Path]


def finish(events: object) -> Result:
    *_, last = events  # type: ignore[misc]
    assert isinstance(last, Result)
    return last


def test_the_file_is_the_timeline_frame_by_frame(read: Read, tmp_path: Path) -> None:
    timeline = film("abc", title="Hello")
    # .mkv of the lossless codec is not offered to people; a GIF is made of it. Here it is the honest witness.
    from stillreel.media.quality import recipe
    from stillreel.render.export import job

    plan = job(Output(timeline, tmp_path / "a.mp4"), read)
    how = recipe(96, 160, Fraction(30), codec="lossless")
    cache, works = Chunks(tmp_path / "c"), [w for w in plan.works() if w.frames]
    list(Inline().run([replace(w, recipe=how) for w in works], cache))
    gallery, n = Gallery(read), 0
    for work in works:
        coded = cache.get(work.key)
        assert coded is not None
        coder = av.CodecContext.create("h264", "r")
        coder.extradata = coded.head
        for row in (*coded.packets, None):
            for picture in coder.decode(None if row is None else av.Packet(row.data)):
                assert same(planes(picture), paint(timeline, n, gallery))
                n += 1
    assert n == timeline.frames


def test_however_it_is_rendered_the_bytes_are_the_same(crew: Local, read: Read, tmp_path: Path) -> None:
    timeline = film("abc", title="Hello")
    files = [tmp_path / f"{k}.mp4" for k in range(3)]
    cache = Chunks(tmp_path / "cache")
    first = finish(export(timeline, read, files[0], title="T"))
    second = finish(export(timeline, read, files[1], engine=crew, cache=cache, title="T"))
    third = finish(export(timeline, read, files[2], engine=crew, cache=cache, title="T"))
    assert len({f.read_bytes() for f in files}) == 1
    assert (first.reused, second.reused, third.reused) == (0, 0, third.pieces)
    assert (second.sound_reused, third.sound_reused) == (False, True)
    assert (third.frames, third.seconds, third.size) == (110, 110 / 30, files[2].stat().st_size)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_progress_only_grows_and_ends_with_everything(crew: Local, read: Read, tmp_path: Path) -> None:
    events = list(export(film("abcd"), read, tmp_path / "a.mp4", engine=crew))
    *steps, result = events
    assert isinstance(result, Result)
    rows = [(s.frames_done, s.pieces_done) for s in steps if isinstance(s, Progress)]
    assert rows == sorted(rows)
    last = steps[-1]
    assert isinstance(last, Progress)
    assert (last.frames_done, last.pieces_done, last.share) == (150, last.pieces, 1.0)
    assert (rows[0], steps[0].left) == ((0, 0), None)  # type: ignore[union-attr]


def test_only_what_changed_is_rendered(crew: Local, read: Read, tmp_path: Path) -> None:
    cache, out = Chunks(tmp_path / "cache"), tmp_path / "a.mp4"

    def made(timeline: object) -> tuple[int, bool]:
        result = finish(export(timeline, read, out, engine=crew, cache=cache))  # type: ignore[arg-type]
        return result.pieces - result.reused, result.sound_reused

    before = film("abcdef", title="One")
    assert made(before) == (11, False)
    assert made(film("abcdef", title="Two")) == (1, True)
    assert made(film("abxdef".replace("x", "g"), title="Two")) == (3, True)  # one photo: its hold, two blends
    music = Sound(before.sound.length, (Cue("m", 0, before.sound.length, style="lofi", seed=3),))
    assert made(replace(before, sound=music)) == (0, False)  # no picture is touched
    assert made(film("abcdfe", title="One"))[0] <= 5
    assert made(before) == (0, True)


def test_a_spoilt_piece_is_made_again(crew: Local, read: Read, tmp_path: Path) -> None:
    cache, out = Chunks(tmp_path / "cache"), tmp_path / "a.mp4"
    finish(export(film("abc"), read, out, engine=crew, cache=cache))
    good = out.read_bytes()
    for entry in sorted((tmp_path / "cache").glob("??/*"))[:2]:
        raw = bytearray(entry.read_bytes())
        raw[len(raw) // 2] ^= 1
        entry.write_bytes(raw)
    result = finish(export(film("abc"), read, out, engine=crew, cache=cache))
    assert out.read_bytes() == good
    assert result.pieces - result.reused + (not result.sound_reused) == 2


def test_a_piece_that_goes_between_rendering_and_joining_is_made_again(read: Read, tmp_path: Path) -> None:
    class Thief(Inline):
        """Another process trims the cache just then, once."""

        stolen = False

        def run(self, works, chunks):  # type: ignore[no-untyped-def]
            yield from super().run(works, chunks)
            if not self.stolen:
                self.stolen = True
                (chunks.root / works[-1].key[:2] / works[-1].key).unlink()

    out = tmp_path / "a.mp4"
    finish(export(film("ab"), read, tmp_path / "good.mp4"))
    finish(export(film("ab"), read, out, engine=Thief(), cache=Chunks(tmp_path / "cache")))
    assert out.read_bytes() == (tmp_path / "good.mp4").read_bytes()


def test_a_cache_that_keeps_nothing_fails_with_a_reason(read: Read, tmp_path: Path) -> None:
    class Sieve(Inline):
        def run(self, works, chunks):  # type: ignore[no-untyped-def]
            yield from super().run(works, chunks)
            for work in works:
                (chunks.root / work.key[:2] / work.key).unlink()

    with pytest.raises(RenderFailed, match="vanish"):
        finish(export(film("a"), read, tmp_path / "a.mp4", engine=Sieve(), cache=Chunks(tmp_path / "c")))
    assert not (tmp_path / "a.mp4").exists()


def test_cancelling_leaves_nothing_but_finished_pieces(crew: Local, read: Read, tmp_path: Path) -> None:
    out, cache = tmp_path / "a.mp4", Chunks(tmp_path / "cache")
    events = export(film("abcdefgh", hold=60), read, out, engine=crew, cache=cache)
    next(e for e in events if isinstance(e, Progress) and e.pieces_done)
    events.close()  # type: ignore[attr-defined]
    assert not out.exists()
    assert not litter(tmp_path)
    without = export(film("abcdefgh", hold=60), read, out, engine=crew)
    next(without)
    next(without)
    without.close()  # type: ignore[attr-defined]
    assert [p.name for p in tmp_path.iterdir()] == ["cache"]


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import film
from stillreel.jobs.engines.local import Local
from stillreel.render.chunks import Chunks
from stillreel.render.export import export
album, root = Path(sys.argv[2]), Path(sys.argv[3])
engine = Local(2)
engine.warm()
print(*engine.pids, flush=True)
for event in export(film("abcdef", hold=50), lambda a: album / f"{a}.jpg", root / "out.mp4",
                    engine=engine, cache=Chunks(root / "cache")):
    print(getattr(event, "pieces_done", "end"), flush=True)
"""


@pytest.mark.parametrize("pieces", [0, 1, 5, 9])
def test_killing_everything_loses_nothing_that_was_finished(
    pieces: int, crew: Local, album: Path, read: Read, tmp_path: Path
) -> None:
    script = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), str(album), str(tmp_path)]
    process = subprocess.Popen(script, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    while int(process.stdout.readline()) < pieces:
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert all(gone(pid) for pid in pids), "nobody outlives the one who asked"
    assert not (tmp_path / "out.mp4").exists()
    timeline = film("abcdef", hold=50)
    resumed = finish(
        export(timeline, read, tmp_path / "out.mp4", engine=crew, cache=Chunks(tmp_path / "cache"))
    )
    assert resumed.reused + resumed.sound_reused >= pieces
    assert not litter(tmp_path)
    finish(export(timeline, read, tmp_path / "undisturbed.mp4", engine=crew))
    assert (tmp_path / "out.mp4").read_bytes() == (tmp_path / "undisturbed.mp4").read_bytes()


def test_several_sizes_in_one_go(crew: Local, read: Read, tmp_path: Path) -> None:
    sizes = {"reel": (96, 160), "square": (128, 128), "wide": (160, 96)}
    outputs = [
        Output(replace(film("abc"), width=w, height=h), tmp_path / f"{name}.mp4")
        for name, (w, h) in sizes.items()
    ]
    *_, a, b, c = export_all(outputs, read, engine=crew)
    for result, (w, h) in zip((a, b, c), sizes.values(), strict=True):
        assert isinstance(result, Result)
        with av.open(str(result.path)) as box:
            assert (box.streams.video[0].width, box.streams.video[0].height) == (w, h)
            assert box.streams.video[0].frames == 110
    alone = finish(export(outputs[1].timeline, read, tmp_path / "alone.mp4"))
    assert alone.path.read_bytes() == (tmp_path / "square.mp4").read_bytes()


@pytest.mark.parametrize("name", ["a.webm", "a.gif", "a.webp", "a.mov"])
def test_every_kind_of_file(name: str, crew: Local, read: Read, tmp_path: Path) -> None:
    result = finish(export(film("ab"), read, tmp_path / name, engine=crew, quality="draft"))
    assert result.size > 1000


def test_a_limit_of_bytes_is_kept(crew: Local, read: Read, tmp_path: Path) -> None:
    timeline = film("abcd", width=320, height=480)
    free = finish(export(timeline, read, tmp_path / "a.mp4", engine=crew, quality="master"))
    limit = free.size // 2
    held = finish(export(timeline, read, tmp_path / "b.mp4", engine=crew, quality="master", max_bytes=limit))
    assert held.size <= limit


def test_the_sound_is_as_long_as_the_picture() -> None:
    assert samples_of(30, Fraction(30)) == 48_000
    assert samples_of(1, Fraction(30000, 1001)) == 1602
    assert samples_of(30000, Fraction(30000, 1001)) == 1001 * 48_000


def test_previews_show_the_same_film_smaller(crew: Local, read: Read, tmp_path: Path) -> None:
    timeline = film("abc", width=1080, height=1920)
    assert (small(timeline).width, small(timeline).height) == (360, 640)
    assert small(film("a")) == film("a")
    result = finish(preview(timeline, read, tmp_path / "p.mp4", engine=crew, side=120))
    with av.open(str(result.path)) as box:
        pictures = [f.to_ndarray(format="bgr24").astype(float) for f in box.decode(video=0)]
    assert len(pictures) == 110
    gallery = Gallery(read)
    for n in (0, 35, 109):
        still = cv2.imdecode(np.frombuffer(frame_jpeg(timeline, n, 120, gallery), np.uint8), cv2.IMREAD_COLOR)
        assert still.shape == pictures[n].shape
        assert np.abs(still - pictures[n]).mean() < 8
    with pytest.raises(IndexError):
        frame_jpeg(timeline, 110, 120, gallery)


def test_a_contact_sheet_shows_frames_of_the_whole_film(read: Read) -> None:
    gallery, timeline = Gallery(read), film("abcd")
    raw = contact_sheet(timeline, gallery, count=8, columns=4, width=60)
    sheet = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR).astype(float)
    assert sheet.shape == (200, 240, 3)
    last = cv2.imdecode(np.frombuffer(frame_jpeg(timeline, 140, 60, gallery), np.uint8), cv2.IMREAD_COLOR)
    assert np.abs(sheet[100:, 180:] - last).mean() < 4


def test_a_forecast_is_silent_at_first_then_near_and_its_interval_narrows() -> None:
    steady = Forecast(1000)
    assert steady.seen(0.0, 0) is None
    guesses = [steady.seen(n / 100, n) for n in range(1, 1000, 7)]
    told = [(n, g) for n, g in zip(range(1, 1000, 7), guesses, strict=True) if g is not None]
    assert told
    for n, (low, likely, high) in told:
        assert low <= (1000 - n) / 100 + 0.1 <= high
        assert low <= likely <= high
    draw = np.random.default_rng(4)
    shaky, now, spread = Forecast(1000), 0.0, []
    for n in range(0, 1000, 5):
        now += 0.05 * draw.lognormal(0, 0.8)
        guess = shaky.seen(now, n)
        if guess is not None:
            spread.append(guess[2] / guess[0])
    assert np.mean(spread[-20:]) < np.mean(spread[:20])
