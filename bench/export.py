"""The export against its floor, its rivals and its own promises. Ratios on one machine, in one run.

    python bench/export.py [export edit preview growth memory rivals forecast] [/photo.jpg ...]

CPU seconds are of the whole process tree (user + system, children included); memory is the peak of the tree's
proportional set size (PSS: shared pages counted once) and of its summed RSS, sampled 20 times a second.
Without photos, textured 12-MP JPEGs are made. The film: six photos, 15 s, 1080x1920 at 30, crossfades, one
title, music.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import psutil

from encoders import synthetic
from stillreel.jobs.engines.local import Local
from stillreel.media.encode import context, encode, planes
from stillreel.media.quality import Recipe, recipe
from stillreel.pixels.frame import Frame, copy_into
from stillreel.render.chunks import Chunks
from stillreel.render.export import export
from stillreel.render.gallery import Gallery
from stillreel.render.paint import paint
from stillreel.render.preview import contact_sheet, frame_jpeg, preview
from stillreel.render.progress import Progress, Result
from stillreel.timeline.model import Blend, Cue, Hold, Shot, Sound, Span, Timeline, Title

MOVES = ("push_in", "pull_out", "pan_left", "pan_right", "push_in", "pull_out")


@dataclass
class Cost:
    """What something took."""

    cpu: float = 0.0
    wall: float = 0.0
    pss: float = 0.0
    rss: float = 0.0


def _tree() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


Used = dict[tuple[int, float], float]


def _seen(used: Used) -> Used:
    """CPU seconds of every process of the tree, kept when it ends (workers end unburied by us)."""
    for process in _tree():
        try:
            with process.oneshot():
                times = process.cpu_times()
                name = process.pid, process.create_time()
        except psutil.Error:
            continue
        # Decoders live for milliseconds: whoever buries them has their time.
        used[name] = times.user + times.system + times.children_user + times.children_system
    return used


@contextmanager
def measured(memory: bool = False) -> Iterator[Cost]:
    """Measures the block: CPU and wall, or, with `memory`, the peak (which itself costs CPU, so never both)."""
    cost, over = Cost(), threading.Event()
    used = _seen({})
    before, start = dict(used), time.perf_counter()

    def watch() -> None:
        while not over.wait(0.05):
            if not memory:
                _seen(used)
                continue
            pss = rss = 0
            for process in _tree():
                try:
                    facts = process.memory_full_info()
                    pss, rss = pss + facts.pss, rss + facts.rss
                except psutil.Error:
                    continue
            cost.pss, cost.rss = max(cost.pss, pss / 2**20), max(cost.rss, rss / 2**20)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield cost
    finally:
        cost.wall = time.perf_counter() - start
        over.set()
        watcher.join()
        cost.cpu = sum(_seen(used).values()) - sum(before.values())


def film(
    count: int,
    seconds: float,
    *,
    size: tuple[int, int] = (1080, 1920),
    fps: int = 30,
    title: str = "Lisbon in May",
) -> Timeline:
    """`count` shots, half-second crossfades, one title of two seconds, music."""
    frames, fade = round(seconds * fps), fps // 2
    each = frames // count
    spans: list[Span] = []
    shots = []
    for k in range(count):
        start = k * each - (fade // 2 if k else 0)
        end = frames if k == count - 1 else (k + 1) * each + fade - fade // 2
        move = MOVES[k % len(MOVES)]
        shots.append(Shot(f"s{k}", f"p{k}", "image", 4000, 3000, start, end - start, move=move, seed=k))
    at = 0
    for k, shot in enumerate(shots):
        end = frames if k == count - 1 else (k + 1) * each - fade // 2
        spans.append(Hold(at, end - at, shot))
        at = end
        if k + 1 < count:
            spans.append(Blend(at, fade, shot, shots[k + 1], "fade"))
            at += fade
    length = frames * 1000 // fps
    music = Cue("m", 0, length, style="lofi", seed=1, fade_out=800)
    titles = (Title("t", title, fps // 4, 2 * fps - fps // 4, animation="fade"),)
    return Timeline(*size, Fraction(fps), frames, tuple(spans), titles, Sound(length, (music,)))


class Album:
    """Where the photos are: `p0`, `p1` ... repeat the given ones under new names (copies, so nothing is shared)."""

    def __init__(self, folder: Path, given: list[Path]) -> None:
        self._folder, self._given = folder, given or self._made(folder)

    def _made(self, folder: Path) -> list[Path]:
        import cv2

        row = []
        for n in range(6):
            picture = cv2.resize(synthetic(n)[:, :, ::-1], (4000, 3000), interpolation=cv2.INTER_CUBIC)
            path = folder / f"made{n}.jpg"
            cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
            row.append(path)
        return row

    def read(self, asset: str) -> Path:
        return self._given[int(asset[1:]) % len(self._given)]


def rendered(events: Iterator[Progress | Result]) -> Result:
    *_, last = events
    assert isinstance(last, Result)
    return last


def line(name: str, cost: Cost, note: str = "") -> None:
    print(f"{name:44} {cost.cpu:7.2f} CPU s {cost.wall:7.2f} s  {note}", flush=True)


def _floor(timeline: Timeline, album: Album, how: Recipe, threads: int) -> Cost:
    """Merely encoding the finished frames, `threads` 0 = x264's own choice. Painting is paid before."""
    gallery = Gallery(album.read)
    frames: list[Frame] = [paint(timeline, n, gallery) for n in range(timeline.frames)]
    with measured() as cost:
        if threads == 1:
            encode(how, len(frames), lambda n, out: copy_into(frames[n], out))
        else:
            import av

            coder = context(how)
            coder.thread_count = threads
            for n, frame in enumerate(frames):
                picture = av.VideoFrame(how.width, how.height, "yuv420p")
                copy_into(frame, planes(picture))
                picture.pts = n
                coder.encode(picture)
            coder.encode(None)
    return cost


def bench_export(album: Album, folder: Path, engine: Local) -> None:
    timeline = film(6, 15)
    how = recipe(1080, 1920, Fraction(30))
    plain = replace(how, options=(("crf", "20"), ("preset", "veryfast")))
    with measured() as cold, Local(2) as fresh:
        rendered(export(timeline, album.read, folder / "cold.mp4", engine=fresh))
    line("export, processes started for it", cold)
    with measured() as warm:
        result = rendered(export(timeline, album.read, folder / "warm.mp4", engine=engine))
    line("export, warm", warm, f"{result.size / 1e6:.1f} MB; wall/CPU {warm.wall / warm.cpu:.2f}")
    with measured(memory=True) as peak:
        rendered(export(timeline, album.read, folder / "warm.mp4", engine=engine))
    print(f"{'peak memory':44} {peak.pss:.0f} MB PSS, {peak.rss:.0f} MB summed RSS (this bench included)")
    for name, recipe_, threads in (
        ("encode only, same settings, default threads", how, 0),
        ("encode only, same settings, 1 thread", how, 1),
        ("encode only, veryfast crf 20, default threads", plain, 0),
        ("encode only, veryfast crf 20, 1 thread", plain, 1),
    ):
        floor = _floor(timeline, album, recipe_, threads)
        line(name, floor, f"export is {warm.cpu / floor.cpu:.2f} of it warm, {cold.cpu / floor.cpu:.2f} cold")


def bench_edit(album: Album, folder: Path, engine: Local) -> None:
    cache = Chunks(folder / "cache")
    timeline = film(6, 15)

    def again(name: str, changed: Timeline, full: float = 0.0) -> float:
        with measured() as cost:
            result = rendered(export(changed, album.read, folder / "e.mp4", engine=engine, cache=cache))
        share = f", {cost.cpu / full:.0%} of the full export" if full else ""
        line(name, cost, f"pieces: {result.pieces}, reused: {result.reused}{share}")
        return cost.cpu

    full = again("full export into an empty cache", timeline)
    again("nothing changed", timeline, full)
    again("another title", film(6, 15, title="Porto in June"), full)
    again("other music", replace(timeline, sound=Sound(15000, (Cue("m", 0, 15000, style="upbeat"),))), full)
    shots = {a.shot.id: a.shot for a in timeline.spans if isinstance(a, Hold)}

    def swapped(shot: Shot) -> Shot:
        return replace(shots[shot.id], asset="p7") if shot.id == "s3" else shot

    spans = tuple(
        replace(s, shot=swapped(s.shot))
        if isinstance(s, Hold)
        else replace(s, a=swapped(s.a), b=swapped(s.b))
        for s in timeline.spans
    )
    again("one photo of six replaced", replace(timeline, spans=spans), full)


def bench_preview(album: Album, folder: Path, engine: Local) -> None:
    timeline = film(6, 15)
    with measured() as whole:
        rendered(preview(timeline, album.read, folder / "p.mp4", engine=engine))
    line("preview, 15 s at 360p, to the file", whole)
    gallery = Gallery(album.read)
    looks: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("first frame as JPEG, nothing loaded", lambda: frame_jpeg(timeline, 0, 360, gallery)),
        ("another frame of it, warm", lambda: frame_jpeg(timeline, 20, 360, gallery)),
        ("a frame of another shot", lambda: frame_jpeg(timeline, 200, 360, gallery)),
        ("contact sheet of 12", lambda: contact_sheet(timeline, gallery)),
    )
    for name, make in looks:
        with measured() as cost:
            make()
        line(name, cost)


def bench_growth(album: Album, folder: Path, engine: Local) -> None:
    base = 0.0
    for name, timeline in (
        ("6 photos, 6 s", film(6, 6)),
        ("6 photos, 60 s (10x longer)", film(6, 60)),
        ("60 photos, 60 s (10x more photos too)", film(60, 60)),
        ("6 photos, 6 s at 60 fps", film(6, 6, fps=60)),
        ("6 photos, 6 s in 4K", film(6, 6, size=(2160, 3840))),
    ):
        with measured() as cost:
            rendered(export(timeline, album.read, folder / "g.mp4", engine=engine))
        with measured(memory=True) as peak:
            rendered(export(timeline, album.read, folder / "g.mp4", engine=engine))
        pixels = timeline.frames * timeline.width * timeline.height / 1e9
        base = base or cost.cpu / pixels
        each = f"{cost.cpu / pixels:5.2f} CPU s per gigapixel ({cost.cpu / pixels / base:.2f})"
        line(name, cost, f"{each}, peak {peak.pss:.0f} MB PSS, {peak.rss:.0f} MB summed RSS")


def bench_rivals(album: Album, folder: Path, engine: Local) -> None:
    """The same reel by ffmpeg's own filters (zoompan jitters: whole-pixel steps), and by MoviePy where installed."""
    timeline = film(6, 15)
    with measured() as ours:
        rendered(export(timeline, album.read, folder / "r.mp4", engine=engine))
    line("stillreel, warm", ours)
    each, fade = 2.5, 0.5
    inputs: list[str] = []
    steps = []
    for k in range(6):
        inputs += ["-i", str(album.read(f"p{k}"))]
        frames = round((each + fade) * 30)
        steps.append(
            f"[{k}]scale=1620:2880:force_original_aspect_ratio=increase,crop=1620:2880,"
            f"zoompan=z='1+0.12*on/{frames}':d={frames}:x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':s=1080x1920:fps=30[v{k}]"
        )
    last = "v0"
    for k in range(1, 6):
        steps.append(f"[{last}][v{k}]xfade=duration={fade}:offset={each * k - fade / 2}[x{k}]")
        last = f"x{k}"
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-t", "15"]
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-v",
        "error",
        *inputs,
        "-filter_complex",
        ";".join(steps),
    ]
    with measured() as cost:
        subprocess.run([*command, "-map", f"[{last}]", *coding, str(folder / "f.mp4")], check=True)
    line("ffmpeg zoompan + xfade, veryfast crf 20", cost, f"{cost.cpu / ours.cpu:.1f} x ours")
    _moviepy(album, folder, ours)


def _moviepy(album: Album, folder: Path, ours: Cost) -> None:
    each, fade = 2.5, 0.5
    try:
        import moviepy  # type: ignore[import-not-found]
    except ImportError:
        print("MoviePy is not installed: its row is left out")
        return
    clips = [
        moviepy.ImageClip(str(album.read(f"p{k}")), duration=each + fade)
        .resized(height=1920)
        .cropped(x_center=1280, width=1080)
        .resized(lambda t: 1 + 0.12 * t / 3)
        for k in range(6)
    ]
    with measured() as cost:
        whole = moviepy.CompositeVideoClip(
            [
                c.with_start(k * each).with_effects([moviepy.vfx.CrossFadeIn(fade)])
                for k, c in enumerate(clips)
            ],
            size=(1080, 1920),
        ).with_duration(15)
        whole.write_videofile(
            str(folder / "m.mp4"), fps=30, preset="veryfast", logger=None, ffmpeg_params=["-crf", "20"]
        )
    line("MoviePy", cost, f"{cost.cpu / ours.cpu:.1f} x ours")


def bench_forecast(album: Album, folder: Path, engine: Local) -> None:
    """Is the promised interval honest? Twenty different exports, asked at a quarter, a half and three quarters."""
    inside = asked = 0
    errors = []
    for k in range(20):
        timeline = film(
            2 + k % 5, 3 + k % 7, size=((360, 640), (540, 960), (720, 1280))[k % 3], title=f"Film {k}"
        )
        start = time.monotonic()
        told: list[tuple[float, tuple[float, float, float]]] = []
        for event in export(timeline, album.read, folder / "h.mp4", engine=engine):
            if (
                isinstance(event, Progress)
                and event.left
                and event.share >= 0.25 * (1 + len(told))
                and len(told) < 3
            ):
                told.append((time.monotonic(), event.left))
        end = time.monotonic()
        for at, (low, likely, high) in told:
            asked += 1
            inside += low <= end - at <= high
            errors.append(abs(likely - (end - at)) / (end - start))
    print(
        f"forecast: {inside} of {asked} within the interval, mean error {sum(errors) / len(errors):.0%} of the export"
    )


SECTIONS: dict[str, Callable[[Album, Path, Local], None]] = {
    "export": bench_export,
    "edit": bench_edit,
    "preview": bench_preview,
    "growth": bench_growth,
    "rivals": bench_rivals,
    "forecast": bench_forecast,
}


def main(arguments: list[str]) -> None:
    given = [Path(a) for a in arguments if a.startswith("/")]
    wanted = [a for a in arguments if a in SECTIONS] or list(SECTIONS)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {'given' if given else 'made'} photos")
    with tempfile.TemporaryDirectory() as name, Local(2) as engine:
        folder = Path(name)
        album = Album(folder, given)
        rendered(export(film(2, 2, size=(180, 320)), album.read, folder / "w.mp4", engine=engine))
        for section in wanted:
            print(f"\n{section}")
            SECTIONS[section](album, folder, engine)


if __name__ == "__main__":
    main(sys.argv[1:])
