"""One service a folder, and a folder that can be written: else one line, and nothing was touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stillreel.store.database import Database

SERVE = [sys.executable, "-m", "stillreel", "serve", "--port", "0", "--data"]


@contextmanager
def serving(data: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A running service; killed at the end."""
    with subprocess.Popen(
        [*SERVE, str(data)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as one:
        assert one.stdout is not None and "listens" in one.stdout.readline()
        yield one
        one.kill()


def refused(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    return done.stderr


def test_a_second_service_is_refused_and_the_next_one_after_a_kill_is_not(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        assert f"process {first.pid}" in refused([*SERVE, str(tmp_path)])
        listed = subprocess.run(
            [sys.executable, "-c", "import sys; from pathlib import Path; from stillreel import open_studio\n"
             "with open_studio(Path(sys.argv[1])) as s: print(s.create('beside', 'en').name)", str(tmp_path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert listed.stdout == "beside\n", "commands beside the service are welcome"
        first.send_signal(signal.SIGKILL)
        first.wait()
    with serving(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_a_line(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'stillreel.db'}").close()
    (tmp_path / "temp").mkdir()
    mount = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    serve = " ".join(f'"{word}"' for word in [*SERVE, str(tmp_path)])
    assert "cannot be used: Read-only file system" in refused(
        ["unshare", "-m", "sh", "-c", f"{mount} && {serve}"]
    )
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


def test_somebody_else_s_folder(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    probe = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    if (
        not shutil.which("setpriv")
        or subprocess.run([*probe, sys.executable, "-c", ""], check=False).returncode
    ):
        pytest.skip("nobody cannot run this Python")
    tmp_path.chmod(0o700)
    assert "cannot be used: Permission denied" in refused([*probe, *SERVE, str(tmp_path / "data")])
