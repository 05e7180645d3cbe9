"""A sound, or a clip's own sound -> stereo samples at 48 kHz, written as they come.

Memory is bounded by one frame, whatever the length. Time zero is the file's time zero, so a clip's sound stays in step
with its picture; gaps at the start are silence. A change of speed keeps the pitch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.filter import Graph

from ...errors import Unsupported
from ..sniff import Format, sniff
from ..warm import Order
from .opening import audio_stream, open_container

F32 = npt.NDArray[np.float32]
RATE = 48_000
_FRAME = 8


def chunks(container: InputContainer, found: Format) -> Iterator[tuple[Fraction, F32]]:
    """Decoded sound as (time in s, f32 (n, 2) at 48 kHz). Damaged packets are skipped. Raises Unsupported."""
    stream = audio_stream(container, found)
    if stream is None:
        raise Unsupported(f"the {found.name} has no sound")
    zero = Fraction(container.start_time or 0, av.time_base)
    resampler = _Stereo()
    time, bad = Fraction(0), 0
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else []
        except av.FFmpegError:
            bad += 1
            if bad > 50:
                return
            continue
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                time = frame.pts * frame.time_base - zero
            for part in resampler.resample(frame):
                yield time, _samples(part)
        if packet is None:
            with contextlib.suppress(av.FFmpegError):
                for part in resampler.resample(None):
                    yield time, _samples(part)
            return


class _Stereo:
    """Any sound to float stereo at RATE, in a filter graph of one thread (PyAV's own resampler starts more, and
    the warm parent must fork). A stream that changes its form starts a new graph."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._form: tuple[str, int, str] | None = None

    def resample(self, frame: AudioFrame | None) -> list[AudioFrame]:
        """What is ready after this frame; None: the rest."""
        made: list[AudioFrame] = []
        form = None if frame is None else (frame.format.name, frame.sample_rate, frame.layout.name)
        if self._graph is not None and form != self._form:
            self._graph.push(None)
            made += self._ready()
            self._graph = None
        if frame is None or form is None:
            return made
        if self._graph is None:
            self._graph, self._form = _stereo_graph(*form), form
        frame.pts = None
        self._graph.push(frame)
        return made + self._ready()

    def _ready(self) -> list[AudioFrame]:
        made = []
        with contextlib.suppress(BlockingIOError, EOFError):
            while self._graph is not None:
                made.append(self._graph.pull())
        return [m for m in made if isinstance(m, AudioFrame)]


def _stereo_graph(name: str, rate: int, layout: str) -> Graph:
    graph = Graph()
    graph.threads = 1
    source = graph.add_abuffer(format=name, sample_rate=rate, layout=layout, time_base=Fraction(1, rate))
    shape = graph.add("aformat", f"sample_fmts=flt:sample_rates={RATE}:channel_layouts=stereo")
    source.link_to(shape)
    shape.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _samples(frame: AudioFrame) -> F32:
    samples: F32 = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, 2)
    return np.nan_to_num(np.clip(samples, -4, 4))


def _cut(parts: Iterator[tuple[Fraction, F32]], start: int, most: int) -> Iterator[F32]:
    """From sample `start`, at most `most` samples, silence where the file begins later."""
    at: int | None = None
    given = 0
    for time, part in parts:
        if at is None:
            at = round(time * RATE)
            if at > start:
                gap = np.zeros((min(at - start, most, 60 * RATE), 2), np.float32)
                given += len(gap)
                yield gap
        kept = part[max(0, start - at) :][: most - given]
        at += len(part)
        given += len(kept)
        if len(kept):
            yield kept
        if given >= most:
            return


def _faster(parts: Iterator[F32], speed: float) -> Iterator[F32]:
    graph = Graph()
    graph.threads = 1
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="stereo", time_base=Fraction(1, RATE))
    last = source
    while not 0.5 <= speed <= 2:
        step = 2.0 if speed > 2 else 0.5
        tempo = graph.add("atempo", f"{step}")
        last.link_to(tempo)
        last, speed = tempo, speed / step
    tempo, sink = graph.add("atempo", f"{speed:.6f}"), graph.add("abuffersink")
    last.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    at = 0
    for part in parts:
        frame = AudioFrame.from_ndarray(
            np.ascontiguousarray(part.reshape(1, -1)), format="flt", layout="stereo"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        at += len(part)
        source.push(frame)
        yield from _pulled(graph)
    source.push(None)
    yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[F32]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(frame, AudioFrame)
        yield _samples(frame)


def sound(order: Order) -> dict[str, int]:
    """Task: args start, most (samples), speed -> f32 (n, 2) in the output."""
    found = sniff(order.source)
    if not found.demuxer:
        raise Unsupported(f"a {found.name} has no sound")
    start, most, speed = order.args["start"], order.args["most"], order.args["speed"]
    with open_container(order.source, found) as container:
        parts = _cut(chunks(container, found), start, most if speed == 1 else round(most * speed) + RATE)
        at, end = 0, most * _FRAME
        for part in parts if speed == 1 else _faster(parts, speed):
            at = order.write(np.ascontiguousarray(part[: (end - at) // _FRAME]), at)
            if at >= end:
                break
    return {"bytes": at}
