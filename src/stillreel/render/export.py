"""Timeline -> file, piece by piece: only what is missing is rendered, what is there is joined.

    plan pieces -> look into the cache -> engine makes the missing ones -> join (packets copied) -> publish

Progress is the iterator, cancelling is closing it. Invariant: the file is the same whatever was reused,
whoever rendered it and however often it was interrupted.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ..errors import RenderFailed
from ..media.coded import Coded
from ..media.encode import AAC_BITS, OPUS_BITS, RATE
from ..media.join import codec_for, join, sound_codec_for
from ..media.quality import Recipe, recipe
from ..timeline.model import Timeline
from .chunks import Chunks
from .pieces import Piece, assets, digest, engine, pieces
from .progress import Progress, Result, Tally
from .work import Engine, Files, Inline, Scene, Track, Work

Read = Callable[[str], Path]
ROUNDS = 3
"""How often pieces that vanish from the cache between rendering and joining are rendered again."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an export. `codec` None: the container's usual one. `kbps`, `max_bytes`: ceilings, 0 = none."""

    timeline: Timeline
    out: Path
    quality: str = "standard"
    codec: str | None = None
    title: str | None = None
    kbps: int = 0
    max_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """An output with everything decided: its recipe, its pieces, its sound (None for files without)."""

    output: Output
    recipe: Recipe
    pieces: tuple[Piece, ...]
    track: Track | None
    files: Files = field(default=(), repr=False)

    def works(self) -> Iterator[Work]:
        if self.track is not None:
            yield self.track
        paths = dict(self.files)
        for piece in self.pieces:
            own = tuple((a, paths[a]) for a in assets(piece.plan))
            yield Scene(piece.key, piece.plan, piece.start, piece.frames, self.recipe, own)


def export(
    timeline: Timeline,
    read: Read,
    out: Path,
    *,
    quality: str = "standard",
    engine: Engine | None = None,
    cache: Chunks | None = None,
    codec: str | None = None,
    title: str | None = None,
    kbps: int = 0,
    max_bytes: int = 0,
) -> Iterator[Progress | Result]:
    """Renders one file; the last event is its Result. `read` gives an asset's file.

    Without `engine` the work is done here, without `cache` nothing is kept for next time. The suffix of `out`
    decides the container. Raises RenderFailed, DiskFull, BadRequest, and what unreadable pictures raise."""
    output = Output(timeline, out, quality, codec, title, kbps, max_bytes)
    return export_all((output,), read, engine=engine, cache=cache)


def export_all(
    outputs: Sequence[Output], read: Read, *, engine: Engine | None = None, cache: Chunks | None = None
) -> Iterator[Progress | Result]:
    """Several files in one go, sharing prepared work; the last events are their Results, in order."""
    with contextlib.ExitStack() as stack:
        if cache is None:
            # Beside the file: the same disk that must hold the result anyway.
            folder = tempfile.TemporaryDirectory(prefix=".pieces-", dir=outputs[0].out.parent)
            cache = Chunks(Path(stack.enter_context(folder)))
        if engine is None:
            engine = Inline()
        jobs = tuple(job(output, read) for output in outputs)
        yield from _run(jobs, engine, cache)


def job(output: Output, read: Read) -> Job:
    """Decides everything about one output."""
    plan = output.timeline
    codec = codec_for(output.out, output.codec)
    sound_codec = sound_codec_for(output.out)
    sound_bits = OPUS_BITS if sound_codec == "opus" else AAC_BITS
    kbps = _ceiling(output, sound_bits if sound_codec else 0)
    how = recipe(plan.width, plan.height, plan.fps, codec=codec, level=output.quality, kbps=kbps)
    row = pieces(plan, how)
    files = tuple((a, str(read(a))) for a in assets(plan))
    return Job(output, how, row, _track(plan, sound_codec, sound_bits, read) if sound_codec else None, files)


def _track(plan: Timeline, codec: str, bits: int, read: Read) -> Track:
    samples = samples_of(plan.frames, plan.fps)
    heard = tuple(dict.fromkeys(c.asset for c in plan.sound.cues if c.asset is not None))
    files = tuple((a, str(read(a))) for a in heard)
    key = digest("sound", engine(), plan.sound, samples, codec, bits)
    return Track(key, plan.sound, samples, codec, bits, files)


def samples_of(frames: int, fps: Fraction) -> int:
    """How many samples of sound are as long as so many frames (half rounds up)."""
    exact = frames / fps * RATE
    return int(exact + Fraction(1, 2))


def _ceiling(output: Output, sound_bits: int) -> int:
    """The bit rate of the pictures in kbit/s that keeps the file under its limits; 0 = no limit."""
    limits = [output.kbps] if output.kbps else []
    if output.max_bytes:
        seconds = float(output.timeline.frames / output.timeline.fps)
        # A twelfth for what pieces overshoot at their starts, a hundredth for the container.
        limits.append(max(100, int((output.max_bytes * 8 / seconds * 0.91 - sound_bits) / 1000)))
    return min(limits, default=0)


def _run(jobs: Sequence[Job], engine: Engine, cache: Chunks) -> Iterator[Progress | Result]:
    works = _in_order(jobs)
    tally = Tally({key: work.frames for key, work in works.items()})
    tally.found(key for key in works if cache.get(key) is not None)
    results: list[Result] = []
    yield tally.event()
    for _ in range(ROUNDS):
        missing = [works[key] for key in works if key not in tally.done]
        if missing:
            steps = engine.run(missing, cache)
            try:
                for step in steps:
                    tally.take(step.key, step.frames, step.done, step.cpu)
                    yield tally.event()
            finally:
                close = getattr(steps, "close", None)
                if close is not None:
                    close()
        results = [r for r in (_joined(job, cache, tally) for job in jobs) if r is not None]
        if len(results) == len(jobs):
            cache.trim(frozenset(works))
            yield from results
            return
    raise RenderFailed("finished pieces vanish from the cache faster than they are made")


def _in_order(jobs: Sequence[Job]) -> dict[str, Work]:
    """Every work once. Pieces of the same moment stand together, so that outputs share what a worker holds."""
    scenes: list[tuple[Fraction, int, Work]] = []
    for n, one in enumerate(jobs):
        for work in one.works():
            at = Fraction(work.start, one.output.timeline.frames) if isinstance(work, Scene) else Fraction(-1)
            scenes.append((at, n, work))
    return {work.key: work for _, _, work in sorted(scenes, key=lambda row: row[:2])}


class _Gone(Exception):
    """A piece that was there is there no more, or no longer whole."""


def _joined(job: Job, cache: Chunks, tally: Tally) -> Result | None:
    """Publishes one file; None if a piece has gone, which is then no longer counted as done."""

    def piece(key: str) -> Coded:
        coded = cache.get(key)
        if coded is None:
            tally.lost(key)
            raise _Gone
        return coded

    output, plan = job.output, job.output.timeline
    try:
        sound = piece(job.track.key) if job.track is not None else None
        join(
            lambda: (piece(p.key) for p in job.pieces),
            job.recipe,
            sound,
            output.out,
            title=output.title,
            sound_codec=job.track.codec if job.track is not None else "aac",
            sound_bits=job.track.bits if job.track is not None else 0,
        )
    except _Gone:
        return None
    return Result(
        path=output.out,
        frames=plan.frames,
        seconds=float(plan.frames / plan.fps),
        pieces=len(job.pieces),
        reused=sum(p.key not in tally.made for p in job.pieces),
        size=output.out.stat().st_size,
        sound_reused=job.track is not None and job.track.key not in tally.made,
        wall=tally.wall(),
        cpu=tally.cpu,
    )
