"""A full disk is a state: on a real, small file system of its own mount namespace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("full_disk.py")


def test_a_service_on_a_full_disk(tmp_path: Path) -> None:
    """24 amounts of room, from none to plenty: 507 or done, rows and files whole; all is well when there is room."""
    mount = f"mount -t tmpfs -o size=24m none {tmp_path}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small file system")
    command = f'{mount} && exec "{sys.executable}" "{SCRIPT}" {tmp_path}'
    done = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert seen["upload 200"] + seen["upload 507"] == 2 + 24 + 1
