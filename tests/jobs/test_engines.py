"""One contract for every engine; then what only processes can suffer: crash, hang, poison, cancel."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import film

from stillreel.errors import BadRequest, RenderFailed, StillreelError, Unsupported
from stillreel.jobs.engines import engine_for
from stillreel.jobs.engines.local import Local, stretches
from stillreel.render.chunks import Chunks
from stillreel.render.export import Output, job
from stillreel.render.work import Engine, Inline, Scene, Step, Work


def works_of(read: Callable[[str], Path], tmp_path: Path, names: str = "abc", **more: Any) -> list[Work]:
    return list(job(Output(film(names, **more), tmp_path / "out.mp4"), read).works())


def gone(pid: int, within_s: float = 10) -> bool:
    """Waits for the end of any process, without sleeping."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)


def litter(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.name.startswith((".", "part-"))]


@pytest.fixture(params=["inline", "local"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return Inline() if request.param == "inline" else request.getfixturevalue("crew")


def test_every_work_is_done_once_and_lies_in_the_cache(
    engine: Engine, read: Callable[[str], Path], tmp_path: Path
) -> None:
    works, cache = works_of(read, tmp_path), Chunks(tmp_path / "cache")
    done = [s for s in engine.run(works, cache) if s.done]
    assert sorted(s.key for s in done) == sorted(w.key for w in works)
    assert {s.key: s.frames for s in done} == {w.key: w.frames for w in works}
    assert all(s.cpu > 0 for s in done)
    expected = Chunks(tmp_path / "expected")
    list(Inline().run(works, expected))
    for work in works:
        assert cache.get(work.key) == expected.get(work.key) is not None
    assert not litter(tmp_path)


def test_nothing_to_do_is_done_at_once(engine: Engine, tmp_path: Path) -> None:
    assert list(engine.run([], Chunks(tmp_path))) == []


def test_closing_the_iterator_cancels_and_the_next_job_runs(
    engine: Engine, read: Callable[[str], Path], tmp_path: Path
) -> None:
    works, cache = works_of(read, tmp_path, "abcdefgh", hold=60), Chunks(tmp_path / "cache")
    steps = engine.run(works, cache)
    assert isinstance(steps, Iterator)
    first = next(s for s in steps if s.done)
    steps.close()  # type: ignore[attr-defined]
    assert cache.get(first.key) is not None, "what is finished stays"
    assert not litter(tmp_path)
    left = [w for w in works if cache.get(w.key) is None]
    assert left
    assert {s.key for s in engine.run(left, cache) if s.done} == {w.key for w in left}


def test_a_picture_that_is_none_is_named_and_not_tried_again(
    engine: Engine, read: Callable[[str], Path], album: Path, tmp_path: Path
) -> None:
    works = works_of(lambda a: album / ("broken.jpg" if a == "z" else f"{a}.jpg"), tmp_path, "azc")
    with pytest.raises(Unsupported):
        list(engine.run(works, Chunks(tmp_path / "cache")))
    assert len(list(engine.run(works_of(read, tmp_path), Chunks(tmp_path / "cache")))) > 0


def test_it_works_from_another_thread(engine: Engine, read: Callable[[str], Path], tmp_path: Path) -> None:
    works, seen = works_of(read, tmp_path, "ab"), []
    thread = threading.Thread(target=lambda: seen.extend(engine.run(works, Chunks(tmp_path / "cache"))))
    thread.start()
    thread.join()
    assert len([s for s in seen if s.done]) == len(works)


def test_stretches_are_neighbours_of_equal_cost(read: Callable[[str], Path], tmp_path: Path) -> None:
    works = works_of(read, tmp_path, "abcdefgh")
    for count in (1, 2, 3, 20):
        rows = stretches(works, count)
        assert [w for row in rows for w in row] == works
        assert len(rows) == count
    a, b = (sum(w.frames for w in row) for row in stretches(works, 2))
    assert abs(a - b) < 60


# -- only processes


def test_the_nursery_has_one_thread_and_the_workers_are_its_own(crew: Local) -> None:
    crew.warm()
    nursery, *workers = crew.pids
    assert len(os.listdir(f"/proc/{nursery}/task")) == 1, "forking is safe only then"  # noqa: PTH208
    for pid in workers:
        stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        assert int(stat[1]) == nursery
        assert int(stat[16]) > os.getpriority(os.PRIO_PROCESS, 0), "nicer than we are"


@pytest.mark.parametrize("victim", ["worker", "nursery"])
def test_whoever_is_killed_the_pieces_are_the_same(
    victim: str, read: Callable[[str], Path], tmp_path: Path
) -> None:
    works, cache = works_of(read, tmp_path, "abcdef", hold=50), Chunks(tmp_path / "cache")
    with Local(2, patience=20) as engine:
        steps = engine.run(works, cache)
        done = [next(s for s in steps if s.done)]
        before = engine.pids
        os.kill(before[1 if victim == "worker" else 0], signal.SIGKILL)
        done += [s for s in steps if s.done]
        assert sorted(s.key for s in done) == sorted(w.key for w in works)
        assert set(engine.pids) != set(before)
        assert len(engine.pids) == 3
    expected = Chunks(tmp_path / "expected")
    list(Inline().run(works, expected))
    assert all(cache.get(w.key) == expected.get(w.key) for w in works)
    assert not litter(tmp_path)


def test_a_worker_that_stands_still_is_replaced(read: Callable[[str], Path], tmp_path: Path) -> None:
    works, cache = works_of(read, tmp_path, "abcd", hold=50), Chunks(tmp_path / "cache")
    with Local(2, patience=0.6) as engine:
        steps = engine.run(works, cache)
        next(s for s in steps if s.done)
        stopped = engine.pids[1]
        os.kill(stopped, signal.SIGSTOP)
        assert len([s for s in steps if s.done]) == len(works) - 1
        assert stopped not in engine.pids
        assert gone(stopped)


class Bomb(tuple):  # type: ignore[type-arg]
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


class Pill(tuple):  # type: ignore[type-arg]
    """Needs more memory than there is."""

    def __reduce__(self) -> tuple[Any, ...]:
        return bytes, (1 << 60,)


@pytest.mark.parametrize("poison", [Bomb, Pill])
def test_a_piece_that_kills_its_worker_three_times_fails_the_job(
    poison: type[tuple[Any, ...]], read: Callable[[str], Path], tmp_path: Path
) -> None:
    works, cache = works_of(read, tmp_path, "abc"), Chunks(tmp_path / "cache")
    last = works[-1]
    assert isinstance(last, Scene)
    with Local(2, patience=20) as engine:
        with pytest.raises(RenderFailed, match=r"frame 80 failed 3 times: its worker died") as caught:
            list(engine.run([*works[:-1], replace(last, files=poison())], cache))
        assert caught.value.data["piece"] == last.key
        assert {s.key for s in engine.run([last], cache) if s.done} == {last.key}


def test_a_piece_that_cannot_be_encoded_fails_with_the_reason(
    crew: Local, read: Callable[[str], Path], tmp_path: Path
) -> None:
    works = works_of(read, tmp_path, "ab")
    last = works[-1]
    assert isinstance(last, Scene)
    bad = replace(last, recipe=replace(last.recipe, options=(("preset", "no such preset"),)))
    with pytest.raises(RenderFailed, match="3 times: the h264 encoder failed"):
        list(crew.run([bad], Chunks(tmp_path / "cache")))


def test_cancelling_ends_even_a_worker_that_does_not_listen(
    read: Callable[[str], Path], tmp_path: Path
) -> None:
    works, cache = works_of(read, tmp_path, "abcd", hold=60), Chunks(tmp_path / "cache")
    with Local(2, patience=20) as engine:
        steps = engine.run(works, cache)
        next(s for s in steps if s.done)
        deaf = next(w.pid for w in engine._workers if w.work is not None)
        os.kill(deaf, signal.SIGSTOP)
        steps.close()  # type: ignore[attr-defined]
        assert gone(deaf)
        assert not litter(tmp_path)
        assert {s.key for s in engine.run(works[:2], cache) if s.done} == {w.key for w in works[:2]}


def test_closing_ends_every_process(read: Callable[[str], Path], tmp_path: Path) -> None:
    engine = Local(2)
    engine.warm()
    pids = engine.pids
    engine.close()
    assert all(gone(pid) for pid in pids)
    assert engine.pids == ()
    assert [s.done for s in engine.run(works_of(read, tmp_path, "a"), Chunks(tmp_path / "c"))][-1]
    engine.close()


def test_the_engine_for_one_worker_needs_no_process() -> None:
    assert isinstance(engine_for(1), Inline)
    engine = engine_for(2)
    assert isinstance(engine, Local)
    engine.close()


def test_errors_cross_the_border_whole(crew: Local, read: Callable[[str], Path], tmp_path: Path) -> None:
    works = works_of(read, tmp_path, "a")
    first = works[0]
    with pytest.raises(StillreelError) as caught:
        list(crew.run([replace(first, codec="none")], Chunks(tmp_path / "c")))  # type: ignore[call-arg]
    assert not isinstance(caught.value, BadRequest)
    assert "the sound failed 3 times: KeyError" in str(caught.value)
    assert isinstance(Step("k", 1), Step)
