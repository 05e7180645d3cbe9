"""The jail: every death of a child is an answer, nothing gets out, nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from stillreel.errors import TooLarge, Unavailable, Unsupported
from stillreel.media import jail, sandbox
from stillreel.media.sandbox import Limits
from stillreel.media.warm import Order, Source

from . import evil, files

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
EVIL = evil.__name__
SMALL = Limits(memory=256 << 20, cpu=1, output=1 << 16, wall=10.0)
linux = pytest.mark.skipif(not sandbox.LINUX, reason="the walls are Linux's")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return files.put(tmp_path, b"some bytes")


def ask(task: str, path: Path, limits: Limits = SMALL, **args: object) -> dict[str, object]:
    return jail.run(f"{EVIL}:{task}", path, args, limits)[0]


def settle() -> list[psutil.Process]:
    """The warm parent's children after it has reaped the dead (it answers orders in turn)."""
    warm = psutil.Process(jail.warm_pid())
    _, alive = psutil.wait_procs(warm.children(), timeout=10)
    return [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] + [
        p for p in warm.children() if p.status() == psutil.STATUS_ZOMBIE
    ]


@linux
def test_every_layer_stands_here_or_is_reported(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = jail.layers()
    assert tuple(found) == sandbox.LAYERS
    monkeypatch.setattr(jail, "layers", lambda: {**found, "landlock": False})
    assert not jail.check()["landlock"] and "landlock" in caplog.text
    with pytest.raises(Unavailable, match="landlock"):
        jail.check(require=True)


@pytest.mark.parametrize(
    ("task", "error"),
    [
        ("segv", Unsupported),
        ("abort", Unsupported),
        ("leave", Unsupported),
        ("spin", TooLarge),
        ("eat", TooLarge),
        ("write", TooLarge),
        ("write_on", TooLarge),
        ("lie", Unsupported),
        ("damage", Unsupported),
        ("nothing_here", Unsupported),
    ],
)
@linux
def test_every_death_is_an_answer_and_siblings_live(task: str, error: type[Exception], path: Path) -> None:
    with jail.open_child(f"{EVIL}:sleep", path, {}, SMALL) as sibling:
        warm = jail.warm_pid()
        with pytest.raises(error) as caught:
            ask(task, path)
        assert caught.value.what.isprintable()  # type: ignore[attr-defined]
        assert jail.warm_pid() == warm
        _, data = jail.run(f"{EVIL}:fine", path, {}, SMALL)
        assert data.tobytes() == b"hello"
        assert len(psutil.Process(warm).children()) >= 1
    assert sibling.used == {}
    assert settle() == []


@linux
def test_the_deadline_kills(path: Path) -> None:
    with pytest.raises(TooLarge, match="too long"):
        ask("sleep", path, Limits(wall=0.2))
    assert settle() == []


@linux
def test_babble_is_not_trusted(path: Path) -> None:
    with pytest.raises((Unavailable, Unsupported)):
        ask("babble", path)


@linux
def test_nothing_gets_out(path: Path, tmp_path: Path) -> None:
    """Each way out works for us (the canary) and not for the child."""
    canary = tmp_path / "canary"
    with socket.create_server(("127.0.0.1", 0)) as server:
        args = {
            "canary": str(canary),
            "port": server.getsockname()[1],
            "asker": os.getpid(),
            "size": SMALL.output,
        }
        answer = ask("escape", path, **args)
        assert answer["done"] == [] and answer["fds"] == [3, 4, 5]
        secrets = {"HOME", "PATH", "STILLREEL_DATA"}
        assert not secrets & set(answer["env"])  # type: ignore[call-overload]
        assert not canary.exists()
    source = os.open(path, os.O_RDWR)
    order = Order({**args, "port": 9}, Source(source), source, jail.Pipes(*[path.open("rb")] * 2))
    with contextlib.closing(order.wire):
        free = evil.free(order)
    os.close(source)
    assert set(free) >= {
        "read a file",
        "write a file",
        "unlink a file",
        "list a folder",
        "fork",
        "udp",
        "memfd",
    }
    assert set(free) >= {"unix", "kill the asker", "grow the output", "shrink the output", "write the input"}


@linux
def test_a_shared_warm_parent_serves_forks_threads_and_adopters(path: Path) -> None:
    warm = jail.warm_pid()
    assert ask("pid", path)["parent"] == warm
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if ask("pid", path)["parent"] == warm else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(ask("pid", path)["parent"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [warm] * 8
    fd = jail.share()
    code = (
        "import sys; from pathlib import Path; from stillreel.media import jail;"
        "from stillreel.media.sandbox import Limits;"
        "jail.adopt(int(sys.argv[1]));"
        f"print(jail.run('{EVIL}:pid', Path(sys.argv[2]), {{}}, Limits())[0]['parent'])"
    )
    text = subprocess.run(
        [sys.executable, "-c", code, str(fd), str(path)], pass_fds=[fd], capture_output=True, check=True
    )
    assert int(text.stdout) == warm
    assert ask("pid", path)["parent"] == warm


@linux
def test_a_killed_warm_parent_is_replaced_and_its_children_die(path: Path) -> None:
    with jail.open_child(f"{EVIL}:sleep", path, {}, SMALL) as child:
        warm = psutil.Process(jail.warm_pid())
        ask("fine", path)
        kids = warm.children()
        assert kids
        warm.kill()
        assert psutil.wait_procs(kids, timeout=10)[1] == []
        with pytest.raises(Unavailable):
            child.answer(5.0)
    assert ask("fine", path)["bytes"] == 5
    assert jail.warm_pid() != warm.pid


@linux
def test_the_warm_parent_dies_with_its_asker(path: Path) -> None:
    code = (
        "import sys, os, signal; from pathlib import Path; from stillreel.media import jail;"
        "from stillreel.media.sandbox import Limits;"
        f"sys.path[:] = {sys.path!r};"
        f"c = jail.open_child('{EVIL}:sleep', Path(sys.argv[1]), {{}}, Limits());"
        f"jail.run('{EVIL}:fine', Path(sys.argv[1]), {{}}, Limits());"
        "print(jail.warm_pid(), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True)
    assert done.returncode == -signal.SIGKILL
    try:
        warm = psutil.Process(int(done.stdout))
    except psutil.NoSuchProcess:
        return
    assert psutil.wait_procs([warm], timeout=10)[1] == [] or warm.status() == psutil.STATUS_ZOMBIE


@linux
def test_no_descriptor_is_left(path: Path) -> None:
    def count(pid: int | str) -> int:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))

    ask("fine", path)
    settle()
    ask("fine", path)
    before = count("self")
    for _ in range(20):
        ask("fine", path)
        with pytest.raises(Unsupported):
            ask("leave", path)
    settle()
    assert count("self") == before
    assert count(jail.warm_pid()) <= 12


def test_the_plain_form_works_where_nothing_can_fork(path: Path, tmp_path: Path) -> None:
    answer, data = jail.run(f"{EVIL}:fine", path, {}, SMALL, plain=True)
    assert data.tobytes() == b"hello" and answer["bytes"] == 5
    with pytest.raises(Unavailable):
        jail.run(f"{EVIL}:leave", path, {}, SMALL, plain=True)
    photo = files.put(tmp_path, files.still("jpg"), "photo")
    args = {"width": 8, "height": 8, "box": (0, 0, 8, 8)}
    task, limits = "stillreel.media.inside.stills:picture", Limits(output=1 << 16)
    answer, pixels = jail.run(task, photo, args, limits, plain=True)
    assert pixels.size == answer["bytes"] >= 192


def test_known_tasks_are_orders() -> None:
    assert evil.fine.__annotations__["order"] == Order.__name__ and Source.__doc__
